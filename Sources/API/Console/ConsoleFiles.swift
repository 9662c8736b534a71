import Crypto
import Foundation
import HTTPServer
import Synchronization

/// The console's files, read from two folders of this machine: our own, and the system's copies of
/// Bootstrap and Chart.js.
///
/// A file is read again when its size or its time of change is another than before, so an upgrade
/// needs no restart.
final class ConsoleFiles: Sendable {
    /// A file as it was read.
    private struct File: Sendable {
        let stamp: Stamp
        let bytes: [UInt8]
        /// With its quotation marks.
        let tag: String
    }

    private struct Stamp: Sendable, Equatable {
        let seconds: Int
        let nanoseconds: Int
        let size: Int
    }

    /// What we serve, by the end of a file's name. Whatever else lies in the folders is not shown.
    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
        "ico": "image/vnd.microsoft.icon", "map": "application/json",
    ]

    /// The system's folder of each library that the console uses.
    private static let libraries = ["bootstrap": "bootstrap5", "chart.js": "chart.js"]

    /// The longest file that is served; far above what a console has.
    private static let bytesMax = 4 << 20

    private let own: String
    private let javascript: String
    private let known = Mutex<[String: File]>([:])

    /// - Parameters:
    ///   - folder: where `index.html` is.
    ///   - javascript: the system's folder of JavaScript libraries.
    init(folder: String, javascript: String) {
        own = folder
        self.javascript = javascript
    }

    /// What is missing in the folders, so that an operator can be told; nil when nothing is.
    var missing: String? {
        let needed = [
            "", "vendor/bootstrap/css/bootstrap.min.css",
            "vendor/bootstrap/js/bootstrap.bundle.min.js", "vendor/chart.js/chart.min.js",
        ]
        return needed.compactMap { place(of: $0) }.first { Self.stamp(of: $0) == nil }
    }

    /// Answers a request for what stands behind `/console/`.
    func response(to request: Request, below prefix: String) -> Response {
        let name = String(request.path.dropFirst(prefix.count))
        guard let place = place(of: name), let type = Self.type(of: place),
            let file = file(at: place)
        else { return Problem.notFound("The console has no such file").response() }
        let headers = Self.headers + [("ETag", file.tag)]
        if Self.names(request.header("If-None-Match"), file.tag) {
            return Response(status: 304, headers: headers)
        }
        return Response(
            status: 200, headers: headers + [("Content-Type", type)], body: file.bytes)
    }

    /// Where a name leads. Its parts are plain words of few characters, taken as they were sent
    /// without any decoding, so no name leads out of the folders.
    private func place(of name: String) -> String? {
        if name.isEmpty { return "\(own)/index.html" }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy(Self.isPlain) else { return nil }
        guard parts[0].elementsEqual("vendor".utf8) else { return "\(own)/\(name)" }
        guard parts.count > 2, let library = Self.libraries[String(Substring(parts[1]))] else {
            return nil
        }
        let rest = parts.dropFirst(2).map { String(Substring($0)) }.joined(separator: "/")
        return "\(javascript)/\(library)/\(rest)"
    }

    private static func isPlain(_ part: Substring.UTF8View) -> Bool {
        guard let first = part.first, first != UInt8(ascii: ".") else { return false }
        return part.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    private static func type(of place: String) -> String? {
        place.lastIndex(of: ".").flatMap { types[String(place[place.index(after: $0)...])] }
    }

    private func file(at place: String) -> File? {
        guard let stamp = Self.stamp(of: place) else { return nil }
        if let file = known.withLock({ $0[place] }), file.stamp == stamp { return file }
        guard let data = FileManager.default.contents(atPath: place) else { return nil }
        let bytes = [UInt8](data)
        let file = File(
            stamp: stamp, bytes: bytes, tag: "\"\(sha256Hex(bytes).prefix(32))\"")
        known.withLock { $0[place] = file }
        return file
    }

    /// Nil for what is not there, is no file, or is too long.
    private static func stamp(of place: String) -> Stamp? {
        var found = stat()
        guard stat(place, &found) == 0, found.st_mode & S_IFMT == S_IFREG,
            found.st_size <= bytesMax
        else { return nil }
        return Stamp(
            seconds: found.st_mtim.tv_sec, nanoseconds: found.st_mtim.tv_nsec,
            size: Int(found.st_size))
    }

    /// RFC 9110 13.1.2: a list of tags, compared without regard to `W/`, which a proxy that
    /// compresses puts in front.
    private static func names(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { item in
            let item = item.drop { $0 == " " }.prefix { $0 != " " }
            return item == "*" || item == tag || item == "W/\(tag)"
        }
    }

    /// Scripts and styles from here only and none inline; no frame around us; pictures from here,
    /// from the page itself, and from the platform's two hosts for people's pictures.
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'",
        "img-src 'self' data: blob: https://*.qlogo.cn https://*.qpic.cn",
        "font-src 'self'", "connect-src 'self'", "form-action 'none'", "base-uri 'none'",
        "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static let headers: [(name: String, value: String)] = [
        // Kept, and asked for again each time: a file and the one that it imports fit together.
        ("Cache-Control", "no-cache"), ("Content-Security-Policy", policy),
        ("X-Frame-Options", "DENY"), ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
}
