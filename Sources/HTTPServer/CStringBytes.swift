import Glibc

/// The bytes of a C string, without its NUL; none for a null pointer.
func CStringBytes(_ text: UnsafePointer<CChar>?) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: text, count: text.map { strlen($0) } ?? 0)
}
