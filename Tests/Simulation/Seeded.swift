/// Chance from a seed (SplitMix64): tiny, and the same on every machine.
struct Seeded {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 to below the count, which is small.
    mutating func below(_ count: Int) -> Int {
        Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(count)) >> 32)
    }

    /// From the low to the high number, both included.
    mutating func from(_ low: Int64, to high: Int64) -> Int64 {
        low + Int64(truncatingIfNeeded: next() % UInt64(high - low + 1))
    }

    mutating func isOne(in count: Int) -> Bool { below(count) == 0 }

    mutating func coin() -> Bool { next() & 1 == 0 }

    /// One of these; there must be one.
    mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

    mutating func pickOrNil<T>(_ values: [T]) -> T? {
        values.isEmpty ? nil : values[below(values.count)]
    }
}
