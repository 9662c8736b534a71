/// Times as RFC 3339 writes them, without calendars or locales.
public enum RFC3339 {
    /// `2026-11-22T15:04:05.250Z`: always UTC, always with milliseconds, so that texts of one
    /// length sort like the times that they stand for.
    /// - Parameter milliseconds: since 1970, UTC; the year must have four digits.
    public static func string(milliseconds: Int64) -> String {
        let (days, rest) = floorDivide(milliseconds, 86_400_000)
        let (year, month, day) = civil(days)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        func put(_ number: Int64, _ digits: Int, _ mark: Character?) {
            var scale: Int64 = 1
            for _ in 1..<digits { scale *= 10 }
            while scale > 0 {
                text.append(UInt8(48 + number / scale % 10))
                scale /= 10
            }
            if let mark = mark?.asciiValue { text.append(mark) }
        }
        put(year, 4, "-")
        put(month, 2, "-")
        put(day, 2, "T")
        put(rest / 3_600_000, 2, ":")
        put(rest / 60_000 % 60, 2, ":")
        put(rest / 1_000 % 60, 2, ".")
        put(rest % 1_000, 3, "Z")
        return String(decoding: text, as: UTF8.self)
    }

    /// Milliseconds since 1970, or nil when `text` is no RFC 3339 time. The zone is required;
    /// digits behind the third of a second's fraction are dropped; a leap second counts as the next
    /// one.
    public static func milliseconds(_ text: String) -> Int64? {
        var reader = Reader(text)
        guard let year = reader.number(4), reader.take("-"),
            let month = reader.number(2), (1...12).contains(month), reader.take("-"),
            let day = reader.number(2), day >= 1, day <= daysIn(month, year),
            reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.number(2), hour <= 23, reader.take(":"),
            let minute = reader.number(2), minute <= 59, reader.take(":"),
            let second = reader.number(2), second <= 60
        else { return nil }
        guard let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd else {
            return nil
        }
        let seconds = (daysFromCivil(year, month, day) * 24 + hour) * 3_600 + minute * 60 + second
        return (seconds - offset * 60) * 1_000 + fraction
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> (Int64, Int64) {
        let rest = ((value % by) + by) % by
        return ((value - rest) / by, rest)
    }

    private static func daysIn(_ month: Int64, _ year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01 in the Gregorian calendar, with years that begin in March, so that the
    /// leap day is a year's last.
    private static func daysFromCivil(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(shifted, 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private struct Reader {
        private var rest: Substring.UTF8View
        init(_ text: String) { rest = Substring(text).utf8 }
        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ mark: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: mark) else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func number(_ digits: Int) -> Int64? {
            let part = rest.prefix(digits)
            guard part.count == digits, part.allSatisfy({ (48...57).contains($0) }) else {
                return nil
            }
            rest = rest.dropFirst(digits)
            return part.reduce(0) { $0 * 10 + Int64($1 - 48) }
        }

        /// Milliseconds; zero when there is no fraction.
        mutating func fraction() -> Int64? {
            guard take(".") else { return 0 }
            let digits = rest.prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            let shown = digits.prefix(3)
            let value = shown.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
            return value * [1, 100, 10, 1][shown.count]
        }

        /// Minutes east of UTC.
        mutating func offset() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let sign: Int64 = take("+") ? 1 : take("-") ? -1 : 0
            guard sign != 0, let hours = number(2), hours <= 23, take(":"),
                let minutes = number(2), minutes <= 59
            else { return nil }
            return sign * (hours * 60 + minutes)
        }
    }
}
