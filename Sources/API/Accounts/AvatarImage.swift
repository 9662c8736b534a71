import Crypto
import HTTPServer

/// An account's own picture: 128×128, PNG or JPEG by its content, at most 2 MiB.
struct AvatarImage: Sendable, Equatable {
    /// What the bytes are.
    enum Format: String, Sendable {
        case png = "image/png"
        case jpeg = "image/jpeg"
    }

    /// What the bytes are, by their content.
    let format: Format
    /// The file.
    let bytes: [UInt8]

    /// The largest file.
    static let bytesMax = 2 * 1_048_576
    /// The one size, in pixels, that is taken.
    static let side = 128

    /// Why a text is no avatar.
    struct Fault: Error, Equatable {
        let detail: Wording
    }

    /// Reads `data:image/…;base64,…`.
    init(dataURL text: String) throws(Fault) {
        guard text.hasPrefix("data:"), let comma = text.utf8.firstIndex(of: UInt8(ascii: ",")),
            text[..<comma].hasSuffix(";base64")
        else { throw Fault(detail: "must be a data: URL with a PNG or JPEG picture in Base64") }
        let encoded = text.utf8[text.utf8.index(after: comma)...]
        guard encoded.count <= (Self.bytesMax + 2) / 3 * 4 else {
            throw Fault(detail: "must have at most 2 MiB")
        }
        guard let bytes = Base64.decode(Array(encoded)) else {
            throw Fault(detail: "must be a data: URL in Base64")
        }
        try self.init(bytes: bytes)
    }

    /// Looks at a file's content.
    init(bytes: [UInt8]) throws(Fault) {
        guard bytes.count <= Self.bytesMax else { throw Fault(detail: "must have at most 2 MiB") }
        guard let found = PictureHeader.read(bytes) else {
            throw Fault(detail: "must be a PNG or JPEG picture; its content is neither")
        }
        guard found.width == Self.side, found.height == Self.side else {
            throw Fault(
                detail: "must be 128×128 pixels, not \(found.width)×\(found.height)")
        }
        format = found.format
        self.bytes = bytes
    }
}
