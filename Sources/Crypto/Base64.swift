/// Base64 (RFC 4648). Written here because the callback path wants no Foundation and because one
/// key format of the platform needs a decoder that forgives spare bits.
public enum Base64 {
    private static let alphabet = [UInt8](
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlAlphabet = Array(alphabet.prefix(62)) + [45, 95]  // - and _
    private static let values = table(of: alphabet)
    private static let urlValues = table(of: urlAlphabet)
    private static let pad = UInt8(ascii: "=")
    private static let bad: UInt8 = 0xFF

    private static func table(of alphabet: [UInt8]) -> [UInt8] {
        var table = [UInt8](repeating: bad, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }

    /// With padding, as in RFC 4648 section 4.
    public static func encode(_ bytes: [UInt8]) -> String {
        encode(bytes, alphabet, padded: true)
    }

    /// With `-` and `_` and without padding, as in RFC 4648 section 5.
    public static func encodeURL(_ bytes: [UInt8]) -> String {
        encode(bytes, urlAlphabet, padded: false)
    }

    /// Strict: whole groups of four, padding where it belongs, no spare bits, nothing else.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let end = text.dropLast(text.last == pad ? 1 : 0)
        return decode(end.dropLast(end.last == pad ? 1 : 0), values, spareBits: false)
    }

    /// Strict, of a string.
    public static func decode(_ text: String) -> [UInt8]? { decode([UInt8](text.utf8)) }

    /// Forgives missing padding and spare bits that are not zero: 43 characters of a platform's
    /// key carry 258 bits for 256, and real keys use all of them.
    public static func decodeLenient(_ text: String) -> [UInt8]? {
        var text = [UInt8](text.utf8)
        while text.last == pad { text.removeLast() }
        return decode(text[...], values, spareBits: true)
    }

    /// The form of `encodeURL`, strict.
    public static func decodeURL(_ text: String) -> [UInt8]? {
        decode([UInt8](text.utf8)[...], urlValues, spareBits: false)
    }

    private static func encode(_ bytes: [UInt8], _ alphabet: [UInt8], padded: Bool) -> String {
        let (groups, rest) = bytes.count.quotientAndRemainder(dividingBy: 3)
        let count = groups * 4 + (rest == 0 ? 0 : padded ? 4 : rest + 1)
        return String(unsafeUninitializedCapacity: count) { output in
            var at = 0
            func put(_ value: UInt32) {
                output[at] = alphabet[Int(value & 63)]
                at += 1
            }
            for group in 0..<groups {
                let from = group * 3
                let bits =
                    UInt32(bytes[from]) << 16 | UInt32(bytes[from + 1]) << 8
                    | UInt32(bytes[from + 2])
                put(bits >> 18)
                put(bits >> 12)
                put(bits >> 6)
                put(bits)
            }
            if rest > 0 {
                let second = rest == 2 ? UInt32(bytes[groups * 3 + 1]) : 0
                let bits = UInt32(bytes[groups * 3]) << 16 | second << 8
                put(bits >> 18)
                put(bits >> 12)
                if rest == 2 { put(bits >> 6) }
            }
            while at < count {
                output[at] = pad
                at += 1
            }
            return count
        }
    }

    private static func decode(
        _ text: ArraySlice<UInt8>, _ values: [UInt8], spareBits: Bool
    ) -> [UInt8]? {
        text.withUnsafeBufferPointer { text in
            values.withUnsafeBufferPointer { decode(text, $0, spareBits: spareBits) }
        }
    }

    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<UInt8>, spareBits: Bool
    ) -> [UInt8]? {
        let (groups, rest) = text.count.quotientAndRemainder(dividingBy: 4)
        if rest == 1 { return nil }  // six bits are no byte
        var worked = true
        let bytes = [UInt8](unsafeUninitializedCapacity: groups * 3 + 2) { output, count in
            // All good values are below 64, so that one bad one shows in the union.
            var seen: UInt8 = 0
            /// The six bits of a character, at their place in its group.
            func bits(_ at: Int, _ place: UInt32) -> UInt32 {
                let value = values[Int(text[at])]
                seen |= value
                return UInt32(value) << (18 - 6 * place)
            }
            func put(_ bits: UInt32, _ bytes: UInt32) {
                for byte in 0..<bytes {
                    output[count] = UInt8(truncatingIfNeeded: bits >> (16 - 8 * byte))
                    count += 1
                }
            }
            for at in stride(from: 0, to: groups * 4, by: 4) {
                put(bits(at, 0) | bits(at + 1, 1) | bits(at + 2, 2) | bits(at + 3, 3), 3)
            }
            var spare: UInt32 = 0
            if rest > 0 {
                let at = groups * 4
                let last = bits(at, 0) | bits(at + 1, 1) | (rest == 3 ? bits(at + 2, 2) : 0)
                put(last, UInt32(rest) - 1)
                spare = last & (rest == 3 ? 0xFF : 0xFFFF)
            }
            worked = seen < 64 && (spare == 0 || spareBits)
        }
        return worked ? bytes : nil
    }
}
