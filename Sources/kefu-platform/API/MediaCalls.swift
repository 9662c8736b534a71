extension PlatformModel {
    /// `media/upload`: one part named `media`; the sizes and forms of the documents.
    mutating func upload(_ call: APICall, now: Int64) throws(Refusal) -> [String: JSON] {
        guard let type = call.query["type"], Self.sizes[type] != nil else {
            throw .shape(40004, "invalid media type")
        }
        guard let part = MultipartForm.part(named: "media", call.body, call.contentType) else {
            throw .shape(41004, "media is missing")
        }
        guard part.bytes.count > 5 else { throw .shape(44001, "empty media data") }
        if let limit = Self.sizes[type], part.bytes.count > limit.bytes {
            throw .shape(limit.code, "media size out of limit")
        }
        if type == "image", !Self.isPicture(part.bytes) { throw .shape(40123, "invalid picture") }
        let id = store(
            Media(
                type: type, fileName: part.fileName, contentType: part.contentType,
                bytes: part.bytes, madeAt: now))
        return [
            "errmsg": "", "type": .string(type), "media_id": .string(id),
            "created_at": .string(String(now / 1000)),
        ]
    }

    private static let sizes: [String: (bytes: Int, code: Int)] = [
        "image": (10 << 20, 40009), "voice": (2 << 20, 40006), "video": (10 << 20, 40011),
        "file": (20 << 20, 45001),
    ]

    private static func isPicture(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0xFF, 0xD8, 0xFF])
            || bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    }

    /// `media/get`: bytes, or JSON with status 200 when it fails.
    func download(
        _ call: APICall, _ parameters: Parameters, now: Int64
    ) throws(Refusal) -> APIResult {
        guard let id = parameters.members["media_id"]?.string, !id.isEmpty else {
            throw .shape(41006, "media_id missing")
        }
        guard let file = file(id, now: now) else {
            throw Refusal(40007, "invalid media_id", .none)
        }
        return .file(file, range: call.range)
    }

    /// The bytes of a file, or the piece of it that `Range: bytes=a-b` names.
    static func write(_ file: Media, _ range: String?, into answer: inout APIAnswer) {
        answer.contentType = file.contentType
        answer.headers = [
            "Content-disposition": "attachment; filename=\"\(file.fileName)\"",
            "Accept-Ranges": "bytes",
        ]
        answer.body = file.bytes
        guard let range, range.hasPrefix("bytes=") else { return }
        let ends = range.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int(ends[0]), first >= 0, first < file.bytes.count
        else { return }
        let last = min(Int(ends[1]) ?? file.bytes.count - 1, file.bytes.count - 1)
        guard last >= first else { return }
        answer.status = 206
        answer.headers["Content-Range"] = "bytes \(first)-\(last)/\(file.bytes.count)"
        answer.body = Array(file.bytes[first...last])
    }
}
