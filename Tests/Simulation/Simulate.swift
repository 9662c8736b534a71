import Glibc

/// The simulator's command: see `Options.usage`.
@main
enum Simulate {
    static func main() {
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
            print(Options.usage)
            exit(2)
        }
        let isGood: Bool
        switch options.depth {
        case .core:
            var session = Session<CoreWorld>(options)
            isGood = session.run()
        case .full:
            var session = Session<FullWorld>(options)
            isGood = session.run()
        }
        if options.depth == .full { ScratchDatabase.cleanUp() }
        exit(isGood ? 0 : 1)
    }
}

/// One run of the command.
private struct Session<W: World> {
    private let options: Options
    private let runner: Runner<W>
    /// How often each unusual thing has happened, and in how many seeds.
    private var totals = Array(repeating: (times: 0, seeds: 0), count: Happening.allCases.count)
    /// So many steps are enough to meet everything.
    private static var stepsOfEverything: Double { 400_000 }

    init(_ options: Options) {
        self.options = options
        runner = Runner(steps: options.steps)
    }

    /// - Returns: whether every invariant held.
    mutating func run() -> Bool {
        if let seed = options.seed { return tell(seed) }
        let began = Self.seconds
        var digest: UInt64 = 0
        var count: UInt64 = 0
        var reported = began
        while options.seeds == 0 || count < options.seeds {
            let seed = options.first + count
            let result = runner.run(seed)
            if let broken = result.broken {
                print("seed \(seed): \(broken)")
                guard let wanted = options.breaks else { return tell(seed) }
                if wanted == 0 || wanted == broken.invariant.rawValue { return false }
            }
            for (index, count) in result.counts.enumerated() where count > 0 {
                totals[index].times += count
                totals[index].seeds += 1
            }
            digest = digest &* 31 &+ result.digest
            count += 1
            if options.seeds == 0, Self.seconds - reported >= 60 {
                reported = Self.seconds
                report(count, digest, Self.seconds - began)
            }
        }
        report(count, digest, Self.seconds - began)
        return reportHappenings(Double(count) * Double(options.steps))
    }

    /// - Returns: whether everything that such a run should meet was met.
    private func reportHappenings(_ steps: Double) -> Bool {
        let expected = Happening.allCases.filter { $0.isExpected(at: options.depth) }
        let words = expected.map { happening in
            let (times, seeds) = totals[happening.rawValue]
            return "\(happening) \(times) (\(seeds))"
        }
        print("met, times (seeds): " + words.joined(separator: ", "))
        let missing = expected.filter { totals[$0.rawValue].times == 0 }
        guard !missing.isEmpty, steps >= Self.stepsOfEverything else { return true }
        print("never met, so nothing is known of it: \(missing)")
        return false
    }

    private func report(_ seeds: UInt64, _ digest: UInt64, _ seconds: Double) {
        let steps = Double(seeds) * Double(options.steps)
        let rate = Int(steps / max(seconds, 0.001))
        let tenths = Int(seconds * 10)
        print(
            "\(options.depth.rawValue): \(seeds) seeds, \(Int(steps)) steps in "
                + "\(tenths / 10).\(tenths % 10) s, \(rate) steps a second, digest "
                + String(digest, radix: 16))
        fflush(nil)
    }

    /// Runs one seed; when it breaks, looks for a short story and tells it.
    private func tell(_ seed: UInt64) -> Bool {
        var kept = options.only ?? Array(0..<options.steps)
        var isThorough = true
        if options.only == nil, let broken = runner.run(seed).broken {
            let end = Self.seconds + 60
            (kept, isThorough) = runner.shrink(seed, broken) { Self.seconds > end }
        }
        var (lines, broken) = runner.story(seed, kept, isThorough: isThorough)
        if broken == nil, options.only != nil {
            (lines, broken) = runner.story(seed, kept, isThorough: false)
        }
        if options.isTracing || broken != nil { for line in lines { print(line) } }
        guard let broken else {
            print("seed \(seed): nothing breaks")
            return true
        }
        print("seed \(seed), \(kept.count) steps: \(broken)")
        let only = kept.map(String.init).joined(separator: ",")
        print(
            "again: scripts/simulate --depth \(options.depth.rawValue) --seed \(seed) "
                + "--steps \(options.steps)" + (kept.count < 200 ? " --only \(only)" : ""))
        return false
    }

    private static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
