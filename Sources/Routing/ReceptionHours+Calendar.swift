extension MinuteOfDay: CustomStringConvertible, LosslessStringConvertible {
    /// A time written `HH:MM`, from `00:00` to `24:00`; nil for anything else.
    public init?(_ description: String) {
        let digits = Array(description.utf8)
        guard digits.count == 5, digits[2] == UInt8(ascii: ":"),
            let hours = Self.number(digits[0...1]), let minutes = Self.number(digits[3...4]),
            minutes < 60, hours * 60 + minutes <= 1_440
        else { return nil }
        self.init(hours * 60 + minutes)
    }

    /// The time as `HH:MM`.
    public var description: String {
        padded(Int64(minutes / 60), 2) + ":" + padded(Int64(minutes % 60), 2)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        decimal(digits).map(Int.init)
    }
}

extension CalendarDate: CustomStringConvertible, LosslessStringConvertible {
    static let minutes: Int64 = 1_440

    /// The date with this year, month (1 … 12) and day of the month; nil when there is none.
    public init?(year: Int, month: Int, day dayOfMonth: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), dayOfMonth >= 1 else {
            return nil
        }
        // Years are counted from March, so that a leap day is the last day of its year.
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let dayOfYear = (153 * marchMonth + 2) / 5 + dayOfMonth - 1
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        self.init(day: Int64(marchYear * 365 + leapDays + dayOfYear - Self.daysBefore1970))
        let own = yearMonthDay
        guard own.month == month, own.day == dayOfMonth else { return nil }
    }

    /// A date written `YYYY-MM-DD`; nil for anything else.
    public init?(_ description: String) {
        let digits = Array(description.utf8)
        guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-"),
            let year = decimal(digits[0...3]), let month = decimal(digits[5...6]),
            let day = decimal(digits[8...9])
        else { return nil }
        self.init(year: Int(year), month: Int(month), day: Int(day))
    }

    /// The date on which this instant falls in a zone.
    public init(at instant: Instant, in zone: ZoneOffsets) {
        let local = instant.milliseconds + Int64(zone.seconds(at: instant)) * 1_000
        self.init(day: floorDivide(local, 86_400_000))
    }

    /// 1 (Monday) … 7 (Sunday).
    public var weekday: Int {
        // 1970-01-01 was a Thursday.
        let sinceMonday = day + 3
        return Int(sinceMonday - floorDivide(sinceMonday, 7) * 7) + 1
    }

    /// Year, month (1 … 12) and day of the month.
    public var yearMonthDay: (year: Int, month: Int, day: Int) {
        // Eras of 400 years, each of 146,097 days, that begin on a 1st of March.
        let days = day + Int64(Self.daysBefore1970)
        let era = floorDivide(days, 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(dayOfMonth))
    }

    /// The date as `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = yearMonthDay
        return padded(Int64(year), 4) + "-" + padded(Int64(month), 2) + "-" + padded(Int64(day), 2)
    }

    /// From 0000-03-01 to 1970-01-01.
    private static let daysBefore1970 = 719_468
}

extension ZoneOffsets {
    /// How many seconds east of UTC the zone is at an instant.
    public func seconds(at instant: Instant) -> Int { offset(ofSegment: segment(at: instant)) }

    /// The first instant whose local time is this or later. Minutes since 1970-01-01T00:00 on the
    /// zone's own clock.
    func first(localMinute: Int64) -> Instant {
        let local = Instant(milliseconds: localMinute * 60_000)
        var index = segment(at: local - .hours(Self.offsetHoursMax))
        while true {
            let time = max(
                start(ofSegment: index), local - .seconds(Int64(offset(ofSegment: index))))
            guard index < transitions.count, time >= transitions[index].from else { return time }
            index += 1
        }
    }

    /// The last instant until which no local time is later than this. Minutes since
    /// 1970-01-01T00:00 on the zone's own clock.
    func last(localMinute: Int64) -> Instant {
        let local = Instant(milliseconds: localMinute * 60_000)
        var index = segment(at: local + .hours(Self.offsetHoursMax))
        while true {
            let time = local - .seconds(Int64(offset(ofSegment: index)))
            guard index > 0, time < start(ofSegment: index) else {
                return index < transitions.count ? min(time, transitions[index].from) : time
            }
            index -= 1
        }
    }

    /// No zone is further than this from UTC, in either direction.
    private static let offsetHoursMax: Int64 = 26

    /// Segment 0 lies before the first transition, segment n follows transition n - 1.
    private func segment(at instant: Instant) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].from <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func offset(ofSegment index: Int) -> Int {
        index == 0 ? initialSeconds : transitions[index - 1].seconds
    }

    private func start(ofSegment index: Int) -> Instant {
        index == 0 ? Instant(milliseconds: .min) : transitions[index - 1].from
    }
}

/// Division that rounds down, for days before 1970 too.
private func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
}

private func decimal(_ digits: ArraySlice<UInt8>) -> Int64? {
    digits.reduce(Int64?(0)) { number, digit in
        guard let number, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else {
            return nil
        }
        return number * 10 + Int64(digit - UInt8(ascii: "0"))
    }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
