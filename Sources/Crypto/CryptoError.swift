internal import COpenSSL

/// What OpenSSL refused, and why.
public enum CryptoError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The input's length does not fit the cipher's blocks.
    case badLength(Int)
    /// OpenSSL's own reasons, oldest first.
    case library(doing: String, reasons: [String])

    /// One line for the log.
    public var description: String {
        switch self {
        case .badLength(let count): "crypto: \(count) bytes are no whole number of blocks"
        case .library(let action, let reasons):
            "crypto: cannot \(action): \(reasons.joined(separator: "; "))"
        }
    }

    /// Drains OpenSSL's per-thread queue, so a stale reason is never blamed on a later call.
    static func fromQueue(doing action: String) -> CryptoError {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            var text = [CChar](repeating: 0, count: 256)
            ERR_error_string_n(code, &text, text.count)
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            reasons.append(String(decoding: bytes, as: UTF8.self))
        }
        return .library(doing: action, reasons: reasons)
    }
}
