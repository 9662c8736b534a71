import Routing

/// How big a world is and what may happen in it; drawn from the seed, so that some seeds are
/// crowded and some nearly empty.
struct Shape {
    let accounts: Int
    let agents: Int
    let visitors: Int
    /// The agents of each account, by its index.
    let lists: [[AgentID]]
    /// Whether accounts have reception hours, and their zone changes its offset.
    let hasHours: Bool
    /// Whether kefud's wall clock jumps.
    let hasJumps: Bool
    /// Whether the changes that the platform's documents leave open are made or refused.
    let allowsOpenCells: Bool
    let start: Instant
    let zone: ZoneOffsets
    /// The most that a cap may be.
    let capMax: Int

    init(_ random: inout Seeded) {
        accounts = 1 + random.below(3)
        let isCrowded = random.isOne(in: 6)
        agents = isCrowded ? 1 + random.below(3) : 2 + random.below(4)
        visitors = isCrowded ? 30 + random.below(40) : 2 + random.below(6)
        capMax = isCrowded ? 50 : 3
        var lists: [[AgentID]] = []
        for _ in 0..<accounts {
            var list = (1...Int64(agents)).map { AgentID($0) }
            while list.count > 1, random.isOne(in: 3) { list.remove(at: random.below(list.count)) }
            lists.append(list)
        }
        self.lists = lists
        hasHours = random.isOne(in: 3)
        hasJumps = random.isOne(in: 5)
        allowsOpenCells = random.coin()
        let day = random.from(0, to: 300) * 86_400_000
        let change = random.pick(Self.offsetChanges) - random.from(0, to: 40_000)
        let isNearChange = hasHours && random.coin()
        start = Instant(milliseconds: isNearChange ? change * 1_000 : 1_767_585_600_000 + day)
        zone = Self.zone(from: start, &random)
    }

    /// When the clocks in Berlin and St. John's are set forward and back in 2026, in Unix seconds.
    private static let offsetChanges: [Int64] = [
        1_774_746_000, 1_792_890_000, 1_772_947_800, 1_793_507_400,
    ]

    /// A zone that goes forward and back by an hour every few weeks.
    private static func zone(from start: Instant, _ random: inout Seeded) -> ZoneOffsets {
        let base = Int(random.from(-11, to: 12)) * 3_600
        var at = start
        var transitions: [ZoneOffsets.Transition] = []
        for number in 0..<20 {
            at = at + .hours(random.from(1, to: number < 2 ? 40 : 600))
            let seconds = base + (number % 2 == 0 ? 3_600 : 0)
            transitions.append(.init(from: at, seconds: seconds))
        }
        return ZoneOffsets(initialSeconds: base, transitions: transitions)
    }

    var chats: Int { accounts * visitors }

    var accountIDs: ClosedRange<Int64> { 1...Int64(accounts) }

    func account(of chat: Int) -> Int { chat / visitors }

    func index(_ id: ConversationID) -> Int {
        Int(id.account.rawValue - 1) * visitors + Int(id.visitor.rawValue - 1)
    }

    func id(_ chat: Int) -> ConversationID {
        ConversationID(
            AccountID(Int64(chat / visitors) + 1), VisitorID(Int64(chat % visitors) + 1))
    }

    func list(_ account: AccountID) -> [AgentID] { lists[account.index] }
}

extension AccountID {
    var index: Int { Int(rawValue) - 1 }
}

extension AgentID {
    var index: Int { Int(rawValue) - 1 }
}
