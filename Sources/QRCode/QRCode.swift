internal import CQRencode

/// A QR code: black and white modules in a square.
public struct QRCode: Sendable, Equatable {
    /// Why a text makes no code.
    public enum Fault: Error, Equatable {
        /// It is longer than a code can be, or empty.
        case length(bytes: Int)
        /// There was no memory.
        case noMemory
    }

    /// Modules on each side, without the quiet zone.
    public let side: Int
    /// Row by row; true is black.
    let modules: [Bool]

    /// The white border that readers need, in modules (ISO/IEC 18004).
    static let quietZone = 4

    /// Encodes a text's bytes; a quarter of the code may be damaged or hidden and it is still read
    /// (level Q).
    public init(_ text: String) throws(Fault) {
        let bytes = Array(text.utf8)
        // Version 40 at level Q takes 1,663 bytes.
        guard (1...1_663).contains(bytes.count) else { throw .length(bytes: bytes.count) }
        guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_Q) else {
            throw .noMemory
        }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        guard let data = code.pointee.data else { throw .noMemory }
        self.side = side
        // The lowest bit is the colour; the others say what the module is for.
        modules = (0..<side * side).map { data[$0] & 1 == 1 }
    }

    func isBlack(_ x: Int, _ y: Int) -> Bool {
        (0..<side).contains(x) && (0..<side).contains(y) && modules[y * side + x]
    }
}
