internal import Crypto
internal import HTTPClient

/// A file that the platform keeps for three days.
public struct MediaFile: Equatable, Sendable {
    /// Its name with the extension; nil when the platform gives none.
    public var name: String?
    /// Its media type.
    public var contentType: String
    /// Its contents.
    public var bytes: [UInt8]

    /// Makes a file.
    public init(name: String?, contentType: String, bytes: [UInt8]) {
        (self.name, self.contentType, self.bytes) = (name, contentType, bytes)
    }
}

/// What an uploaded file is to be used as.
public enum MediaKind: String, Sendable, CaseIterable {
    /// JPG or PNG; stay below 2 MB.
    case image
    /// AMR, at most 2 MB and 60 seconds.
    case voice
    /// MP4, at most 10 MB.
    case video
    /// Anything, at most 20 MB.
    case file
}

extension PlatformClient {
    /// `media/upload`: a file of at least 6 bytes, held in memory.
    public func upload(_ file: MediaFile, as kind: MediaKind) async throws(PlatformFailure)
        -> UploadMediaReply
    {
        let boundary = "----" + Hex.encode(randomBytes(16))
        var call = Call(api: .uploadMedia, query: [("type", kind.rawValue)])
        call.body = Self.form(file, boundary: boundary)
        call.contentType = "multipart/form-data; boundary=\(boundary)"
        call.deadlineFactor = 6
        let reply = try await perform(call)
        guard let object = try? JSONValue(parsing: reply.body).object,
            let mediaID = object.text("media_id")
        else { throw .unknown("the answer to an upload has no media_id") }
        return UploadMediaReply(mediaType: object.text("type"), mediaID: mediaID)
    }

    /// `media/get`: a file of at most 20 MB. An error comes with status 200 and JSON, too.
    public func media(_ mediaID: String) async throws(PlatformFailure) -> MediaFile {
        var call = Call(api: .getMedia, query: [("media_id", mediaID)])
        call.deadlineFactor = 6
        call.bodyBytesMax = 21 << 20
        let reply = try await perform(call)
        guard let disposition = reply.header("Content-Disposition") else {
            throw .unknown("the download has no file in it")
        }
        return MediaFile(
            name: Self.fileName(in: disposition),
            contentType: reply.header("Content-Type") ?? "application/octet-stream",
            bytes: reply.body)
    }

    /// One part named `media`, as the document shows it; the name is sent as raw UTF-8.
    static func form(_ file: MediaFile, boundary: String) -> [UInt8] {
        let unsafe: Set<Character> = ["\"", "\\", "\r", "\n", "\r\n", "\0"]
        let name = String((file.name ?? "file").map { unsafe.contains($0) ? "_" : $0 })
        let type = file.contentType.contains { $0.isNewline } ? "" : file.contentType
        let head =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"media\"; "
            + "filename=\"\(name)\"; filelength=\(file.bytes.count)\r\n"
            + "Content-Type: \(type)\r\n\r\n"
        return [UInt8](head.utf8) + file.bytes + [UInt8]("\r\n--\(boundary)--\r\n".utf8)
    }

    static func fileName(in disposition: String) -> String? {
        guard let start = disposition.firstRange(of: "filename=\"") else { return nil }
        let rest = disposition[start.upperBound...]
        guard let end = rest.firstIndex(of: "\""), end > rest.startIndex else { return nil }
        // Only the last part: a name is never a way into another folder.
        let name = rest[..<end].split { $0 == "/" || $0 == "\\" }.last
        return name.map(String.init)
    }
}
