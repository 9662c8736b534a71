extension ReceptionHours {
    /// Whether visitors are received at this instant of the wall clock.
    public func isOpen(at wall: Instant) -> Bool {
        if neverChanges { return true }
        let today = CalendarDate(at: wall, in: zone)
        return today.reach(back: Self.daysRunOn, ahead: 1).contains { date in
            spans(beginningOn: date).contains { span in
                let times = times(of: span, on: date)
                return times.start <= wall && wall < times.end
            }
        }
    }

    /// The next instant at which `isOpen` changes; nil when it never does.
    ///
    /// The search ends 400 days ahead; should nothing have changed until then, the answer is that
    /// day, and the caller asks again.
    public func nextChange(after wall: Instant) -> Instant? {
        if neverChanges { return nil }
        let open = isOpen(at: wall)
        let today = CalendarDate(at: wall, in: zone)
        var coveredUntil = wall
        for date in today.reach(back: Self.daysRunOn, ahead: daysToSearch(from: today)) {
            for span in spans(beginningOn: date).sorted(by: { $0.from < $1.from }) {
                let times = times(of: span, on: date)
                guard times.start < times.end, times.end > coveredUntil else { continue }
                if times.start > coveredUntil { return open ? coveredUntil : times.start }
                coveredUntil = times.end
            }
        }
        let searched = today.day + Self.daysToSearchMax
        guard dates.keys.contains(where: { $0.day + Self.daysOfPlan > searched }) else {
            return nil
        }
        return zone.first(localMinute: searched * CalendarDate.minutes)
    }

    /// A span that began yesterday may still run; one day more where a zone skipped or repeated
    /// a date.
    private static let daysRunOn: Int64 = 2
    private static let daysToSearchMax: Int64 = 400
    /// Two weeks without a dated exception show the whole weekly plan, even when a change of the
    /// zone swallowed one of its spans.
    private static let daysOfPlan: Int64 = 15

    private var isAlwaysOpenByWeek: Bool { weekly.values.allSatisfy(\.isEmpty) }
    private var neverChanges: Bool { isAlwaysOpenByWeek && dates.isEmpty }

    private func daysToSearch(from today: CalendarDate) -> Int64 {
        let lastException = dates.keys.max().map { $0.day - today.day } ?? 0
        return min(max(lastException, 0) + Self.daysOfPlan, Self.daysToSearchMax)
    }

    /// The spans that begin on a date: its own, else those of its weekday.
    func spans(beginningOn date: CalendarDate) -> [HoursSpan] {
        if let own = dates[date] { return own }
        if isAlwaysOpenByWeek { return [.wholeDay] }
        return weekly[date.weekday] ?? []
    }

    /// When a span that begins on this date starts and ends: a skipped local time is the moment of
    /// the change, a doubled one the first as a start and the second as an end.
    private func times(of span: HoursSpan, on date: CalendarDate) -> (start: Instant, end: Instant)
    {
        let midnight = date.day * CalendarDate.minutes
        let from = midnight + Int64(span.from.minutes)
        return (
            start: zone.first(localMinute: from),
            end: zone.last(localMinute: from + Int64(span.lengthInMinutes))
        )
    }
}

extension HoursSpan {
    /// From midnight to midnight.
    static let wholeDay = HoursSpan(from: MinuteOfDay(0), to: MinuteOfDay(1_440))

    /// How long it lasts on the clock's face: 1 … 1440 minutes.
    var lengthInMinutes: Int {
        let length = to.minutes - from.minutes
        return length > 0 ? length : length + 1_440
    }
}

extension CalendarDate {
    /// The dates around this one.
    fileprivate func reach(back: Int64, ahead: Int64) -> some Sequence<CalendarDate> {
        ((day - back)...(day + ahead)).lazy.map(CalendarDate.init(day:))
    }
}
