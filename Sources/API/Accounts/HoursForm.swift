import HTTPServer
import Routing

/// Reception hours as the API writes them: `{weekly: [{day, from, to}], dates: [{date, spans}]}`.
enum HoursForm {
    /// Reads the hours of a request. Notes everything that is malformed or overlaps.
    /// - Returns: the spans; their zone is the account's.
    static func read(_ fields: Fields) -> ReceptionHours {
        var hours = ReceptionHours(zone: ZoneOffsets(initialSeconds: 0))
        var places: [HoursSpanPlace: String] = [:]
        func add(_ span: HoursSpan, _ day: HoursSpanPlace.Day, _ index: Int, _ pointer: String) {
            places[HoursSpanPlace(day: day, index: index)] = pointer
        }
        let weekly = fields.list("weekly", max: 70) { json, pointer -> (Int, HoursSpan, String)? in
            let item = Fields(json, at: pointer, fields.errors)
            item.require("day", "from", "to")
            guard let day = item.integer("day", 1...7).value, let span = span(item) else {
                return nil
            }
            return (Int(day), span, pointer)
        }
        for (day, span, pointer) in weekly.value ?? [] {
            add(span, .weekday(day), hours.weekly[day, default: []].count, pointer)
            hours.weekly[day, default: []].append(span)
        }
        let dates = fields.list("dates", max: 1_000) { json, pointer in
            date(Fields(json, at: pointer, fields.errors))
        }
        for entry in dates.value ?? [] {
            if hours.dates[entry.date] != nil {
                fields.errors.add("\(entry.pointer)/date", "must not come twice")
            }
            hours.dates[entry.date] = entry.spans
            for (index, span) in entry.spans.enumerated() {
                add(span, .date(entry.date), index, "\(entry.pointer)/spans/\(index)")
            }
        }
        for overlap in hours.overlaps() {
            // A weekday that a date replaces may be the later one; the date is the one to mend.
            let pointer = places[overlap.later] ?? places[overlap.earlier] ?? fields.pointer
            fields.errors.add(pointer, "overlaps another span")
        }
        return hours
    }

    /// The hours as the API shows them.
    static func document(_ hours: ReceptionHours) -> JSON {
        let weekly = hours.weekly.sorted { $0.key < $1.key }.flatMap { day, spans in
            spans.map { JSON.object(["day": .int(day)]).with(times($0)) }
        }
        let dates = hours.dates.sorted { $0.key < $1.key }.map { date, spans in
            JSON.object([
                "date": .string(date.description),
                "spans": .array(spans.map { JSON.object([:]).with(times($0)) }),
            ])
        }
        return .object(["weekly": .array(weekly), "dates": .array(dates)])
    }

    private static func times(_ span: HoursSpan) -> KeyValuePairs<String, JSON> {
        ["from": .string(span.from.description), "to": .string(span.to.description)]
    }

    private static func span(_ fields: Fields) -> HoursSpan? {
        let from = fields.read("from") { json, pointer in
            time(json, pointer, isEnd: false, fields.errors)
        }
        let to = fields.read("to") { json, pointer in
            time(json, pointer, isEnd: true, fields.errors)
        }
        guard let from = from.value, let to = to.value else { return nil }
        return HoursSpan(from: from, to: to)
    }

    private static func time(
        _ json: JSON, _ pointer: String, isEnd: Bool, _ errors: InputErrors
    ) -> MinuteOfDay? {
        if case .string(let text) = json, let time = MinuteOfDay(text),
            isEnd || time.minutes < 1_440
        {
            return time
        }
        errors.add(
            pointer,
            "must be a time from \"00:00\" to \"\(isEnd ? "24:00" : "23:59")\", such as \"09:30\"")
        return nil
    }

    private static func date(
        _ fields: Fields
    ) -> (date: CalendarDate, spans: [HoursSpan], pointer: String)? {
        fields.require("date", "spans")
        let date = fields.read("date") { json, pointer -> CalendarDate? in
            if case .string(let text) = json, let date = CalendarDate(text) { return date }
            fields.errors.add(pointer, "must be a date such as \"2026-10-01\"")
            return nil
        }
        let spans = fields.list("spans", max: 10) { json, pointer in
            let item = Fields(json, at: pointer, fields.errors)
            item.require("from", "to")
            return span(item)
        }
        guard let date = date.value, let spans = spans.value else { return nil }
        return (date, spans, fields.pointer)
    }
}
