import Foundation
import Routing
import Testing

@testable import Storage

struct DocumentTests {
    private let utc = ZoneOffsets(initialSeconds: 0)

    @Test func hoursAreReadAndWrittenAsTheyWereGiven() throws {
        let json = """
            {"weekly":[{"day":1,"from":"09:00","to":"12:00"},{"day":1,"from":"13:00","to":"24:00"},\
            {"day":7,"from":"22:00","to":"06:00"}],\
            "dates":[{"date":"2026-02-17","spans":[]},\
            {"date":"2028-02-29","spans":[{"from":"00:00","to":"00:00"}]}]}
            """
        let document = try JSONDecoder().decode(HoursDocument.self, from: Data(json.utf8))
        let hours = try document.hoursWithoutOverlaps(in: utc)
        #expect(hours.weekly[7] == [HoursSpan(from: MinuteOfDay(1_320), to: MinuteOfDay(360))])
        #expect(hours.dates.count == 2)
        #expect(HoursDocument(hours) == document)
    }

    @Test(arguments: [
        (#"{"weekly":[{"day":8,"from":"09:00","to":"10:00"}],"dates":[]}"#, "/weekly/0/day"),
        (#"{"weekly":[{"day":1,"from":"24:00","to":"10:00"}],"dates":[]}"#, "/weekly/0/from"),
        (#"{"weekly":[{"day":1,"from":"9:00","to":"10:00"}],"dates":[]}"#, "/weekly/0/from"),
        (#"{"weekly":[{"day":1,"from":"09:00","to":"24:01"}],"dates":[]}"#, "/weekly/0/to"),
        (#"{"weekly":[],"dates":[{"date":"2026-02-29","spans":[]}]}"#, "/dates/0/date"),
        (
            #"{"weekly":[],"dates":[{"date":"2026-02-01","spans":[]},"#
                + #"{"date":"2026-02-01","spans":[]}]}"#, "/dates/1/date"
        ),
        (
            #"{"weekly":[{"day":1,"from":"09:00","to":"12:00"},{"day":2,"from":"09:00","#
                + #""to":"12:00"},{"day":1,"from":"11:59","to":"13:00"}],"dates":[]}"#, "/weekly/2"
        ),
        (
            #"{"weekly":[],"dates":[{"date":"2026-02-01","spans":[{"from":"10:00","to":"12:00"},"#
                + #"{"from":"11:00","to":"13:00"}]}]}"#, "/dates/0/spans/1"
        ),
    ])
    func aFaultInTheHoursIsShownInItsPlace(json: String, pointer: String) throws {
        let document = try JSONDecoder().decode(HoursDocument.self, from: Data(json.utf8))
        let fault = #expect(throws: HoursDocument.Fault.self) {
            try document.hoursWithoutOverlaps(in: utc)
        }
        #expect(fault?.pointer == pointer)
    }

    @Test func promptsAreReadAsTheInterfaceSays() throws {
        let json = """
            {"welcome":{"enabled":true,"text":"您好","menu":[{"type":"reply","id":"1","text":"人工",\
            "action":"person"},{"type":"link","text":"官网","url":"https://a.example"}]},
            "queue":{"enabled":false,"text":""},
            "offline":{"enabled":true,"text":"无人","suppress_while_online":true},
            "end":{"enabled":true,"text":"再见","menu":[]}}
            """
        let document = try JSONDecoder().decode(PromptsDocument.self, from: Data(json.utf8))
        let prompts = try #require(document.prompts)
        #expect(prompts.welcome.menu.first == .reply(id: "1", text: "人工", action: .person))
        #expect(prompts.offlineSuppressedWhileOnline && !prompts.queue.isEnabled)
        #expect(PromptsDocument(prompts).prompts == prompts)
        let wrong = json.replacingOccurrences(of: "person", with: "parrot")
        let other = try JSONDecoder().decode(PromptsDocument.self, from: Data(wrong.utf8))
        #expect(other.prompts == nil)
    }

    @Test func aZoneIsItsOffsetsAndTheirChanges() throws {
        let shanghai = try #require(ZoneOffsets(named: "Asia/Shanghai"))
        #expect(shanghai == ZoneOffsets(initialSeconds: 28_800))
        #expect(ZoneOffsets(named: "UTC") == utc)
        let newYork = try #require(ZoneOffsets(named: "America/New_York"))
        #expect(newYork.initialSeconds == -18_000)
        // 2026-03-08 07:00:00Z and 2026-11-01 06:00:00Z.
        for (second, offset) in [(1_772_953_200, -14_400), (1_793_512_800, -18_000)] {
            #expect(
                newYork.transitions.contains(
                    ZoneOffsets.Transition(
                        from: Instant(milliseconds: Int64(second) * 1_000), seconds: offset)))
        }
        #expect(newYork.transitions.count == 50)
        for name in ["", "Mars/Olympus", "GMT+8", "EST", "asia/shanghai", "../etc/passwd"] {
            #expect(ZoneOffsets(named: name) == nil, "\(name)")
        }
    }
}
