/// The calls of one conversation that are not finished, oldest first: they are made in this order.
/// Nearly always there is one or none, and that takes no memory of its own.
struct CallLine: Hashable, Sendable {
    @Packed private var oldest: EffectID?
    private var others: [EffectID] = []

    mutating func append(_ id: EffectID) {
        if oldest == nil { oldest = id } else { others.append(id) }
    }

    mutating func remove(_ id: EffectID) {
        if oldest != id {
            others.removeAll { $0 == id }
        } else if others.isEmpty {
            oldest = nil
        } else {
            oldest = others.removeFirst()
        }
    }
}

extension CallLine: RandomAccessCollection {
    var startIndex: Int { 0 }
    var endIndex: Int { oldest == nil ? 0 : others.count + 1 }
    var isEmpty: Bool { oldest == nil }

    subscript(index: Int) -> EffectID {
        if index == 0, let oldest { return oldest }
        return others[index - 1]
    }
}
