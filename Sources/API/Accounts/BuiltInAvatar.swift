/// The picture of an account that has none of its own: a plain tile of 128×128, as a PNG.
enum BuiltInAvatar {
    /// The file.
    static let bytes: [UInt8] = make()

    /// A grey-scale PNG with stored (uncompressed) data: head and shoulders on a darker tile.
    private static func make() -> [UInt8] {
        let side = AvatarImage.side
        var rows: [UInt8] = []
        rows.reserveCapacity(side * (side + 1))
        for y in 0..<side {
            rows.append(0)  // no filter
            for x in 0..<side {
                rows.append(isPerson(x, y) ? 0xF4 : 0x9A)
            }
        }
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let size = big(UInt32(side))
        // Eight bits, grey-scale, and the only methods that there are.
        file += chunk("IHDR", size + size + [8, 0, 0, 0, 0])
        file += chunk("IDAT", stored(rows))
        file += chunk("IEND", [])
        return file
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return big(UInt32(data.count)) + body + big(crc(body))
    }

    private static func isPerson(_ x: Int, _ y: Int) -> Bool {
        let (dx, head, shoulders) = (x - 64, y - 50, y - 122)
        return dx * dx + head * head < 22 * 22
            || dx * dx * 36 * 36 + shoulders * shoulders * 44 * 44 < 36 * 36 * 44 * 44
    }

    /// A zlib stream of one stored block (RFC 1950 and 1951).
    private static func stored(_ data: [UInt8]) -> [UInt8] {
        let length = UInt16(data.count)
        let little = [UInt8(length & 0xFF), UInt8(length >> 8)]
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in data {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return [0x78, 0x01, 0x01] + little + little.map { ~$0 } + data + big(b << 16 | a)
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    private static func big(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
