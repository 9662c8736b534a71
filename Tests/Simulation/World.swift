/// Something that can be moved by chance, step after step, and says when an invariant breaks.
protocol World {
    /// - Parameters:
    ///   - isThorough: whether everything is checked after every step, not only what it changed.
    ///   - isTracing: whether it tells its story.
    init(seed: UInt64, isThorough: Bool, isTracing: Bool) throws(Broken)
    /// One thing that happens, drawn from this number.
    mutating func step(_ roll: UInt64) throws(Broken)
    /// Lets everything come to rest, and checks what must be so then.
    mutating func comeToRest() throws(Broken)
    /// What has happened, if it was asked to tell.
    var trace: Trace { get }
    /// How often each unusual thing has happened.
    var tally: Tally { get }
    /// A number that is the same whenever the same has been decided.
    var digest: UInt64 { get }
}

/// A story, line by line.
final class Trace {
    let isOn: Bool
    var lines: [String] = []

    init(isOn: Bool) { self.isOn = isOn }
}

/// A set of small numbers that can be walked through.
struct DenseSet {
    private(set) var members: [Int] = []
    private var places: [Int]

    init(count: Int = 0) { places = Array(repeating: -1, count: count) }

    func contains(_ member: Int) -> Bool { places[member] >= 0 }

    mutating func insert(_ member: Int) {
        guard places[member] < 0 else { return }
        places[member] = members.count
        members.append(member)
    }

    mutating func remove(_ member: Int) {
        let place = places[member]
        guard place >= 0, let last = members.popLast() else { return }
        if last != member {
            members[place] = last
            places[last] = place
        }
        places[member] = -1
    }
}
