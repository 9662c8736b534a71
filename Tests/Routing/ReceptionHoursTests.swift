import Routing
import Testing

@Suite struct ReceptionHoursTests {
    @Test func officeHoursOpenAtFromAndCloseAtTo() throws {
        let hours = try weekly([1: ["09:00-12:00", "13:30-18:00"]], in: shanghai)
        // 2026-11-23 is a Monday; Shanghai is 8 hours ahead.
        #expect(!hours.isOpen(at: utc("2026-11-23", "00:59")))
        #expect(hours.isOpen(at: utc("2026-11-23", "01:00")))
        #expect(!hours.isOpen(at: utc("2026-11-23", "04:00")))
        #expect(hours.isOpen(at: utc("2026-11-23", "05:30")))
        #expect(!hours.isOpen(at: utc("2026-11-23", "10:00")))
        #expect(
            changes(hours, from: "2026-11-23", days: 8) == [
                "2026-11-23 01:00", "2026-11-23 04:00", "2026-11-23 05:30", "2026-11-23 10:00",
                "2026-11-30 01:00", "2026-11-30 04:00", "2026-11-30 05:30", "2026-11-30 10:00",
            ])
    }

    @Test func aSpanOverMidnightRunsIntoTheNextDay() throws {
        let hours = try weekly([7: ["22:00-02:00"]])
        #expect(hours.isOpen(at: utc("2026-11-23", "01:59")))
        #expect(
            changes(hours, from: "2026-11-22", days: 8) == [
                "2026-11-22 22:00", "2026-11-23 02:00", "2026-11-29 22:00",
            ])
    }

    @Test(arguments: [("00:00", "24:00"), ("00:00", "00:00")])
    func aWholeDayEndsAtTheNextMidnight(from: String, to: String) throws {
        let hours = try weekly([3: ["\(from)-\(to)"]])
        #expect(
            changes(hours, from: "2026-11-23", days: 7) == [
                "2026-11-25 00:00", "2026-11-26 00:00",
            ])
    }

    @Test func equalTimesLastTwentyFourHours() throws {
        let hours = try weekly([1: ["09:00-09:00"], 2: ["09:00-09:00"]])
        #expect(
            changes(hours, from: "2026-11-23", days: 4) == [
                "2026-11-23 09:00", "2026-11-25 09:00",
            ])
    }

    @Test func spansThatTouchAreOneOpening() throws {
        let hours = try weekly([1: ["18:00-24:00", "12:00-18:00"], 2: ["00:00-01:00"]])
        #expect(
            changes(hours, from: "2026-11-23", days: 6) == [
                "2026-11-23 12:00", "2026-11-24 01:00",
            ])
    }

    @Test func noWeeklyPlanIsAlwaysOpen() {
        let hours = ReceptionHours(zone: newYork, weekly: [1: [], 2: []])
        #expect(hours.isOpen(at: utc("2026-11-23", "03:00")))
        #expect(hours.nextChange(after: utc("2026-11-23", "03:00")) == nil)
    }

    @Test func aPlanWithoutAGapNeverCloses() throws {
        let allDay = Dictionary(uniqueKeysWithValues: (1...7).map { ($0, ["22:00-22:00"]) })
        let hours = try weekly(allDay, in: newYork)
        #expect(hours.nextChange(after: utc("2026-01-01", "00:00")) == nil)
        #expect(hours.isOpen(at: utc("2026-03-08", "07:00")))
    }

    @Test func alwaysOpenClosesForADateOnly() throws {
        let hours = try dated(["2027-09-01": []])
        #expect(
            changes(hours, from: "2026-11-22", days: 400) == [
                "2027-09-01 00:00", "2027-09-02 00:00",
            ])
    }

    @Test func aDateBeyondTheSearchIsFoundLater() throws {
        let hours = try dated(["2030-01-01": []])
        let asked = utc("2026-11-22", "12:00")
        let first = try #require(hours.nextChange(after: asked))
        #expect(first > asked && hours.isOpen(at: first))
        #expect(changes(hours, from: "2026-11-22", days: 1_200).last == "2030-01-02 00:00")
    }

    @Test func aHolidayReplacesAWorkdayAndLetsTheEveningBeforeRunOn() throws {
        var hours = try weekly([4: ["20:00-02:00"], 5: ["09:00-18:00"]])
        hours.dates[try date("2027-01-01")] = []  // a Friday
        #expect(
            changes(hours, from: "2026-12-31", days: 3) == [
                "2026-12-31 20:00", "2027-01-01 02:00",
            ])
    }

    @Test func aMakeUpWorkdayOpensASunday() throws {
        var hours = try weekly([1: ["09:00-18:00"]])
        hours.dates[try date("2027-02-14")] = [try span("10:00-15:00")]
        #expect(
            changes(hours, from: "2027-02-12", days: 3) == [
                "2027-02-14 10:00", "2027-02-14 15:00",
            ])
    }

    @Test func twoClosedWeeksAreSurvived() throws {
        var hours = try weekly([1: ["09:00-18:00"]])
        for day in 0..<30 {
            hours.dates[CalendarDate(day: try date("2027-02-01").day + Int64(day))] = []
        }
        #expect(hours.nextChange(after: utc("2027-02-01", "00:00")) == utc("2027-03-08", "09:00"))
    }
}

