/// The memory of a `Table`: chunks that never move, so that growing copies nothing.
///
/// Arrays would hand out copies of their elements where a field of one is wanted; here a value is
/// used where it stands.
///
/// `@unchecked Sendable`: only its table sees it, and the table copies it before a change unless
/// nobody else has it, as an array does with its buffer.
final class TableMemory<Value: TableValue>: @unchecked Sendable {
    static var chunkBits: Int { 7 }
    static var chunkMask: Int { 1 << chunkBits - 1 }

    private var chunks: UnsafeMutablePointer<UnsafeMutablePointer<Value>>
    private var chunkCount = 0
    private var chunkRoom: Int
    /// How many values there are.
    private(set) var count = 0

    init(chunkRoom: Int = 8) {
        self.chunkRoom = chunkRoom
        chunks = .allocate(capacity: chunkRoom)
    }

    deinit {
        for index in 0..<chunkCount {
            chunks[index].deinitialize(count: valueCount(in: index))
            chunks[index].deallocate()
        }
        chunks.deallocate()
    }

    /// The chunk in which a slot is.
    @inline(__always)
    func chunk(_ slot: Int) -> UnsafeMutablePointer<Value> { chunks[slot >> Self.chunkBits] }

    func append(_ value: Value) {
        if count >> Self.chunkBits == chunkCount { addChunk() }
        (chunk(count) + (count & Self.chunkMask)).initialize(to: value)
        count += 1
    }

    /// Takes a value out; the last one takes its place.
    func remove(at slot: Int) {
        precondition(slot < count, "no value stands there")
        let hole = chunk(slot) + (slot & Self.chunkMask)
        hole.deinitialize(count: 1)
        count -= 1
        let last = chunk(count) + (count & Self.chunkMask)
        if last != hole { hole.moveInitialize(from: last, count: 1) }
        // One empty chunk is kept, so that coming and going at its border costs nothing.
        if chunkCount > (count >> Self.chunkBits) + 2 { removeChunk() }
    }

    @inline(never)
    func copy() -> TableMemory {
        let copy = TableMemory(chunkRoom: chunkRoom)
        for index in 0..<chunkCount {
            copy.addChunk()
            copy.chunks[index].initialize(from: chunks[index], count: valueCount(in: index))
        }
        copy.count = count
        return copy
    }

    private func valueCount(in index: Int) -> Int {
        max(0, min(count - index << Self.chunkBits, 1 << Self.chunkBits))
    }

    private func addChunk() {
        if chunkCount == chunkRoom {
            let wider = UnsafeMutablePointer<UnsafeMutablePointer<Value>>
                .allocate(capacity: chunkRoom * 2)
            wider.moveInitialize(from: chunks, count: chunkCount)
            chunks.deallocate()
            chunks = wider
            chunkRoom *= 2
        }
        (chunks + chunkCount).initialize(to: .allocate(capacity: 1 << Self.chunkBits))
        chunkCount += 1
    }

    private func removeChunk() {
        chunkCount -= 1
        chunks[chunkCount].deallocate()
    }
}
