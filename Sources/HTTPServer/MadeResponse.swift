internal import CMicrohttpd

/// An answer as libmicrohttpd has it. The library counts who uses it, so that one can be on its way
/// to several clients at once.
final class MadeResponse: @unchecked Sendable {
    // `@unchecked`: never changed after `init`, and libmicrohttpd locks its count of users.
    let raw: OpaquePointer

    /// Nil when a header is not allowed or there is no memory.
    init?(_ response: Response, closing: Bool) {
        let made = response.body.withUnsafeBytes { bytes in
            MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY)
        }
        guard let made else { return nil }
        raw = made
        for header in response.headers {
            // `deinit` lets go of it: everything is initialised.
            guard MHD_add_response_header(raw, header.name, header.value) == .YES else {
                return nil
            }
        }
        if closing { _ = MHD_add_response_header(raw, "Connection", "close") }
    }

    deinit { MHD_destroy_response(raw) }
}
