import Routing
import Testing

let shanghai = ZoneOffsets(initialSeconds: 28_800)
let newYork = ZoneOffsets(
    initialSeconds: -18_000,
    transitions: [
        .init(from: utc("2026-03-08", "07:00"), seconds: -14_400),
        .init(from: utc("2026-11-01", "06:00"), seconds: -18_000),
    ])

func utc(_ date: String, _ time: String) -> Instant {
    guard let date = CalendarDate(date), let time = MinuteOfDay(time) else {
        preconditionFailure("no such time: \(date) \(time)")
    }
    return Instant(milliseconds: (date.day * 1_440 + Int64(time.minutes)) * 60_000)
}

func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

func span(_ text: String) throws -> HoursSpan {
    let times = try text.split(separator: "-").map { try #require(MinuteOfDay(String($0))) }
    return HoursSpan(from: times[0], to: times[1])
}

func weekly(
    _ plan: [Int: [String]], in zone: ZoneOffsets = ZoneOffsets(initialSeconds: 0)
) throws -> ReceptionHours {
    ReceptionHours(zone: zone, weekly: try plan.mapValues { try $0.map(span) })
}

func dated(_ plan: [String: [String]]) throws -> ReceptionHours {
    var hours = ReceptionHours(zone: ZoneOffsets(initialSeconds: 0))
    for (day, spans) in plan { hours.dates[try date(day)] = try spans.map(span) }
    return hours
}

/// The changes that a caller sees who asks again at each one, as UTC.
func changes(_ hours: ReceptionHours, from date: String, days: Int64) -> [String] {
    let start = utc(date, "00:00")
    var found: [String] = []
    var last = start - .minutes(1)
    var isOpen = hours.isOpen(at: last)
    while let next = hours.nextChange(after: last), next < start + .hours(24 * days) {
        let minutes = next.milliseconds / 60_000
        if hours.isOpen(at: next) != isOpen {
            let time = MinuteOfDay(Int(minutes % 1_440))
            found.append("\(CalendarDate(day: minutes / 1_440)) \(time)")
        }
        isOpen = hours.isOpen(at: next)
        last = next
    }
    return found
}

/// SplitMix64: the same seed gives the same hours on any machine.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Hours in a zone that changes once or twice within the fortnight after `start`.
    mutating func hours(around start: Instant) -> ReceptionHours {
        let first = start + .minutes(Int64.random(in: 1...19_000, using: &self))
        let base = Int.random(in: -48...56, using: &self) * 900
        let shift = [-3_600, -1_800, 1_800, 3_600].randomElement(using: &self) ?? 0
        var transitions = [ZoneOffsets.Transition(from: first, seconds: base + shift)]
        if Bool.random(using: &self) {
            let second = first + .minutes(Int64.random(in: 180...4_000, using: &self))
            transitions.append(.init(from: second, seconds: base))
        }
        var hours = ReceptionHours(
            zone: ZoneOffsets(initialSeconds: base, transitions: transitions))
        for weekday in 1...7 { hours.weekly[weekday] = spans() }
        for _ in 0..<Int.random(in: 0...3, using: &self) {
            let day = start.milliseconds / 86_400_000 + Int64.random(in: 0...14, using: &self)
            hours.dates[CalendarDate(day: day)] = spans()
        }
        return hours
    }

    private mutating func spans() -> [HoursSpan] {
        (0..<Int.random(in: 0...2, using: &self)).map { _ in
            // Quarters of an hour meet each other and the changes of the zone often.
            let from = Int.random(in: 0...95, using: &self) * 15
            let to = Int.random(in: 0...96, using: &self) * 15
            return HoursSpan(from: MinuteOfDay(from), to: MinuteOfDay(to))
        }
    }
}

/// Hours by brute force: what the zone's clock shows in each minute, and each span laid over it.
struct MinuteModel {
    private(set) var isOpen: [Bool]
    var minutes: Range<Int> { isOpen.indices }

    init(_ hours: ReceptionHours, from start: Instant, days: Int) {
        // Some days before and after, so that spans may run in and out.
        let margin = 4 * 1_440
        let shown = (0..<(days * 1_440 + 2 * margin)).map { minute in
            let time = start + .minutes(Int64(minute - margin))
            var seconds = hours.zone.initialSeconds
            for transition in hours.zone.transitions where transition.from <= time {
                seconds = transition.seconds
            }
            return time.milliseconds / 60_000 + Int64(seconds / 60)
        }
        var open = [Bool](repeating: false, count: shown.count)
        let firstDay = start.milliseconds / 86_400_000
        let isAlways = hours.weekly.values.allSatisfy(\.isEmpty)
        for day in (firstDay - 3)...(firstDay + Int64(days) + 2) {
            let weekday = Int((day + 3) % 7) + 1
            let always = [HoursSpan(from: MinuteOfDay(0), to: MinuteOfDay(1_440))]
            let plan = isAlways ? always : hours.weekly[weekday] ?? []
            for span in hours.dates[CalendarDate(day: day)] ?? plan {
                let from = day * 1_440 + Int64(span.from.minutes)
                var to = day * 1_440 + Int64(span.to.minutes)
                if span.to <= span.from { to += 1_440 }
                let near = max(0, Int(day - firstDay + 1) * 1_440)..<shown.count
                let around = near.prefix(6 * 1_440)
                let first = around.first { shown[$0] >= from } ?? shown.count
                let last = around.last { shown[$0] <= to } ?? 0
                let end = shown[last] == to ? last : last + 1
                for minute in first..<max(first, end) { open[minute] = true }
            }
        }
        isOpen = Array(open[margin..<(margin + days * 1_440)])
    }
}
