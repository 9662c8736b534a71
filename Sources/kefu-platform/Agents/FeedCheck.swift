/// Whether an agent's feed ever skipped or repeated something. What came in live is kept as short
/// marks, and at the end the same stretch is read again from its beginning and compared.
struct FeedCheck: Sendable {
    private static let marksMax = 200_000

    private(set) var marks: [String] = []
    private(set) var repeated: [String] = []
    private(set) var mismatches: [String] = []
    private var seenMessages: Set<String> = []

    /// Takes the changes of one answer that was asked for with a cursor.
    mutating func received(_ changes: [JSON]) {
        for change in changes where marks.count < Self.marksMax {
            let mark = Self.mark(change)
            marks.append(mark)
            guard change["type"] == "message", change["message"]?["id"]?.string != nil else {
                continue
            }
            if !seenMessages.insert(mark).inserted { repeated.append(mark) }
        }
    }

    /// Compares with what a second reading of the same stretch gave.
    mutating func compare(withReplay changes: [JSON]) {
        let again = changes.map(Self.mark)
        for index in 0..<max(marks.count, again.count) where mismatches.count < 10 {
            let live = index < marks.count ? marks[index] : "nothing"
            let replayed = index < again.count ? again[index] : "nothing"
            guard live != replayed else { continue }
            mismatches.append("at \(index): live \(live), replayed \(replayed)")
            return
        }
    }

    /// What tells one change from another, whatever else its session and message say when it is
    /// read: they are shown as they are then, a message first pending and later sent.
    static func mark(_ change: JSON) -> String {
        [
            change["type"]?.string, change["at"]?.string, change["session"]?["id"]?.string,
            change["message"]?["id"]?.string, change["reason"]?.string,
        ].map { $0 ?? "-" }.joined(separator: " ")
    }
}
