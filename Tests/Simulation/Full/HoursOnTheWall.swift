import Engine
import Foundation
import Routing
import Storage

/// Reception hours told from Foundation's time zones, which kefud does not use for them: an account
/// is open when its own clock shows a time within a span.
struct HoursOnTheWall {
    /// What an account's administrator has set.
    struct Plan {
        var zone: String
        var weekly: [Int: [HoursSpan]]

        init(_ configuration: AccountConfiguration) {
            (zone, weekly) = (configuration.timeZone, configuration.weekly)
        }
    }

    var plans: [Plan?]
    /// Accounts whose last edit kefud has not answered: it stands or not.
    var undecided: Set<Int> = []
    /// What was so when it was last looked at.
    var offsets: [Int?]
    var wereOpen: [Bool?]

    init(_ shape: Shape) {
        plans = Array(repeating: nil, count: shape.accounts)
        offsets = Array(repeating: nil, count: shape.accounts)
        wereOpen = Array(repeating: nil, count: shape.accounts)
    }

    func offset(_ account: Int, at wall: Instant) -> Int? {
        plans[account].flatMap { TimeZone(identifier: $0.zone) }?.secondsFromGMT(for: wall.date)
    }

    /// A time that the clock shows twice is the first one where a span begins, and the second one
    /// where it ends; one that it skips is the moment of the change.
    func isOpen(_ account: Int, at wall: Instant) -> Bool {
        guard let plan = plans[account], !plan.weekly.isEmpty,
            let zone = TimeZone(identifier: plan.zone)
        else { return true }
        let local = Self.local(wall.date, zone)
        var (latest, earliest) = (local, local)
        let before = wall.date.addingTimeInterval(-10_800)
        if let change = zone.nextDaylightSavingTimeTransition(after: before) {
            let old = zone.secondsFromGMT(for: change.addingTimeInterval(-1))
            if change <= wall.date {
                // The clock has shown this time, less a second, before it was set back.
                latest = max(latest, Int(change.timeIntervalSince1970) + old - 1)
            } else if change < wall.date.addingTimeInterval(10_800) {
                earliest = min(earliest, Self.local(change, zone))
            }
        }
        let today = (local - Int((Double(local) / 86_400).rounded(.down)) * 86_400, local)
        let midnight = today.1 - today.0
        for day in -2...1 {
            let start = midnight + day * 86_400
            let number = start / 86_400 + 3
            for span in plan.weekly[number - number / 7 * 7 + 1] ?? [] {
                let from = start + span.from.minutes * 60
                var to = start + span.to.minutes * 60
                if to <= from { to += 86_400 }
                if from <= latest, earliest < to { return true }
            }
        }
        return false
    }

    private static func local(_ date: Date, _ zone: TimeZone) -> Int {
        Int(date.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: date)
    }
}

extension Instant {
    fileprivate var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}

extension FullWorld {
    /// Counts what the clocks on the wall have brought, and compares kefud's with them.
    func lookAtHours() throws(Broken) {
        let wall = engine.clock.moment.wall
        for account in 0..<shape.accounts {
            let id = AccountID(Int64(account) + 1)
            guard let known = core?.routing.account(id)?.settings.hours, isSound else { continue }
            let offset = hours.offset(account, at: wall)
            if let old = hours.offsets[account], old != offset { tally.note(.offsetChange) }
            let isOpen = hours.isOpen(account, at: wall)
            if let old = hours.wereOpen[account], old != isOpen { tally.note(.hoursBoundary) }
            (hours.offsets[account], hours.wereOpen[account]) = (offset, isOpen)
            let knownIsOpen = known.weekly.isEmpty || known.isOpen(at: wall)
            try expect(
                knownIsOpen == isOpen, .hours,
                "account \(id.rawValue) is open: \(isOpen), kefud says \(knownIsOpen), at "
                    + "\(wall.milliseconds)")
        }
    }
}
