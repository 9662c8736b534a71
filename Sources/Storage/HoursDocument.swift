public import Routing

/// Reception hours as JSON, in the store and in the API:
/// `{weekly:[{day:1..7, from:"09:00", to:"18:00"}], dates:[{date, spans:[{from,to}]}]}`.
public struct HoursDocument: Codable, Equatable, Sendable {
    /// A span that begins on a weekday.
    public struct Weekly: Codable, Equatable, Sendable {
        /// 1 (Monday) … 7.
        public var day: Int
        /// `HH:MM`.
        public var from: String
        /// `HH:MM` or `24:00`; not after `from` runs past midnight.
        public var to: String

        /// A span.
        public init(day: Int, from: String, to: String) {
            self.day = day
            self.from = from
            self.to = to
        }
    }
    /// A span of a date.
    public struct Span: Codable, Equatable, Sendable {
        /// `HH:MM`.
        public var from: String
        /// `HH:MM` or `24:00`.
        public var to: String

        /// A span.
        public init(from: String, to: String) {
            self.from = from
            self.to = to
        }
    }
    /// A date whose spans replace those of its weekday.
    public struct Dated: Codable, Equatable, Sendable {
        /// `YYYY-MM-DD`.
        public var date: String
        /// None means closed.
        public var spans: [Span]

        /// A date.
        public init(date: String, spans: [Span]) {
            self.date = date
            self.spans = spans
        }
    }

    /// None means always.
    public var weekly: [Weekly]
    /// Holidays and working weekends.
    public var dates: [Dated]

    /// A document; always by default.
    public init(weekly: [Weekly] = [], dates: [Dated] = []) {
        self.weekly = weekly
        self.dates = dates
    }

    /// The document of these hours, days and dates in order.
    public init(_ hours: ReceptionHours) {
        weekly = hours.weekly.sorted { $0.key < $1.key }.flatMap { day, spans in
            spans.map { Weekly(day: day, from: $0.from.description, to: $0.to.description) }
        }
        dates = hours.dates.sorted { $0.key < $1.key }.map { date, spans in
            Dated(
                date: date.description,
                spans: spans.map { Span(from: $0.from.description, to: $0.to.description) })
        }
    }

    /// What is wrong with a document, and where.
    public struct Fault: Error, Equatable, Sendable {
        /// A JSON pointer within the hours, such as `/weekly/0/from`.
        public let pointer: String
        /// What was expected.
        public let detail: String
    }

    /// The hours that the document means.
    ///
    /// - Throws: the first time or date that is none. Overlaps are not looked for.
    public func hours(in zone: ZoneOffsets) throws(Fault) -> ReceptionHours {
        var hours = ReceptionHours(zone: zone)
        for (index, entry) in weekly.enumerated() {
            let pointer = "/weekly/\(index)"
            guard 1...7 ~= entry.day else {
                throw Fault(pointer: pointer + "/day", detail: "1 (Monday) to 7 (Sunday)")
            }
            let span = try Self.span(entry.from, entry.to, pointer)
            hours.weekly[entry.day, default: []].append(span)
        }
        for (index, entry) in dates.enumerated() {
            let pointer = "/dates/\(index)"
            guard let date = CalendarDate(entry.date) else {
                throw Fault(pointer: pointer + "/date", detail: "a date as YYYY-MM-DD")
            }
            guard hours.dates[date] == nil else {
                throw Fault(pointer: pointer + "/date", detail: "the date is given twice")
            }
            var spans: [HoursSpan] = []
            for (place, span) in entry.spans.enumerated() {
                spans.append(try Self.span(span.from, span.to, "\(pointer)/spans/\(place)"))
            }
            hours.dates[date] = spans
        }
        return hours
    }

    /// The hours that the document means, for new ones: spans that overlap are refused too.
    public func hoursWithoutOverlaps(in zone: ZoneOffsets) throws(Fault) -> ReceptionHours {
        let hours = try hours(in: zone)
        guard let overlap = hours.overlaps().first else { return hours }
        throw Fault(
            pointer: pointer(of: overlap.later),
            detail: "this span overlaps the one at \(pointer(of: overlap.earlier))")
    }

    private func pointer(of place: HoursSpanPlace) -> String {
        switch place.day {
        case .weekday(let day):
            let entries = weekly.indices.filter { weekly[$0].day == day }
            return "/weekly/\(entries.indices.contains(place.index) ? entries[place.index] : 0)"
        case .date(let date):
            let entry = dates.firstIndex { $0.date == date.description } ?? 0
            return "/dates/\(entry)/spans/\(place.index)"
        }
    }

    private static func span(
        _ from: String, _ to: String, _ pointer: String
    ) throws(Fault) -> HoursSpan {
        guard let from = MinuteOfDay(from), from.minutes < 1_440 else {
            throw Fault(pointer: pointer + "/from", detail: "a time from 00:00 to 23:59")
        }
        guard let to = MinuteOfDay(to) else {
            throw Fault(pointer: pointer + "/to", detail: "a time from 00:00 to 24:00")
        }
        return HoursSpan(from: from, to: to)
    }
}
