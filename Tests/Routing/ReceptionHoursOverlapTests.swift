import Routing
import Testing

@Suite struct ReceptionHoursOverlapTests {
    @Test(arguments: [
        ([1: ["09:00-12:00", "11:59-18:00"]], ["1/0 1/1"]),
        ([1: ["13:00-18:00", "09:00-14:00"]], ["1/1 1/0"]),
        ([1: ["09:00-12:00", "12:00-18:00"]], []),
        ([1: ["22:00-02:00"], 2: ["01:00-05:00"]], ["1/0 2/0"]),
        ([1: ["22:00-02:00"], 2: ["02:00-05:00"]], []),
        ([7: ["22:00-02:00"], 1: ["01:00-05:00"]], ["7/0 1/0"]),
        ([5: ["09:00-09:00"], 6: ["09:00-09:00"]], []),
        ([5: ["09:00-09:00"], 6: ["08:00-10:00"]], ["5/0 6/0"]),
        ([3: ["00:00-24:00"], 4: ["00:00-24:00"]], []),
        ([3: ["09:00-10:00", "09:00-10:00"]], ["3/0 3/1"]),
        ([3: ["08:00-20:00", "09:00-10:00", "11:00-12:00"]], ["3/0 3/1", "3/0 3/2"]),
    ])
    func weeklySpansThatShareAMinuteAreNamed(plan: [Int: [String]], expected: [String]) throws {
        #expect(try weekly(plan).overlaps().map(text) == expected)
    }

    @Test func aDateOverlapsItselfAndItsNeighbours() throws {
        var hours = try weekly([1: ["22:00-02:00"], 3: ["01:00-03:00"]])
        // 2026-11-24 is a Tuesday.
        hours.dates[try date("2026-11-24")] = [
            try span("01:00-04:00"), try span("03:00-05:00"), try span("23:00-01:30"),
        ]
        #expect(
            hours.overlaps().map(text) == [
                "1/0 2026-11-24/0", "2026-11-24/0 2026-11-24/1", "2026-11-24/2 3/0",
            ])
    }

    @Test func aDateTakesItsWeekdaysSpansOutOfTheWay() throws {
        var hours = try weekly([1: ["22:00-02:00"]])
        hours.dates[try date("2026-11-23")] = [try span("09:00-12:00")]
        hours.dates[try date("2026-11-24")] = [try span("00:00-12:00")]
        #expect(hours.overlaps().isEmpty)
    }

    @Test func oneDateAfterAnotherIsComparedOnce() throws {
        let hours = try dated(["2026-11-23": ["22:00-02:00"], "2026-11-24": ["01:00-02:00"]])
        #expect(hours.overlaps().map(text) == ["2026-11-23/0 2026-11-24/0"])
    }

    private func text(_ overlap: HoursOverlap) -> String {
        [overlap.earlier, overlap.later].map { place in
            switch place.day {
            case .weekday(let number): "\(number)/\(place.index)"
            case .date(let date): "\(date)/\(place.index)"
            }
        }.joined(separator: " ")
    }
}

@Suite struct CalendarTests {
    @Test(arguments: [
        ("1970-01-01", 0, 4), ("1969-12-31", -1, 3), ("2000-02-29", 11_016, 2),
        ("2026-11-22", 20_779, 7), ("2100-03-01", 47_541, 1), ("0001-01-01", -719_162, 1),
        ("9999-12-31", 2_932_896, 5),
    ])
    func aDateIsADayAndAWeekday(text: String, day: Int64, weekday: Int) throws {
        let date = try #require(CalendarDate(text))
        #expect(date.day == day)
        #expect(date.weekday == weekday)
        #expect(date.description == text)
    }

    @Test func everyDayFrom1896To2105HasItsOwnDate() {
        var before = (year: 1_896, month: 1, day: 0)
        var wrong: [Int64] = []
        let first = CalendarDate(year: 1_896, month: 1, day: 1)?.day ?? 0
        for day in first..<(first + 76_700) {
            let own = CalendarDate(day: day).yearMonthDay
            let follows = (own.year, own.month, own.day - 1) == before
            let beginsAMonth = own.day == 1 && before.day >= 28
            let back = CalendarDate(year: own.year, month: own.month, day: own.day)
            if !(follows || beginsAMonth) || back?.day != day { wrong.append(day) }
            before = own
        }
        #expect(wrong.isEmpty)
        #expect(before.year == 2_105)
    }

    @Test(arguments: [
        "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-01",
        "2026-01-1", "26-01-01", "2026/01/01", "0000-01-01", "", "2026-01-01 ", "+026-01-01",
    ])
    func whatIsNoDateIsRefused(text: String) { #expect(CalendarDate(text) == nil) }

    @Test func timesAreReadAndWritten() {
        for minutes in 0...1_440 {
            #expect(MinuteOfDay(MinuteOfDay(minutes).description)?.minutes == minutes)
        }
        #expect(MinuteOfDay("24:00")?.minutes == 1_440)
        for text in ["24:01", "25:00", "9:00", "09:60", "0900", "09:0", "-1:00", "09:00 ", "０９:00"]
        {
            #expect(MinuteOfDay(text) == nil, "\(text)")
        }
    }
}
