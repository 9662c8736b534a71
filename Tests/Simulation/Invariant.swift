/// What must be so after every step. The numbers and what each one means stand in INVARIANTS.md.
enum Invariant: Int, CaseIterable {
    case capacity = 1
    case slots = 2
    case once = 3
    case oneSession = 4
    case priorAgent = 5
    case gone = 6
    case workConserving = 7
    case firstComeFirstServed = 8
    case returningVisitor = 9
    case convergence = 10
    case byHand = 11
    case agentSilence = 12
    case time = 13
    case nobodyForgotten = 14
    case noOrphan = 15
    case codes = 17
    case budget = 18
    case ownMessages = 20
    case backlog = 21
    case fairness = 22
    case overrun = 23
    case rates = 26
    case stored = 29
    case placed = 30
    case prompts = 31
    case rest = 32
    case onePull = 33
    case feed = 34
    case losses = 35
    case hours = 36
}

/// An invariant that does not hold.
struct Broken: Error, CustomStringConvertible {
    let invariant: Invariant
    let detail: String

    init(_ invariant: Invariant, _ detail: String) {
        (self.invariant, self.detail) = (invariant, detail)
    }

    var description: String { "invariant \(invariant.rawValue) (\(invariant)): \(detail)" }
}

/// Throws unless the condition holds.
@inline(__always)
func expect(
    _ condition: Bool, _ invariant: Invariant, _ detail: @autoclosure () -> String
) throws(Broken) {
    if !condition { throw Broken(invariant, detail()) }
}
