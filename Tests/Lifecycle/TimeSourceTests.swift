import Foundation
import Lifecycle
import Testing

@Suite struct TimeSourceTests {
    @Test func theSystemsClocksShowTheTimeInMilliseconds() {
        let time = SystemTime()
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        #expect(abs(time.wallMilliseconds - now) < 60_000)
        let first = time.monotonicMilliseconds
        #expect(first > 0)
        #expect(time.monotonicMilliseconds >= first)
    }

    @Test func manualClocksGoOnlyWhenTheyAreTold() {
        let time = ManualTime(wallMilliseconds: 1_000)
        time.advance(milliseconds: 500)
        #expect(time.wallMilliseconds == 1_500)
        #expect(time.monotonicMilliseconds == 500)
        time.setWall(milliseconds: 10)
        #expect(time.wallMilliseconds == 10)
        #expect(time.monotonicMilliseconds == 500)
    }
}
