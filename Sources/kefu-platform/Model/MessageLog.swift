/// One line of what `sync_msg` gives.
struct LogEntry: Sendable {
    let sequence: Int64
    let at: Int64
    let messageID: String
    let customer: String?
    /// The message as it goes over the wire.
    let rendered: String
}

/// An account's messages in order of arrival, for as long as they can be pulled.
struct MessageLog: Sendable {
    private(set) var entries: [LogEntry] = []
    private(set) var nextSequence: Int64 = 1

    @discardableResult
    mutating func append(
        at now: Int64, messageID: String, customer: String?, _ message: JSON
    ) -> Int64 {
        let sequence = nextSequence
        nextSequence += 1
        entries.append(
            LogEntry(
                sequence: sequence, at: now, messageID: messageID, customer: customer,
                rendered: message.text))
        return sequence
    }

    /// Forgets what is older than the retention.
    mutating func trim(before limit: Int64) {
        guard let first = entries.first, first.at < limit else { return }
        let keep = entries.firstIndex { $0.at >= limit } ?? entries.count
        entries.removeFirst(keep)
    }

    /// The entries after that sequence number, at most so many.
    func after(_ sequence: Int64, limit: Int) -> ArraySlice<LogEntry> {
        guard let first = entries.first else { return [] }
        let start = max(0, min(entries.count, Int(sequence - first.sequence) + 1))
        return entries[start...].prefix(limit)
    }

    func contains(after sequence: Int64) -> Bool { sequence < nextSequence - 1 }
}
