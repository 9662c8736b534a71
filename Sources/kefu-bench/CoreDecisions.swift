import Routing

/// How long the core needs for a decision: ten accounts share two hundred agents who are at the
/// cap, so that every end frees one slot and the longest waiting visitor gets it.
///
/// The figure is the mean time of the input in which the end happens and the next visitor is given
/// to the agent, everything that it notes down included. `input` is the mean over all inputs of the
/// cycle (a visitor writes, calls are tried and answered, a supervisor ends), `cycle` their sum for
/// one visitor who is served.
enum CoreDecisions {
    private struct Variant {
        let shape: CoreWorld.Shape
        let waiting: Int
    }

    static func run(_ options: Program.Options) -> [Measurement] {
        let sizes = options.isQuick ? [1_000] : [1_000, 1_000_000]
        return sizes.flatMap { waiting in
            measure(
                [ReceptionChannel.wecom, .relay].flatMap { channel in
                    [Strategy.idleFirst, .roundRobin].map { strategy in
                        Variant(
                            shape: CoreWorld.Shape(strategy: strategy, channel: channel),
                            waiting: waiting)
                    }
                }, options)
        }
    }

    /// Variants take turns, round by round. With a million waiting each is made anew, because
    /// they would not all fit into memory.
    private static func measure(
        _ variants: [Variant], _ options: Program.Options
    ) -> [Measurement] {
        let served = options.isQuick ? 500 : 20_000
        if variants.allSatisfy({ $0.waiting <= 10_000 }) {
            var worlds = variants.map(make)
            var rounds = variants.map { _ in [Round]() }
            for _ in 0..<options.rounds {
                for index in worlds.indices {
                    rounds[index].append(Round(&worlds[index], serving: served))
                }
            }
            return zip(variants, rounds).map(report)
        }
        return variants.map { variant in
            var world = make(variant)
            return report(
                variant,
                (0..<options.rounds).map { _ in Round(&world, serving: served) })
        }
    }

    private static func make(_ variant: Variant) -> CoreWorld {
        var world = CoreWorld(variant.shape)
        let slots = Int(variant.shape.accounts * variant.shape.agents) * variant.shape.cap
        var left = slots + variant.waiting
        while left > 0 {
            _ = world.visitorsWrite(min(left, 10_000))
            _ = world.callsComeOut()
            left -= 10_000
        }
        return world
    }

    /// What one round came to, in nanoseconds.
    private struct Round {
        var decision = 0.0
        var input = 0.0
        var cycle = 0.0

        init(_ world: inout CoreWorld, serving count: Int) {
            var deciding = CoreWorld.Cost()
            var all = CoreWorld.Cost()
            var served = 0
            while served < count {
                // A hundred at a time: few agents are free at once, as in life.
                let ended = world.sessionsEnd(100)
                let (attempts, tried) = world.callsAreTried()
                let answers = world.callsAreAnswered(tried)
                deciding = deciding + (world.shape.channel == .wecom ? answers : attempts)
                all = all + ended + attempts + answers + world.callsComeOut()
                all = all + world.visitorsWrite(ended.inputs) + world.callsComeOut()
                served += ended.inputs
            }
            decision = deciding.perInput
            input = all.perInput
            cycle = Double(all.nanoseconds) / Double(served)
        }
    }

    private static func report(_ variant: Variant, _ rounds: [Round]) -> Measurement {
        Measurement(
            name: "core-decisions",
            details: [
                ("channel", .word(variant.shape.channel.rawValue)),
                ("strategy", .word(variant.shape.strategy.rawValue)),
                ("waiting", .number(Double(variant.waiting))),
                ("input", .number(rounds.map(\.input).median)),
                ("cycle", .number(rounds.map(\.cycle).median)),
            ],
            unit: "ns", rounds: rounds.map(\.decision))
    }
}
