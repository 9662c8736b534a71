/// A stored file, alive for three days.
struct Media: Sendable {
    let type: String
    let fileName: String
    let contentType: String
    let bytes: [UInt8]
    let madeAt: Int64

    static let lifeMs: Int64 = 259_200_000
}

extension PlatformModel {
    /// Stores a file and gives its id.
    mutating func store(_ file: Media) -> String {
        let id = random.word(43)
        media[id] = file
        return id
    }

    /// The living file of that id.
    func file(_ id: String, now: Int64) -> Media? {
        guard let file = media[id], now - file.madeAt < Media.lifeMs else { return nil }
        return file
    }
}
