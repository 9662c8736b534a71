/// Waiting sessions ordered by their place. New ones come at the end and old ones leave at the
/// front, so both are cheap; others find their place by halving, in blocks that are short, so that
/// a long queue costs no more than a short one.
struct PlaceQueue: Hashable, Sendable {
    /// A waiting session.
    struct Entry: Hashable, Sendable {
        let place: Int64
        let session: SessionID
        /// Whose it is, so that the chat need not be asked of the session (`spot(of:in:)`).
        let visitor: VisitorID
    }

    /// None is empty, and the places of one come before those of the next.
    private var blocks: [[Entry]] = []
    /// How many at the front of the first block have left.
    private var head = 0
    /// How many wait.
    private(set) var count = 0

    private static let blockSize = 256

    @inline(__always)
    var isEmpty: Bool { count == 0 }

    /// The longest waiting.
    @inline(__always)
    var first: Entry? { blocks.isEmpty ? nil : blocks[0][head] }

    /// Puts a session at its place; a second time changes nothing.
    mutating func insert(_ entry: Entry) {
        let place = entry.place
        guard let block = block(of: place) else { return append(entry) }
        let index = index(of: place, in: block)
        if index < blocks[block].count {
            if blocks[block][index].place == place { return }
        } else if block == blocks.count - 1 {
            return append(entry)
        }
        blocks[block].insert(entry, at: index)
        count += 1
        split(block)
    }

    private mutating func append(_ entry: Entry) {
        count += 1
        if let last = blocks.indices.last, blocks[last].count < Self.blockSize {
            blocks[last].append(entry)
        } else {
            var block: [Entry] = []
            block.reserveCapacity(Self.blockSize)
            block.append(entry)
            blocks.append(block)
        }
    }

    private mutating func split(_ block: Int) {
        guard blocks[block].count > Self.blockSize * 2 else { return }
        if block == 0 {
            blocks[0].removeFirst(head)
            head = 0
            if blocks[0].count <= Self.blockSize { return }
        }
        let half = Array(blocks[block][Self.blockSize...])
        blocks[block].removeSubrange(Self.blockSize...)
        blocks.insert(half, at: block + 1)
    }

    /// Takes the session at this place out, if it is in.
    mutating func remove(at place: Int64) {
        guard let block = block(of: place) else { return }
        let index = index(of: place, in: block)
        guard index < blocks[block].count, blocks[block][index].place == place else { return }
        count -= 1
        if block == 0, index == head {
            head += 1
        } else {
            blocks[block].remove(at: index)
        }
        if blocks[block].count == (block == 0 ? head : 0) {
            blocks.remove(at: block)
            if block == 0 { head = 0 }
        }
    }

    /// How many wait up to and with this place.
    func count(through place: Int64) -> Int {
        guard let block = block(of: place + 1) else { return 0 }
        let before = blocks[..<block].reduce(0) { $0 + $1.count }
        return before + index(of: place + 1, in: block) - head
    }

    /// The last block that begins at or before a place, or the first one; nil when there is none.
    private func block(of place: Int64) -> Int? {
        var low = 0
        var high = blocks.count
        if high == 0 { return nil }
        if blocks[high - 1][0].place <= place { return high - 1 }
        if high == 1 || place < blocks[1][0].place { return 0 }
        while high - low > 1 {
            let middle = (low + high) / 2
            if blocks[middle][0].place <= place { low = middle } else { high = middle }
        }
        return low
    }

    /// The first index of a block whose place is not smaller.
    private func index(of place: Int64, in block: Int) -> Int {
        var low = block == 0 ? head : 0
        var high = blocks[block].count
        if low < high, blocks[block][low].place >= place { return low }
        if let last = blocks[block].last, last.place < place { return high }
        while low < high {
            let middle = (low + high) / 2
            if blocks[block][middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension PlaceQueue: Sequence {
    /// Those who wait, the longest waiting first.
    struct Iterator: IteratorProtocol {
        fileprivate let blocks: [[Entry]]
        fileprivate var block = 0
        fileprivate var index: Int

        mutating func next() -> Entry? {
            guard block < blocks.count else { return nil }
            let entry = blocks[block][index]
            index += 1
            if index == blocks[block].count { (block, index) = (block + 1, 0) }
            return entry
        }
    }

    func makeIterator() -> Iterator { Iterator(blocks: blocks, index: head) }
}
