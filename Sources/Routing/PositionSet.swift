/// A set of positions on an account's list, as bits.
struct PositionSet: Hashable, Sendable {
    private var words: [UInt64] = []

    /// The empty set over so many positions.
    init(positions: Int) { words = Array(repeating: 0, count: (positions + 63) / 64) }

    var isEmpty: Bool {
        for word in words where word != 0 { return false }
        return true
    }

    func contains(_ position: Int) -> Bool {
        words[position >> 6] & (1 << UInt64(position & 63)) != 0
    }

    mutating func insert(_ position: Int) { words[position >> 6] |= 1 << UInt64(position & 63) }

    mutating func remove(_ position: Int) { words[position >> 6] &= ~(1 << UInt64(position & 63)) }

    /// The first member at or after a position.
    func first(from position: Int) -> Int? {
        var index = position >> 6
        guard index < words.count else { return nil }
        var word = words[index] & (~0 << UInt64(position & 63))
        while word == 0 {
            index += 1
            guard index < words.count else { return nil }
            word = words[index]
        }
        return index << 6 + word.trailingZeroBitCount
    }
}

extension PositionSet: Sequence {
    /// The members in order.
    struct Iterator: IteratorProtocol {
        fileprivate let set: PositionSet
        fileprivate var position = 0

        mutating func next() -> Int? {
            guard let found = set.first(from: position) else { return nil }
            position = found + 1
            return found
        }
    }

    /// The members in order.
    func makeIterator() -> Iterator { Iterator(set: self) }
}
