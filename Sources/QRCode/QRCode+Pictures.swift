internal import CPNG

extension QRCode {
    /// The code as a PNG picture with its quiet zone.
    /// - Parameter pixels: how wide and high it should be; it is made as large as whole pixels for
    ///   each module allow without becoming larger, but never smaller than two pixels a module,
    ///   below which readers fail.
    public func png(pixels: Int) throws(Fault) -> [UInt8] {
        let across = side + 2 * Self.quietZone
        let scale = max(2, pixels / across)
        let width = across * scale
        var picture = [UInt8](repeating: 255, count: width * width)
        for y in 0..<width {
            for x in 0..<width
            where isBlack(x / scale - Self.quietZone, y / scale - Self.quietZone) {
                picture[y * width + x] = 0
            }
        }
        var size = 0
        guard cpng_write_gray(UInt32(width), UInt32(width), picture, nil, &size) != 0 else {
            throw .noMemory
        }
        var file = [UInt8](repeating: 0, count: size)
        let isDone = file.withUnsafeMutableBytes {
            cpng_write_gray(UInt32(width), UInt32(width), picture, $0.baseAddress, &size)
        }
        guard isDone != 0 else { throw .noMemory }
        return Array(file.prefix(size))
    }

    /// The code as an SVG drawing with its quiet zone; as large as whoever shows it wants.
    /// - Parameter pixels: the size that it says it has.
    public func svg(pixels: Int) -> String {
        let across = side + 2 * Self.quietZone
        var path = ""
        for y in 0..<side {
            var x = 0
            while x < side {
                guard isBlack(x, y) else {
                    x += 1
                    continue
                }
                let start = x
                while isBlack(x, y) { x += 1 }
                path +=
                    "M\(start + Self.quietZone) \(y + Self.quietZone)"
                    + "h\(x - start)v1h-\(x - start)z"
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(pixels)" height="\(pixels)" \
            viewBox="0 0 \(across) \(across)" shape-rendering="crispEdges">\
            <rect width="\(across)" height="\(across)" fill="#fff"/>\
            <path d="\(path)" fill="#000"/></svg>
            """
    }
}
