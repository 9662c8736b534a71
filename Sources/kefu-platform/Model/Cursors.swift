/// Cursors are opaque, bound to their account and never the same twice: place, salt and a keyed
/// check sum in hexadecimal, 36 characters (64 bytes are documented).
struct Cursors: Sendable {
    private let secret: UInt64

    init(secret: UInt64) { self.secret = secret }

    func make(account: String, after sequence: Int64, salt: UInt16) -> String {
        let place = UInt64(bitPattern: sequence)
        let sum = checkSum(account, place, UInt64(salt))
        return Self.hex(place ^ secret, 16) + Self.hex(UInt64(salt), 4) + Self.hex(sum, 16)
    }

    /// The place, if this cursor was made for this account.
    func place(_ cursor: String, account: String) -> Int64? {
        let bytes = Array(cursor.utf8)
        guard bytes.count == 36 else { return nil }
        let parts = [bytes[0..<16], bytes[16..<20], bytes[20..<36]].map {
            UInt64(String(decoding: $0, as: UTF8.self), radix: 16)
        }
        guard let veiled = parts[0], let salt = parts[1], let sum = parts[2],
            checkSum(account, veiled ^ secret, salt) == sum
        else { return nil }
        return Int64(bitPattern: veiled ^ secret)
    }

    private func checkSum(_ account: String, _ place: UInt64, _ salt: UInt64) -> UInt64 {
        var sum = SplitMix64.mixed(secret ^ place)
        sum = SplitMix64.mixed(sum ^ salt)
        for byte in account.utf8 { sum = SplitMix64.mixed(sum ^ UInt64(byte)) }
        return sum
    }

    private static func hex(_ value: UInt64, _ width: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
