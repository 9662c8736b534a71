import HTTPServer
import Routing
import Testing

@testable import API

@Suite struct HoursFormTests {
    private func read(_ text: String) throws -> (ReceptionHours, [String]) {
        let errors = InputErrors()
        let json = try #require(JSON(reading: Array(text.utf8)))
        let hours = HoursForm.read(Fields(json, at: "#/hours", errors))
        return (hours, errors.errors.map(\.pointer))
    }

    @Test(arguments: [
        #"{"weekly":[{"day":1,"from":"09:00","to":"18:00"}],"dates":[]}"#,
        #"{"weekly":[{"day":5,"from":"22:00","to":"06:00"},{"day":6,"from":"06:00","to":"24:00"}],"dates":[]}"#,
        #"{"weekly":[{"day":7,"from":"12:00","to":"12:00"}],"dates":[]}"#,
        #"{"weekly":[],"dates":[{"date":"2026-10-01","spans":[]}]}"#,
        #"{"weekly":[],"dates":[{"date":"2028-02-29","spans":[{"from":"00:00","to":"24:00"}]}]}"#,
    ])
    func goodHoursComeBackAsTheyWere(text: String) throws {
        let (hours, wrong) = try read(text)
        #expect(wrong.isEmpty)
        // Read again, since a document that was read has its members in the order of names.
        let document = HoursForm.document(hours)
        #expect(JSON(reading: document.bytes) == JSON(reading: Array(text.utf8)))
    }

    @Test(arguments: [
        (#"{"weekly":[{"day":1,"from":"24:00","to":"06:00"}]}"#, "#/hours/weekly/0/from"),
        (#"{"weekly":[{"day":1,"from":"9:00","to":"18:00"}]}"#, "#/hours/weekly/0/from"),
        (#"{"weekly":[{"day":1,"from":"09:60","to":"18:00"}]}"#, "#/hours/weekly/0/from"),
        (#"{"weekly":[{"day":1,"from":"09:00","to":"24:01"}]}"#, "#/hours/weekly/0/to"),
        (#"{"weekly":[{"day":8,"from":"09:00","to":"18:00"}]}"#, "#/hours/weekly/0/day"),
        (#"{"weekly":[{"day":0,"from":"09:00","to":"18:00"}]}"#, "#/hours/weekly/0/day"),
        (#"{"weekly":[{"day":1,"from":"09:00"}]}"#, "#/hours/weekly/0/to"),
        (#"{"weekly":{}}"#, "#/hours/weekly"),
        (#"{"dates":[{"date":"2026-02-29","spans":[]}]}"#, "#/hours/dates/0/date"),
        (#"{"dates":[{"date":"2026-1-1","spans":[]}]}"#, "#/hours/dates/0/date"),
        (#"{"dates":[{"date":"2026-01-01"}]}"#, "#/hours/dates/0/spans"),
        (
            #"{"dates":[{"date":"2026-01-01","spans":[]},{"date":"2026-01-01","spans":[]}]}"#,
            "#/hours/dates/1/date"
        ),
    ])
    func whatIsMalformedIsNamedByItsPlace(text: String, pointer: String) throws {
        #expect(try read(text).1 == [pointer])
    }

    @Test(arguments: [
        #"{"weekly":[{"day":1,"from":"09:00","to":"12:00"},{"day":1,"from":"11:59","to":"18:00"}]}"#,
        #"{"weekly":[{"day":1,"from":"22:00","to":"06:00"},{"day":2,"from":"05:00","to":"08:00"}]}"#,
        #"{"weekly":[{"day":7,"from":"22:00","to":"06:00"},{"day":1,"from":"00:00","to":"08:00"}]}"#,
        #"{"weekly":[{"day":3,"from":"08:00","to":"08:00"},{"day":4,"from":"07:00","to":"09:00"}]}"#,
        #"{"dates":[{"date":"2026-01-01","spans":[{"from":"01:00","to":"03:00"},{"from":"02:00","to":"04:00"}]}]}"#,
        #"{"dates":[{"date":"2026-01-01","spans":[{"from":"23:00","to":"03:00"}]},{"date":"2026-01-02","spans":[{"from":"02:00","to":"04:00"}]}]}"#,
    ])
    func overlapsAreRefusedAlsoOverMidnight(text: String) throws {
        let wrong = try read(text).1
        #expect(!wrong.isEmpty)
    }

    @Test func spansThatTouchDoNotOverlap() throws {
        let text =
            #"{"weekly":[{"day":7,"from":"18:00","to":"24:00"},{"day":1,"from":"00:00","to":"08:00"}]}"#
        #expect(try read(text).1.isEmpty)
    }
}
