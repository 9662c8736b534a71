import Foundation
public import Routing

extension ZoneOffsets {
    /// A zone of the tz database as data, from 2020 to 2045.
    ///
    /// - Parameter name: such as `Asia/Shanghai` or `UTC`.
    /// - Returns: nil when the name is none, or an abbreviation or an offset in disguise.
    public init?(named name: String) {
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else {
            return nil
        }
        let first: Int64 = 1_577_836_800  // 2020-01-01
        let last: Int64 = 2_366_841_600  // 2045-01-01
        var transitions: [Transition] = []
        let initial = zone.seconds(at: first)
        var known = initial
        // Day by day and not by Foundation's next daylight saving change: a zone may also change
        // its standard time. No zone changes twice within a day.
        for day in stride(from: first, to: last, by: 86_400) {
            let offset = zone.seconds(at: day + 86_400)
            guard offset != known else { continue }
            let change = zone.firstSecond(of: offset, after: day, notAfter: day + 86_400)
            transitions.append(
                Transition(from: Instant(milliseconds: change * 1_000), seconds: offset))
            known = offset
        }
        self.init(initialSeconds: initial, transitions: transitions)
    }
}

extension TimeZone {
    fileprivate func seconds(at second: Int64) -> Int {
        secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
    }

    /// By halving: the offset changes once between the two.
    fileprivate func firstSecond(
        of offset: Int, after early: Int64, notAfter late: Int64
    ) -> Int64 {
        var (low, high) = (early, late)
        while high - low > 1 {
            let middle = (low + high) / 2
            if seconds(at: middle) == offset { high = middle } else { low = middle }
        }
        return high
    }
}
