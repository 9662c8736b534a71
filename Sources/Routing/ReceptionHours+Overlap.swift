/// A span in an account's hours, by the day on which it begins.
public struct HoursSpanPlace: Hashable, Sendable {
    /// What a span belongs to.
    public enum Day: Hashable, Sendable {
        /// A weekday of the weekly plan, 1 (Monday) … 7.
        case weekday(Int)
        /// A dated exception.
        case date(CalendarDate)
    }
    /// The day on which the span begins.
    public let day: Day
    /// Its position among the spans of that day, from 0.
    public let index: Int

    /// The span at this position of a day.
    public init(day: Day, index: Int) {
        self.day = day
        self.index = index
    }
}

/// Two spans that share at least a minute of local time.
public struct HoursOverlap: Hashable, Sendable {
    /// The one that begins first.
    public let earlier: HoursSpanPlace
    /// The one that begins while the earlier one still runs.
    public let later: HoursSpanPlace

    /// Two spans that overlap.
    public init(earlier: HoursSpanPlace, later: HoursSpanPlace) {
        self.earlier = earlier
        self.later = later
    }
}

extension ReceptionHours {
    /// The spans that overlap, over midnight, over the end of the week and between a dated
    /// exception and its neighbours too. By the clock's face: changes of the zone do not count.
    public func overlaps() -> [HoursOverlap] {
        overlapsInTheWeek() + overlapsAroundDates()
    }

    private struct Run {
        let place: HoursSpanPlace
        /// Minutes since some midnight.
        let from: Int64
        let to: Int64
    }

    private func overlapsInTheWeek() -> [HoursOverlap] {
        // Sunday's spans may run into Monday, so the week is followed by its first day again.
        var week: [Run] = []
        for day in 1...8 {
            let weekday = (day - 1) % 7 + 1
            let place = HoursSpanPlace.Day.weekday(weekday)
            week += runs(weekly[weekday] ?? [], of: place, onDay: Int64(day))
        }
        return overlaps(among: week)
    }

    private func overlapsAroundDates() -> [HoursOverlap] {
        // Every pair of neighbouring days in which a dated one is involved, once.
        let firstDays = Set(dates.keys.flatMap { [$0.day - 1, $0.day] }).sorted()
        return firstDays.reduce(into: []) { found, first in
            let days = [first, first + 1].map { day in
                let date = CalendarDate(day: day)
                let place: HoursSpanPlace.Day =
                    dates[date] == nil ? .weekday(date.weekday) : .date(date)
                // Open around the clock by default is not a span that anybody wrote.
                let spans = dates[date] ?? weekly[date.weekday] ?? []
                return runs(spans, of: place, onDay: day)
            }
            for overlap in overlaps(among: days[0] + days[1]) where !found.contains(overlap) {
                if case (.weekday, .weekday) = (overlap.earlier.day, overlap.later.day) { continue }
                found.append(overlap)
            }
        }
    }

    private func runs(_ spans: [HoursSpan], of place: HoursSpanPlace.Day, onDay day: Int64) -> [Run]
    {
        spans.enumerated().map { index, span in
            let from = day * CalendarDate.minutes + Int64(span.from.minutes)
            return Run(
                place: HoursSpanPlace(day: place, index: index), from: from,
                to: from + Int64(span.lengthInMinutes))
        }
    }

    private func overlaps(among runs: [Run]) -> [HoursOverlap] {
        let ordered = runs.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        var found: [HoursOverlap] = []
        for (position, earlier) in ordered.enumerated() {
            for later in ordered[(position + 1)...].prefix(while: { $0.from < earlier.to }) {
                let overlap = HoursOverlap(earlier: earlier.place, later: later.place)
                if !found.contains(overlap) { found.append(overlap) }
            }
        }
        return found
    }
}
