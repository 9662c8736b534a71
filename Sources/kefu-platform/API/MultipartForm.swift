/// The one use of multipart/form-data that the platform makes: a file in a part of its own.
enum MultipartForm {
    struct Part: Equatable {
        let fileName: String
        let contentType: String
        let bytes: [UInt8]
    }

    /// The part of that name, if the body has it in good form.
    static func part(named name: String, _ body: [UInt8], _ contentType: String?) -> Part? {
        guard let contentType, let mark = boundary(contentType) else { return nil }
        let opening = Array("--\(mark)".utf8)
        let headEnd = Array("\r\n\r\n".utf8)
        var at = find(opening, in: body, from: 0)
        while let start = at {
            let headStart = start + opening.count + 2
            guard let headStop = find(headEnd, in: body, from: headStart),
                let next = find(Array("\r\n".utf8) + opening, in: body, from: headStop + 2)
            else { return nil }
            let head = String(decoding: body[headStart..<headStop], as: UTF8.self)
            if head.contains("name=\"\(name)\"") {
                return Part(
                    fileName: value(of: "filename=\"", in: head) ?? "file",
                    contentType: header("content-type", in: head) ?? "application/octet-stream",
                    bytes: Array(body[min(headStop + 4, next)..<next]))
            }
            at = next + 2
        }
        return nil
    }

    private static func boundary(_ contentType: String) -> String? {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let start = contentType.firstRange(of: "boundary=")
        else { return nil }
        let rest = contentType[start.upperBound...].prefix { $0 != ";" }
        let mark = rest.filter { $0 != "\"" && $0 != " " }
        return mark.isEmpty ? nil : mark
    }

    private static func value(of opening: String, in head: String) -> String? {
        guard let start = head.firstRange(of: opening) else { return nil }
        return String(head[start.upperBound...].prefix { $0 != "\"" })
    }

    private static func header(_ name: String, in head: String) -> String? {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix(name + ":") {
            return String(line.dropFirst(name.count + 1).drop { $0 == " " })
        }
        return nil
    }

    private static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
        var at = start
        while at + wanted.count <= bytes.count {
            if bytes[at] == first, bytes[at..<at + wanted.count].elementsEqual(wanted) { return at }
            at += 1
        }
        return nil
    }
}
