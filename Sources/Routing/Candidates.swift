/// The eligible agents of a decision in the order of choice, at most eight (rule 6). They stand in
/// the decision itself, so that a decision asks for no memory.
public struct Candidates: Sendable {
    private var places = InlineArray<8, Candidate>(repeating: Candidate(agent: AgentID(0), load: 0))
    /// How many there are.
    public private(set) var count = 0

    /// Nobody.
    public init() {}

    /// How many candidates a decision keeps (rule 6).
    static let countMax = 8

    var isFull: Bool { count == Self.countMax }

    mutating func append(_ candidate: Candidate) { put(candidate, at: count) }

    /// Puts a candidate in a place that is taken, or behind the last one.
    mutating func put(_ candidate: Candidate, at place: Int) {
        precondition(place <= count, "no candidate stands before it")
        places[place] = candidate
        if place == count { count += 1 }
    }
}

extension Candidates: RandomAccessCollection {
    /// The first in the order of choice: the agent who was chosen.
    public var startIndex: Int { 0 }
    /// Behind the last one.
    public var endIndex: Int { count }
    /// A candidate by its place in the order of choice.
    public subscript(place: Int) -> Candidate {
        precondition(place < count, "no candidate stands there")
        return places[place]
    }
}

extension Candidates: Hashable {
    /// Whether they are the same in the same order.
    public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }
    /// By the candidates alone.
    public func hash(into hasher: inout Hasher) {
        for candidate in self { hasher.combine(candidate) }
    }
}

extension Candidates: ExpressibleByArrayLiteral {
    /// Candidates as they are written in a test: at most eight.
    public init(arrayLiteral elements: Candidate...) {
        for candidate in elements { append(candidate) }
    }
}
