import Engine
import Routing
import WeCom

/// What the pull of one account has to bring, and how it stands.
struct PullLog {
    var entries: [WireMessage] = []
    /// How many of them have been given to anybody, and how many kefud has asked beyond.
    var given = 0
    var confirmed = 0
    /// Numbers of entries that were too old when they were asked for, and when that last was, on
    /// kefud's line.
    var lost: Set<Int> = []
    var lostAt: Instant?
    /// The walk from the start that kefud has not ended: what was new to it began here, and the
    /// last page, once it was given, ended there.
    var walk: (from: Int, to: Int?)?
    /// Whether such a walk brought something that was older than kefud looks back at its end for
    /// chats whose state it reads.
    var isOutgrown = false
    /// Cursors of an earlier epoch are refused.
    var epoch = 0
    /// Until when each page says "more" and does not move.
    var stuckUntil: Instant?
    var givenBackAt: Instant?
    /// Until when a pull without a token is refused for its rate, and when the last one began.
    var quietWithoutToken: FullPlatform.Quiet?
    var lastWithoutToken: Instant?

    func cursor(_ place: Int) -> String { "c\(epoch).\(place)" }

    /// Where a cursor goes on; nil when it is not accepted.
    func place(_ cursor: String?) -> Int? {
        guard let cursor else { return 0 }
        let parts = Self.parts(cursor)
        return parts?.epoch == epoch ? parts.map { min($0.place, entries.count) } : nil
    }

    /// What a cursor says, accepted or not.
    static func parts(_ cursor: String) -> (epoch: Int, place: Int)? {
        let parts = cursor.dropFirst().split(separator: ".").compactMap { Int($0) }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
}

extension FullPlatform {
    /// How long entries are kept.
    private static let retention = Interval.hours(72)
    /// Kefud reads the states of those who wrote in this time.
    private static let adoptionSpan = Interval.hours(48)

    /// Everything before the cursor is stored; there is one pull at a time; the rates are kept.
    func checkPull(_ call: SyncRequest) {
        let account = account(call.openKfID)
        let id = AccountID(Int64(account) + 1)
        checkCursor(call, account, id)
        let isTwice = pending.contains { pending in
            if case .pull(let other, _) = pending.kind {
                other.openKfID == call.openKfID
            } else {
                false
            }
        }
        if isTwice { broken = Broken(.onePull, "account \(id.rawValue) is pulled twice at once") }
        let log = logs[account]
        let isQuiet = quiet.map { now < $0.until } ?? false
        let isQuietWithout = log.quietWithoutToken.map { now < $0.until } ?? false
        if isQuiet || (call.token == nil && isQuietWithout) {
            broken = Broken(.rates, "account \(id.rawValue) is pulled while its rate is used up")
        }
        if isPaused {
            broken = Broken(.rates, "account \(id.rawValue) is pulled without room in the budget")
        }
        guard call.token == nil else { return }
        if let last = log.lastWithoutToken, now < last + .seconds(15) {
            broken = Broken(.backlog, "account \(id.rawValue) is pulled too fast without a token")
        }
        logs[account].lastWithoutToken = now
    }

    private func checkCursor(_ call: SyncRequest, _ account: Int, _ id: AccountID) {
        guard let asked = call.cursor, let cursor = PullLog.parts(asked)?.place, cursor > 0
        else { return }
        logs[account].confirmed = max(logs[account].confirmed, cursor)
        for number in [cursor - 1, cursor / 2] {
            // What is older is forgotten by kefud, too.
            let isKept = logs[account].entries[number].sendTime >= oldestKept
            guard isKept, !logs[account].lost.contains(number) else { continue }
            if isStored?(id, logs[account].entries[number].msgID) == false {
                broken = Broken(
                    .once,
                    "the cursor of account \(id.rawValue) is \(cursor), and entry \(number) is "
                        + "not stored")
            }
        }
    }

    private var oldestKept: Int64 { (now - Self.retention).milliseconds / 1_000 }

    /// A page of what comes after the cursor; at times one that begins too early. What is older
    /// than three days is gone.
    func page(
        _ call: SyncRequest, size: Int, repeating count: Int
    ) -> Result<SyncPage, CallFailure> {
        let account = account(call.openKfID)
        guard let asked = logs[account].place(call.cursor) else {
            tally.note(.refusedCursor)
            return .failure(.refused(40_058, "invalid cursor"))
        }
        let start = skipLost(account, from: asked)
        followWalk(call, account, from: start)
        let first = max(0, asked - count) < start ? start : max(0, asked - count)
        let log = logs[account]
        if let until = log.stuckUntil, now < until {
            tally.note(.stuckPage)
            return .success(
                SyncPage(
                    nextCursor: count == 0 ? nil : call.cursor, hasMore: true,
                    messages: Array(log.entries[first..<start])))
        }
        let end = min(start + size, log.entries.count)
        if end == log.entries.count { logs[account].walk?.to = end }
        if let back = log.givenBackAt?.milliseconds {
            for entry in log.entries[start..<end] where entry.sendTime < back / 1_000 {
                tally.note(.entryOfBeforeTheReturn)
            }
        }
        logs[account].given = max(log.given, end)
        return .success(
            SyncPage(
                nextCursor: log.cursor(end), hasMore: end < log.entries.count,
                messages: Array(log.entries[first..<end])))
    }

    private func followWalk(_ call: SyncRequest, _ account: Int, from start: Int) {
        if call.cursor == nil, logs[account].epoch > 0 {
            tally.note(.pullFromTheStart)
            logs[account].walk = (max(start, logs[account].confirmed), nil)
        }
        guard let walk = logs[account].walk else { return }
        if let end = walk.to, start >= end { return logs[account].walk = nil }
        let oldest = (now - Self.adoptionSpan).milliseconds / 1_000
        let news = logs[account].entries[walk.from...]
        if news.contains(where: { $0.sendTime < oldest }) { logs[account].isOutgrown = true }
    }

    /// - Returns: the first entry from there on that is kept.
    private func skipLost(_ account: Int, from place: Int) -> Int {
        let oldest = oldestKept
        let log = logs[account]
        var start = place
        while start < log.entries.count, log.entries[start].sendTime < oldest {
            let id = AccountID(Int64(account) + 1)
            if start >= log.confirmed, isStored?(id, log.entries[start].msgID) == false,
                logs[account].lost.insert(start).inserted
            {
                tally.note(.entryBeyondReach)
                logs[account].lostAt = line()
            }
            start += 1
        }
        return start
    }
}
