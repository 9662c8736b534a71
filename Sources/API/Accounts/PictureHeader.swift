/// Format and size of a picture, from the few bytes that state them. Nothing is decoded.
enum PictureHeader {
    /// What a picture's header says.
    struct Found: Equatable {
        let format: AvatarImage.Format
        let width: Int
        let height: Int
    }

    /// Looks at the content; nil for what is neither PNG nor JPEG, or is cut off.
    static func read(_ bytes: [UInt8]) -> Found? { png(bytes) ?? jpeg(bytes) }

    /// The signature, then the chunk IHDR with width and height (PNG specification, 11.2.2).
    private static func png(_ bytes: [UInt8]) -> Found? {
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // Signature 8, length 4, type 4, IHDR 13, check 4.
        guard bytes.count >= 33, bytes.starts(with: signature), number(bytes, 8, 4) == 13,
            bytes[12..<16].elementsEqual("IHDR".utf8)
        else { return nil }
        return Found(format: .png, width: number(bytes, 16, 4), height: number(bytes, 20, 4))
    }

    /// From marker to marker until a start of frame (ITU T.81, B.2.2) tells height and width.
    private static func jpeg(_ bytes: [UInt8]) -> Found? {
        guard bytes.starts(with: [0xFF, 0xD8, 0xFF]) else { return nil }
        var at = 2
        while at + 4 <= bytes.count, bytes[at] == 0xFF {
            let marker = bytes[at + 1]
            if marker == 0xFF {  // a filling byte
                at += 1
                continue
            }
            if marker == 0x01 || (0xD0...0xD7).contains(marker) {  // these have no length
                at += 2
                continue
            }
            // The picture's data or its end before any frame: no size to be found.
            if marker == 0xD9 || marker == 0xDA { return nil }
            let length = number(bytes, at + 2, 2)
            guard length >= 2 else { return nil }
            let isFrame =
                (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
            if isFrame {
                guard length >= 8, at + 9 <= bytes.count else { return nil }
                return Found(
                    format: .jpeg, width: number(bytes, at + 7, 2),
                    height: number(bytes, at + 5, 2))
            }
            at += 2 + length
        }
        return nil
    }

    /// A big-endian number; the caller has checked the bounds.
    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
        bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }
}
