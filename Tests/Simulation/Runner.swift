/// Runs seeds until one breaks an invariant, and then looks for the shortest story of it.
struct Runner<W: World> {
    /// How many steps a seed has.
    let steps: Int

    /// What a seed came to.
    struct Result {
        var broken: Broken?
        var digest: UInt64
        var counts: [Int] = []
    }

    /// The numbers from which the steps of a seed are drawn.
    func rolls(_ seed: UInt64) -> [UInt64] {
        // A number of its own for each seed: neighbours on one line of numbers would share most of
        // their steps.
        var line = Seeded(~seed)
        var random = Seeded(line.next())
        return (0..<steps).map { _ in random.next() }
    }

    func run(_ seed: UInt64) -> Result {
        do throws(Broken) {
            var world = try W(seed: seed, isThorough: false, isTracing: false)
            for roll in rolls(seed) { try world.step(roll) }
            try world.comeToRest()
            return Result(broken: nil, digest: world.digest, counts: world.tally.counts)
        } catch {
            return Result(broken: error, digest: 0)
        }
    }

    /// Runs these steps of a seed; tells what broke, and after how many of them.
    private func run(
        _ seed: UInt64, _ rolls: [UInt64], isThorough: Bool
    ) -> (broken: Broken, count: Int)? {
        var count = 0
        do throws(Broken) {
            var world = try W(seed: seed, isThorough: isThorough, isTracing: false)
            for roll in rolls {
                count += 1
                try world.step(roll)
            }
            try world.comeToRest()
        } catch {
            return (error, count)
        }
        return nil
    }

    /// Which steps of a seed are enough to break the same invariant, and whether they do so when
    /// everything is checked after every step.
    func shrink(
        _ seed: UInt64, _ broken: Broken, until isOver: () -> Bool
    ) -> (kept: [Int], isThorough: Bool) {
        let all = rolls(seed)
        let isThorough = run(seed, all, isThorough: true)?.broken.invariant == broken.invariant
        func count(_ kept: [Int]) -> Int? {
            let found = run(seed, kept.map { all[$0] }, isThorough: isThorough)
            return found?.broken.invariant == broken.invariant ? found?.count : nil
        }
        var kept = Array(all.indices)
        if let first = count(kept) { kept = Array(kept.prefix(first)) }
        var size = max(1, kept.count / 2)
        while size > 0, !isOver() {
            var start = 0
            while start < kept.count, !isOver() {
                var fewer = kept
                fewer.removeSubrange(start..<min(start + size, fewer.count))
                if let needed = count(fewer) {
                    kept = Array(fewer.prefix(needed))
                } else {
                    start += size
                }
            }
            size /= 2
        }
        return (kept, isThorough)
    }

    /// The story of these steps of a seed, and how it ends.
    func story(
        _ seed: UInt64, _ kept: [Int], isThorough: Bool
    ) -> (lines: [String], broken: Broken?) {
        let all = rolls(seed)
        do throws(Broken) {
            var world = try W(seed: seed, isThorough: isThorough, isTracing: true)
            do throws(Broken) {
                for index in kept where all.indices.contains(index) { try world.step(all[index]) }
                try world.comeToRest()
                return (world.trace.lines, nil)
            } catch {
                return (world.trace.lines, error)
            }
        } catch {
            return (["the world could not be set up"], error)
        }
    }
}
