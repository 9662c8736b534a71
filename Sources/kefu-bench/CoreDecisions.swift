import Routing

/// How long the core needs for a decision: ten accounts share two hundred agents who are at the
/// cap, so that every end frees one slot and the longest waiting visitor gets it.
///
/// A decision is one session given to an agent, with all that belongs to it: who has waited
/// longest, who is eligible and in which order, the call to the platform, the changed rows in the
/// journal, and the record with candidates and counts. It happens within the input in which the end
/// before it happens, so the figure is what that input takes more than in a world in which nobody
/// waits; the ends, and everything else, are the same there. `with_end` is the whole input, `cycle`
/// all inputs for one visitor who is served (it writes, calls are tried and answered, a supervisor
/// ends).
enum CoreDecisions {
    private struct Variant {
        let shape: CoreWorld.Shape
        let waiting: Int
    }

    static func run(_ options: Program.Options, waiting: Int) -> [Measurement] {
        let variants = [ReceptionChannel.wecom, .relay].flatMap { channel in
            [Strategy.idleFirst, .roundRobin].map { strategy in
                Variant(
                    shape: CoreWorld.Shape(strategy: strategy, channel: channel),
                    waiting: options.isQuick ? min(waiting, 20_000) : waiting)
            }
        }
        let served = options.isQuick ? 500 : 20_000
        if waiting > 100_000 {
            // They would not all fit into memory at once.
            return variants.map { variant in
                var worlds = Worlds(variant)
                return report(
                    variant,
                    (0..<options.rounds).map { _ in Round(&worlds, serving: served) })
            }
        }
        var worlds = variants.map(Worlds.init)
        var rounds = variants.map { _ in [Round]() }
        for _ in 0..<options.rounds {
            for index in worlds.indices {
                rounds[index].append(Round(&worlds[index], serving: served))
            }
        }
        return zip(variants, rounds).map(report)
    }

    /// One in which visitors wait, and one in which nobody does.
    private struct Worlds {
        var waiting: CoreWorld
        var idle: CoreWorld

        init(_ variant: Variant) {
            waiting = CoreDecisions.make(variant.shape, waiting: variant.waiting)
            idle = CoreDecisions.make(variant.shape, waiting: 0)
        }
    }

    private static func make(_ shape: CoreWorld.Shape, waiting: Int) -> CoreWorld {
        var world = CoreWorld(shape)
        var left = Int(shape.accounts * shape.agents) * shape.cap + waiting
        while left > 0 {
            _ = world.visitorsWrite(min(left, 10_000))
            _ = world.callsComeOut()
            left -= 10_000
        }
        return world
    }

    /// What one round came to, in nanoseconds.
    private struct Round {
        let decision: Double
        let withEnd: Double
        let cycle: Double

        init(_ worlds: inout Worlds, serving count: Int) {
            var (with, without, all) = (CoreWorld.Cost(), CoreWorld.Cost(), CoreWorld.Cost())
            while with.inputs < count {
                // A hundred at a time: few agents are free at once, as in life.
                let (end, cycle) = Self.serve(100, in: &worlds.waiting)
                (with, all) = (with + end, all + cycle)
                without = without + Self.serve(100, in: &worlds.idle).end
            }
            decision = with.perInput - without.perInput
            withEnd = with.perInput
            cycle = Double(all.nanoseconds) / Double(with.inputs)
        }

        /// Ends sessions, and has as many visitors write: what the ends took, and everything.
        private static func serve(
            _ count: Int, in world: inout CoreWorld
        ) -> (end: CoreWorld.Cost, all: CoreWorld.Cost) {
            let ended = world.sessionsEnd(count)
            let (attempts, tried) = world.callsAreTried()
            let answers = world.callsAreAnswered(tried)
            let left = world.callsComeOut()
            let opened = world.visitorsWrite(ended.inputs) + world.callsComeOut()
            return (
                world.shape.channel == .wecom ? answers : attempts,
                ended + attempts + answers + left + opened
            )
        }
    }

    private static func report(_ variant: Variant, _ rounds: [Round]) -> Measurement {
        Measurement(
            name: "core-decisions",
            details: [
                ("channel", .word(variant.shape.channel.rawValue)),
                ("strategy", .word(variant.shape.strategy.rawValue)),
                ("waiting", .number(Double(variant.waiting))),
                ("with_end", .number(rounds.map(\.withEnd).median)),
                ("cycle", .number(rounds.map(\.cycle).median)),
            ],
            unit: "ns", rounds: rounds.map(\.decision))
    }
}
