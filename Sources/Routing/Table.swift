/// A key of a `Table`: a number that spreads well, and near numbers for keys that come together.
protocol TableKey: Hashable, Sendable {
    /// The low 32 bits decide where the key is looked for.
    var tag: UInt32 { get }
}

/// A value that knows its own key.
protocol TableValue: Sendable {
    associatedtype ID: TableKey
    /// The key under which it stands.
    var id: ID { get }
}

extension AccountID: TableKey { var tag: UInt32 { UInt32(truncatingIfNeeded: rawValue) } }
extension AgentID: TableKey { var tag: UInt32 { UInt32(truncatingIfNeeded: rawValue) } }
extension SessionID: TableKey { var tag: UInt32 { UInt32(truncatingIfNeeded: rawValue) } }
extension EffectID: TableKey { var tag: UInt32 { UInt32(truncatingIfNeeded: rawValue) } }
extension ConversationID: TableKey {
    var tag: UInt32 {
        UInt32(truncatingIfNeeded: visitor.rawValue)
            &+ UInt32(truncatingIfNeeded: account.rawValue) &* 0x85EB_CA6B
    }
}

extension Account: TableValue {}
extension Agent: TableValue {}
extension Session: TableValue {}
extension Conversation: TableValue {}
extension Effect: TableValue {}

/// The values of a kind, by key, in memory that is as dense as it can be: a hundred thousand
/// sessions are looked up, changed in place and walked through without a copy of any of them.
///
/// Values stand in slots that are numbered from 0 without a gap; a value that leaves is replaced
/// by the last one. So a slot is good until the next removal and no longer.
struct Table<Value: TableValue>: Sendable {
    typealias Key = Value.ID

    private var index = TableIndex()
    private var memory = TableMemory<Value>()

    /// How many values there are.
    var count: Int { memory.count }

    /// Where the key's value stands.
    @inline(__always)
    func slot(of key: Key) -> Int? {
        index.slot(of: key.tag) { memory.chunk($0)[$0 & TableMemory<Value>.chunkMask].id == key }
    }

    /// The value in a slot, where it stands. A getter that is more than a formula would be handed a
    /// copy of the whole value: what is asked for often is asked by slot (`owner(at:)`).
    subscript(at slot: Int) -> Value {
        @inline(__always)
        unsafeAddress {
            precondition(slot < memory.count, "no value stands there")
            return UnsafePointer(memory.chunk(slot) + (slot & TableMemory<Value>.chunkMask))
        }
        @inline(__always)
        unsafeMutableAddress {
            precondition(slot < memory.count, "no value stands there")
            if !isKnownUniquelyReferenced(&memory) { memory = memory.copy() }
            return memory.chunk(slot) + (slot & TableMemory<Value>.chunkMask)
        }
    }

    /// A copy of the key's value.
    @inline(__always)
    subscript(key: Key) -> Value? { slot(of: key).map { self[at: $0] } }

    /// Changes the key's value where it stands, if it is there.
    @inline(__always)
    mutating func change(_ key: Key, _ body: (inout Value) -> Void) {
        if let slot = slot(of: key) { body(&self[at: slot]) }
    }

    /// Puts a value in whose key is not there yet.
    mutating func add(_ value: Value) {
        if !isKnownUniquelyReferenced(&memory) { memory = memory.copy() }
        if index.isCrowded(by: count + 1) {
            index = TableIndex(for: count + 1)
            for slot in 0..<count { index.enter(self[at: slot].id.tag, at: slot) }
        }
        index.enter(value.id.tag, at: count)
        memory.append(value)
    }

    /// Puts a value in, in place of the one that has its key.
    mutating func set(_ value: Value) {
        if let slot = slot(of: value.id) { self[at: slot] = value } else { add(value) }
    }

