/// The command line: `kefu-bench MEASURE… [--rounds N] [--quick]`.
enum Program {
    /// Every measure by name. Each belongs into a process of its own where memory is measured.
    static let measures: [(name: String, run: @Sendable (Options) -> [Measurement])] = [
        ("core-decisions", CoreDecisions.run),
        ("core-memory", CoreMemory.run),
    ]

    /// How much is measured.
    struct Options {
        /// Rounds of each variant, in turn with the others.
        var rounds = 5
        /// A short form that shows that the measure works, on little.
        var isQuick = false
    }

    static func run(_ arguments: [String]) -> Int32 {
        var options = Options()
        var names: [String] = []
        var left = arguments[...]
        while let argument = left.popFirst() {
            switch argument {
            case "--quick":
                options.isQuick = true
                options.rounds = 1
            case "--rounds":
                guard let rounds = left.popFirst().flatMap({ Int($0) }), rounds > 0 else {
                    return complain("--rounds needs a number above 0")
                }
                options.rounds = rounds
            default: names.append(argument)
            }
        }
        guard !names.isEmpty else { return complain("name a measure") }
        for name in names {
            guard let measure = measures.first(where: { $0.name == name }) else {
                return complain("no measure is called '\(name)'")
            }
            for measurement in measure.run(options) { print(measurement.json) }
        }
        return 0
    }

    private static func complain(_ text: String) -> Int32 {
        let known = measures.map(\.name).joined(separator: " ")
        Output.toErrors(
            "kefu-bench: \(text)\nusage: kefu-bench MEASURE… [--rounds N] [--quick]\n"
                + "measures: \(known)\n")
        return 64
    }
}
