/// How many agents were not eligible, by reason (rule 6).
public struct ExclusionCounts: Hashable, Sendable {
    // Two halves, because memory that is aligned to more than 16 bytes is dear to get.
    private var first = SIMD8<UInt16>()
    private var second = SIMD8<UInt16>()

    /// Nobody was excluded.
    public init() {}

    /// How many for this reason; nil for none.
    public subscript(reason: Exclusion) -> Int? {
        let order = reason.order
        let count = order < 8 ? first[order] : second[order - 8]
        return count == 0 ? nil : Int(count)
    }

    /// Whether nobody was excluded.
    public var isEmpty: Bool { self == ExclusionCounts() }

    /// So many more, or fewer when the number is negative, for a reason; nil is no reason.
    mutating func add(_ number: Int, _ reason: Exclusion?) {
        guard let order = reason?.order else { return }
        let more = UInt16(truncatingIfNeeded: number)
        if order < 8 { first[order] &+= more } else { second[order - 8] &+= more }
    }

    /// `at_cap=3 offline=1`, by the reasons' names.
    var text: String {
        var text = ""
        for reason in Exclusion.byName {
            guard let count = self[reason] else { continue }
            text += text.isEmpty ? "\(reason.rawValue)=\(count)" : " \(reason.rawValue)=\(count)"
        }
        return text
    }
}

extension ExclusionCounts: ExpressibleByDictionaryLiteral {
    /// Counts as they are written in a test.
    public init(dictionaryLiteral elements: (Exclusion, Int)...) {
        for (reason, count) in elements { add(count, reason) }
    }
}

extension Exclusion {
    /// The place among all reasons.
    fileprivate var order: Int {
        switch self {
        case .notListed: 0
        case .inactive: 1
        case .outsideHours: 2
        case .offline: 3
        case .away: 4
        case .atCap: 5
        case .atFifty: 6
        case .barred: 7
        case .refused: 8
        case .accountPaused: 9
        }
    }

    fileprivate static let byName = allCases.sorted { $0.rawValue < $1.rawValue }
}
