public import Routing

import Synchronization

/// The polls of agents' clients that wait for something new (a poll holds no thread).
///
/// A client that polls goes through three steps, and nothing that is committed between them is
/// missed: take a `mark`, read the feed, and if nothing is there `hold` the poll with that mark.
public final class Mailboxes: Sendable {
    /// What a held poll ends with.
    public enum Ending: Hashable, Sendable {
        /// Something is new: read the feed again.
        case news
        /// Its time is over.
        case timeout
        /// kefud is stopping.
        case stopping
    }

    /// How many times something new has come for an agent.
    public struct Mark: Hashable, Sendable {
        fileprivate var count: Int
    }

    /// One held poll, to take it back by.
    public struct Ticket: Hashable, Sendable {
        fileprivate var agent: AgentID
        fileprivate var number: Int
    }

    fileprivate struct Poll {
        var deadline: Instant
        var then: @Sendable (Ending) -> Void
    }

    fileprivate struct State {
        var counts: [AgentID: Int] = [:]
        var polls: [AgentID: [Int: Poll]] = [:]
        var deadlines = Heap<Deadline>()
        var lastNumber = 0
        var isStopping = false
    }

    fileprivate struct Deadline: Comparable {
        var at: Instant
        var number: Int
        var agent: AgentID

        static func < (left: Self, right: Self) -> Bool {
            (left.at, left.number) < (right.at, right.number)
        }
    }

    private let state = Mutex(State())
    private let nudge: @Sendable () -> Void

    /// Mailboxes with nobody waiting.
    /// - Parameter nudge: tells the timekeeper that `nextWake` may be sooner than it was.
    public init(nudge: @escaping @Sendable () -> Void) { self.nudge = nudge }

    /// To be taken before the feed is read.
    public func mark(of agent: AgentID) -> Mark {
        state.withLock { Mark(count: $0.counts[agent] ?? 0) }
    }

    /// Holds a poll until something new comes, its time is over, or kefud stops. The completion is
    /// called exactly once, at once if something has come since the mark.
    /// - Returns: nil when it has been called already.
    @discardableResult
    public func hold(
        _ agent: AgentID, since mark: Mark, until deadline: Instant,
        then: @escaping @Sendable (Ending) -> Void
    ) -> Ticket? {
        let (ending, ticket) = state.withLock { state -> (Ending?, Ticket?) in
            if state.isStopping { return (.stopping, nil) }
            if mark.count != state.counts[agent] ?? 0 { return (.news, nil) }
            state.lastNumber += 1
            let number = state.lastNumber
            state.polls[agent, default: [:]][number] = Poll(deadline: deadline, then: then)
            state.deadlines.insert(Deadline(at: deadline, number: number, agent: agent))
            return (nil, Ticket(agent: agent, number: number))
        }
        if let ending { then(ending) } else { nudge() }
        return ticket
    }

    /// Forgets a poll whose client has gone; its completion is not called.
    /// - Returns: false when it has been called before.
    @discardableResult
    public func takeBack(_ ticket: Ticket) -> Bool {
        state.withLock { $0.take(ticket.number, of: ticket.agent) != nil }
    }

    /// How many polls are held.
    public var count: Int { state.withLock { $0.polls.values.reduce(0) { $0 + $1.count } } }

    /// Answers the polls of these agents: their feeds have grown.
    func deliver(to agents: Set<AgentID>) {
        let polls = state.withLock { state in
            agents.flatMap { agent -> [Poll] in
                state.counts[agent, default: 0] += 1
                return state.polls.removeValue(forKey: agent).map { Array($0.values) } ?? []
            }
        }
        for poll in polls { poll.then(.news) }
    }

    /// Answers every poll, now and from now on: kefud is stopping.
    public func stop() {
        let polls = state.withLock { state in
            state.isStopping = true
            defer { (state.polls, state.deadlines) = ([:], Heap()) }
            return state.polls.values.flatMap(\.values)
        }
        for poll in polls { poll.then(.stopping) }
    }
}

extension Mailboxes: Timed {
    var nextWake: Instant? { state.withLock { $0.deadlines.first?.at } }

    func wake(at now: Instant) {
        let polls = state.withLock { state in
            var due: [Poll] = []
            while let first = state.deadlines.first, first.at <= now {
                state.deadlines.removeFirst()
                if let poll = state.take(first.number, of: first.agent) { due.append(poll) }
            }
            return due
        }
        for poll in polls { poll.then(.timeout) }
    }
}

extension Mailboxes.State {
    fileprivate mutating func take(_ number: Int, of agent: AgentID) -> Mailboxes.Poll? {
        let poll = polls[agent]?.removeValue(forKey: number)
        if polls[agent]?.isEmpty == true { polls[agent] = nil }
        return poll
    }
}