@Suite struct ReceptionHoursDaylightSavingTests {
    // New York skips 02:00 … 03:00 on 2026-03-08 and repeats 01:00 … 02:00 on 2026-11-01.
    @Test(arguments: [
        ("02:00-02:30", []),
        ("02:15-04:00", ["2026-03-08 07:00", "2026-03-08 08:00"]),
        ("01:30-02:15", ["2026-03-08 06:30", "2026-03-08 07:00"]),
        ("01:00-03:00", ["2026-03-08 06:00", "2026-03-08 07:00"]),
        ("00:00-24:00", ["2026-03-08 05:00", "2026-03-09 04:00"]),
    ])
    func aSkippedTimeIsTheMomentOfTheChange(text: String, expected: [String]) throws {
        let hours = try weekly([7: [text]], in: newYork)
        #expect(changes(hours, from: "2026-03-07", days: 3) == expected)
    }

    @Test(arguments: [
        ("01:00-01:30", ["2026-11-01 05:00", "2026-11-01 06:30"]),
        ("01:30-01:00", ["2026-11-01 05:30", "2026-11-02 06:00"]),
        ("00:30-01:00", ["2026-11-01 04:30", "2026-11-01 06:00"]),
        ("02:00-03:00", ["2026-11-01 07:00", "2026-11-01 08:00"]),
        ("00:00-24:00", ["2026-11-01 04:00", "2026-11-02 05:00"]),
    ])
    func aDoubledTimeIsTheFirstAsFromAndTheSecondAsTo(text: String, expected: [String]) throws {
        let hours = try weekly([7: [text]], in: newYork)
        #expect(changes(hours, from: "2026-10-31", days: 3) == expected)
    }

    @Test func aSpanOverMidnightMeetsTheChange() throws {
        let hours = try weekly([6: ["22:00-02:30"]], in: newYork)
        #expect(
            changes(hours, from: "2026-03-07", days: 2) == ["2026-03-08 03:00", "2026-03-08 07:00"])
    }

    @Test func aDateThatAZoneSkippedHasNoOpening() throws {
        // Samoa went from 10 hours behind to 14 ahead at the end of 2011-12-29.
        let samoa = ZoneOffsets(
            initialSeconds: -36_000,
            transitions: [.init(from: utc("2011-12-30", "10:00"), seconds: 50_400)])
        let hours = try weekly([5: ["09:00-18:00"], 6: ["09:00-10:00"]], in: samoa)
        #expect(
            changes(hours, from: "2011-12-29", days: 4) == ["2011-12-30 19:00", "2011-12-30 20:00"])
    }
}

@Suite struct ReceptionHoursModelTests {
    /// Hours drawn at random, in zones that change within the fortnight, against a model that
    /// knows nothing but what the zone's clock shows each minute.
    @Test(arguments: UInt64(1)...16)
    func everyMinuteAgreesWithTheClockOnTheWall(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let start = utc("2026-03-02", "00:00")
        let hours = random.hours(around: start)
        let model = MinuteModel(hours, from: start, days: 16)
        var expectedChange: Instant?
        var wrong: [Instant] = []
        for minute in model.minutes.reversed() {
            let wall = start + .minutes(Int64(minute))
            if hours.isOpen(at: wall) != model.isOpen[minute] { wrong.append(wall) }
            if let expectedChange, minute % 31 == 0, hours.nextChange(after: wall) != expectedChange
            {
                wrong.append(wall)
            }
            if minute > 0, model.isOpen[minute] != model.isOpen[minute - 1] {
                expectedChange = wall
            }
        }
        #expect(wrong.isEmpty, "seed \(seed): \(wrong.count) moments, one is \(wrong.prefix(1))")
    }
}