    /// Takes a value out.
    mutating func remove(_ key: Key) {
        guard let slot = slot(of: key) else { return }
        if !isKnownUniquelyReferenced(&memory) { memory = memory.copy() }
        index.remove(key.tag, at: slot)
        let last = count - 1
        if slot != last { index.move(self[at: last].id.tag, from: last, to: slot) }
        memory.remove(at: slot)
    }
}

extension Table: Sequence {
    /// Every value with its key, in the order of the slots.
    func makeIterator() -> AnyIterator<(key: Key, value: Value)> {
        var slot = 0
        return AnyIterator {
            guard slot < count else { return nil }
            defer { slot += 1 }
            return (self[at: slot].id, self[at: slot])
        }
    }

    /// Every value, in the order of the slots.
    var values: some Sequence<Value> { (0..<count).lazy.map { self[at: $0] } }

    /// Every key, in the order of the slots.
    var keys: some Sequence<Key> { (0..<count).lazy.map { self[at: $0].id } }
}

/// Where the keys of a table stand: open addressing over cells of which half are empty. Keys whose
/// tags are near stand near each other, for what comes in together is wanted together. Whoever
/// finds its cell taken goes on in the next piece, not in the next cell: pieces are full or empty.
private struct TableIndex: Sendable {
    /// The slot plus one, and the tag of the key that has it; zero is free.
    private struct Cell: Sendable {
        var place: UInt32 = 0
        var tag: UInt32 = 0
    }

    private var cells: [Cell] = []

    init() {}

    /// An index with room for twice as many keys.
    init(for count: Int) {
        var size = 32
        while size < count * 4 { size *= 2 }
        cells = Array(repeating: Cell(), count: size)
    }

    func isCrowded(by count: Int) -> Bool { count * 2 > cells.count }

    @inline(__always)
    func slot(of tag: UInt32, where isIt: (Int) -> Bool) -> Int? {
        if cells.isEmpty { return nil }
        var cell = home(of: tag)
        while cells[cell].place != 0 {
            if cells[cell].tag == tag {
                let slot = Int(cells[cell].place) - 1
                if isIt(slot) { return slot }
            }
            cell = after(cell)
        }
        return nil
    }

    mutating func enter(_ tag: UInt32, at slot: Int) {
        var cell = home(of: tag)
        while cells[cell].place != 0 { cell = after(cell) }
        cells[cell] = Cell(place: UInt32(slot) + 1, tag: tag)
    }

    mutating func move(_ tag: UInt32, from slot: Int, to other: Int) {
        cells[cell(of: tag, at: slot)].place = UInt32(other) + 1
    }

    /// Takes a key out and closes the gap, so that no other is cut off from its home.
    mutating func remove(_ tag: UInt32, at slot: Int) {
        var gap = cell(of: tag, at: slot)
        var next = after(gap)
        while cells[next].place != 0 {
            if steps(from: home(of: cells[next].tag), to: next) >= steps(from: gap, to: next) {
                cells[gap] = cells[next]
                gap = next
            }
            next = after(next)
        }
        cells[gap] = Cell()
    }

    /// Sixteen keys in a row share a piece of the index; pieces are spread.
    @inline(__always)
    private func home(of tag: UInt32) -> Int {
        let piece = (tag >> 4) &* 0x9E37_79B1
        let spread = piece ^ (piece >> 15)
        return Int((spread << 4) | (tag & 15)) & (cells.count - 1)
    }

    private func cell(of tag: UInt32, at slot: Int) -> Int {
        var cell = home(of: tag)
        while cells[cell].place != UInt32(slot) + 1 { cell = after(cell) }
        return cell
    }

    /// Where a key goes whose cell is taken: the next piece, and one cell further in it, so that
    /// the way leads through all cells.
    @inline(__always)
    private func after(_ cell: Int) -> Int { (cell + 17) & (cells.count - 1) }

    /// How many times `after` leads from one cell to another: 17 times the factor is 1.
    private func steps(from start: Int, to end: Int) -> Int {
        ((end - start) &* Int(bitPattern: 0xF0F0_F0F0_F0F0_F0F1)) & (cells.count - 1)
    }
}
