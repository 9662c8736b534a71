/// What the command line asks for.
struct Options {
    enum Depth: String {
        case core
        case full
    }

    var depth = Depth.core
    /// How many seeds; 0 runs until it is stopped.
    var seeds: UInt64 = 100
    var first: UInt64 = 1
    var steps = 2_000
    /// One seed only.
    var seed: UInt64?
    /// Only these steps of it.
    var only: [Int]?
    var isTracing = false
    /// Only whether a seed breaks this invariant is asked; 0 is any.
    var breaks: Int?

    static let usage = """
        simulate [--depth core|full] [--seeds N] [--first S] [--steps K] [--breaks I]
        simulate [--depth core|full] --seed S [--steps K] [--trace] [--only I,I,...]

        Moves kefud by chance against a model of the platform under a virtual clock and checks the
        invariants of Tests/Simulation/INVARIANTS.md after every step.

          --depth   the routing core alone, or everything from the puller to SQLite
          --seeds   how many seeds, from --first (1) on; 0 runs until it is stopped
          --seed    this one only; when it breaks, the shortest story that is found is printed
          --steps   how many steps a seed has (2000)
          --breaks  stop without a story at a seed that breaks this invariant (0: any)
          --trace   tell the story even if nothing breaks
          --only    only these steps of the seed
        """

    /// - Returns: nil when the words are not understood.
    init?(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--trace" {
                isTracing = true
                continue
            }
            guard let value = rest.popFirst(), take(word, value) else { return nil }
        }
        guard steps > 0, only == nil || seed != nil, !isTracing || seed != nil else { return nil }
    }

    private mutating func take(_ word: String, _ value: String) -> Bool {
        switch word {
        case "--depth":
            guard let depth = Depth(rawValue: value) else { return false }
            self.depth = depth
        case "--seeds":
            guard let seeds = UInt64(value) else { return false }
            self.seeds = seeds
        case "--first":
            guard let first = UInt64(value) else { return false }
            self.first = first
        case "--seed":
            guard let seed = UInt64(value) else { return false }
            self.seed = seed
        case "--steps":
            guard let steps = Int(value) else { return false }
            self.steps = steps
        case "--breaks":
            guard let number = Int(value) else { return false }
            breaks = number
        case "--only":
            let numbers = value.split(separator: ",").map { Int($0) }
            only = numbers.compactMap { $0 }
            return only?.count == numbers.count
        default: return false
        }
        return true
    }
}
