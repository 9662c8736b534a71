/// Waiting sessions ordered by their place. New ones come at the end and old ones leave at the
/// front, so both are cheap; re-queued ones find their place by halving.
struct PlaceQueue: Hashable, Sendable {
    /// A waiting session.
    struct Entry: Hashable, Sendable {
        let place: Int64
        let session: SessionID
    }

    private var entries: [Entry] = []
    private var head = 0

    /// How many wait.
    var count: Int { entries.count - head }

    /// The longest waiting.
    var first: Entry? { head < entries.count ? entries[head] : nil }

    /// Those who wait, the longest waiting first.
    var inOrder: ArraySlice<Entry> { entries[head...] }

    /// Puts a session at its place; a second time changes nothing.
    mutating func insert(_ session: SessionID, at place: Int64) {
        let index = position(of: place)
        if index < entries.count, entries[index].place == place { return }
        entries.insert(Entry(place: place, session: session), at: index)
    }

    /// Takes the session at this place out, if it is in.
    mutating func remove(at place: Int64) {
        let index = position(of: place)
        guard index < entries.count, entries[index].place == place else { return }
        guard index == head else {
            entries.remove(at: index)
            return
        }
        head += 1
        if head > 64, head * 2 > entries.count {
            entries.removeFirst(head)
            head = 0
        }
    }

    /// How many wait up to and with this place.
    func count(through place: Int64) -> Int { position(of: place + 1) - head }

    /// The first index whose place is not smaller.
    private func position(of place: Int64) -> Int {
        if let last = entries.last, last.place < place { return entries.count }
        var low = head
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
