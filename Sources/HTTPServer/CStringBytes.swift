import Glibc

/// The bytes of a C string, without its NUL; none for a null pointer.
func CStringBytes(_ text: UnsafePointer<CChar>?) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: text, count: text.map { strlen($0) } ?? 0)
}

extension UnsafeRawBufferPointer {
    /// What is before the first such byte and what is behind it; nil when there is none.
    func parted(at byte: UInt8) -> (before: Self, behind: Self)? {
        guard let start = baseAddress, let found = memchr(start, CInt(byte), count) else {
            return nil
        }
        let place = UnsafeRawPointer(found) - start
        return (Self(rebasing: self[..<place]), Self(rebasing: self[(place + 1)...]))
    }
}
