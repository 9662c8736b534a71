import Foundation
import Testing

@testable import Routing

/// Chance against the promises, from inside: the one place where the index of who is eligible is
/// compared with the plain statement of rule 4 after every step. A few seeds are enough, since
/// `scripts/simulate` goes through millions of steps from outside. `KEFUD_SIM_SEEDS` and
/// `KEFUD_SIM_STEPS` ask for more, and `KEFUD_SIM_SEED` for one seed with its story.
struct SimulationTests {
    static let environment = ProcessInfo.processInfo.environment
    static let seeds = environment["KEFUD_SIM_SEEDS"].flatMap(Int.init) ?? 48
    static let steps = environment["KEFUD_SIM_STEPS"].flatMap(Int.init) ?? 500
    static let only = environment["KEFUD_SIM_SEED"].flatMap(UInt64.init)

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7])
    func everyPromiseHoldsAfterEveryStep(of part: Int) {
        let seeds = Self.only.map { [$0] } ?? (1...UInt64(Self.seeds)).map { $0 }
        for seed in seeds where Int(seed) % 8 == part {
            guard let broken = Self.run(seed, Self.rolls(seed)) else { continue }
            let (rolls, last) = Self.shrink(seed, Self.rolls(seed), broken)
            let story = Self.story(seed, rolls).joined(separator: "\n")
            Issue.record("seed \(seed), \(rolls.count) steps: \(last)\n\(story)")
            return
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func theSameInputsGiveTheSameDecisions(seed: UInt64) {
        let (first, second) = (Self.after(seed), Self.after(seed))
        let difference = zip(first.decisions, second.decisions).first { $0 != $1 }
        #expect(difference.map { "\($0)" } == nil)
        #expect(first.decisions.count == second.decisions.count)
        #expect((first.emitted == second.emitted) && (first.feed == second.feed))
        #expect((first.outgoing == second.outgoing) && (first.alerts == second.alerts))
        #expect(first.placements == second.placements)
    }

    private static func after(_ seed: UInt64) -> Bench {
        var simulation = Simulation(seed: seed)
        try? simulation.run(rolls(seed))
        return simulation.bench
    }

    static func rolls(_ seed: UInt64) -> [UInt64] {
        var random = Seeded(state: seed &* 0x9E37_79B9)
        return (0..<steps).map { _ in random.next() }
    }

    static func run(_ seed: UInt64, _ rolls: [UInt64]) -> String? {
        var simulation = Simulation(seed: seed)
        do { try simulation.run(rolls) } catch { return "\(error)" }
        return nil
    }

    static func story(_ seed: UInt64, _ rolls: [UInt64]) -> [String] {
        var simulation = Simulation(seed: seed)
        simulation.isVerbose = true
        do { try simulation.run(rolls) } catch { simulation.log.append("\(error)") }
        return simulation.log.suffix(80).map { $0 }
    }

    private static func kind(_ broken: String) -> String { String(broken.filter { !$0.isNumber }) }

    /// Leaves out whatever is not needed for the promise to break.
    static func shrink(
        _ seed: UInt64, _ all: [UInt64], _ broken: String
    ) -> (rolls: [UInt64], broken: String) {
        var rolls = all
        var last = broken
        var size = max(1, rolls.count / 2)
        while size > 0 {
            var start = 0
            while start < rolls.count {
                var fewer = rolls
                fewer.removeSubrange(start..<min(start + size, fewer.count))
                if let still = run(seed, fewer), kind(still) == kind(broken) {
                    (rolls, last) = (fewer, still)
                } else {
                    start += size
                }
            }
            size /= 2
        }
        return (rolls, last)
    }
}
