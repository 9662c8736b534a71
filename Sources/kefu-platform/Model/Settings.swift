/// What a run may turn. The defaults are the documented behaviour; where documents are silent,
/// the strictest reading that a careful client can live with.
struct Settings: Equatable, Sendable {
    /// Whether changes of state that no document decides are made (true) or refused (false).
    var allowOpenCells = false
    /// Life of an access token.
    var accessTokenMs: Int64 = 7_200_000
    /// The code for a token that has died: 40014 is what is seen, 42001 what was documented.
    var deadTokenCode = 40014
    /// False: the app is not listed for this interface, every call is 48002.
    var appPermitted = true
    /// Life of the token inside a callback.
    var eventTokenMs: Int64 = 600_000
    /// Life of welcome and closing codes, and of the others.
    var shortCodeMs: Int64 = 20_000
    var longCodeMs: Int64 = 172_800_000
    /// The code for a `code` that is used, dead or unknown; not documented for this product.
    var deadCodeError = 41050
    /// Messages after each message of a customer, and for how long.
    var sendsMax = 5
    var sendWindowMs: Int64 = 172_800_000
    /// Whether messages sent with a code use up the five; no document says so.
    var codeMessagesCount = false
    /// The longest session, from the customer's last message (or from the opening).
    var sessionMs: Int64 = 172_800_000
    var sessionCountsFromOpening = false
    /// How long messages can be pulled.
    var retentionMs: Int64 = 259_200_000
    /// The most messages of a page, and how often a page is cut short or empty.
    var pageMax = 1000
    var shortPageShare = 0.2
    var emptyPageShare = 0.05
    /// Calls of each interface per minute and per hour; `sync_msg` without token per account.
    var callsPerMinute = 10_000
    var callsPerHour = 150_000
    var tokenlessPerMinute = 5
    /// How long after an answer its reader can still have a call under way that ignores it.
    var knownAfterMs: Int64 = 1000
    /// What the last calls before a crash taught counts as forgotten if it is younger than this.
    var forgottenMs: Int64 = 3000
    /// Callbacks: the share that waits for company, and how long at most.
    var coalesceShare = 0.3
    var coalesceMs: Int64 = 200
    /// Misfortunes of callbacks, as shares, and the longest delay.
    var dropShare = 0.0
    var doubleShare = 0.0
    var delayShare = 0.0
    var delayMs: Int64 = 3000
    /// The share that is held back just long enough for later ones to overtake it.
    var reorderShare = 0.0
    /// How long a call whose answer gets lost is kept waiting before its connection ends.
    var lostAnswerMs: Int64 = 60_000
    /// The most accounts and the most servicers and departments of one.
    var accountsMax = 5000
    var servicersMax = 2000
    var departmentsMax = 20
    /// Whether a servicer who is added receives at once.
    var newServicersReceive = true
}

extension Settings {
    private static let flags: [(String, any WritableKeyPath<Settings, Bool> & Sendable)] = [
        ("allow_open_cells", \.allowOpenCells), ("app_permitted", \.appPermitted),
        ("code_messages_count", \.codeMessagesCount),
        ("session_counts_from_opening", \.sessionCountsFromOpening),
        ("new_servicers_receive", \.newServicersReceive),
    ]
    private static let shares: [(String, any WritableKeyPath<Settings, Double> & Sendable)] = [
        ("short_page_share", \.shortPageShare), ("empty_page_share", \.emptyPageShare),
        ("coalesce_share", \.coalesceShare), ("drop_share", \.dropShare),
        ("double_share", \.doubleShare), ("delay_share", \.delayShare),
        ("reorder_share", \.reorderShare),
    ]
    private static let times: [(String, any WritableKeyPath<Settings, Int64> & Sendable)] = [
        ("access_token_ms", \.accessTokenMs), ("event_token_ms", \.eventTokenMs),
        ("short_code_ms", \.shortCodeMs), ("long_code_ms", \.longCodeMs),
        ("send_window_ms", \.sendWindowMs), ("session_ms", \.sessionMs),
        ("retention_ms", \.retentionMs), ("known_after_ms", \.knownAfterMs),
        ("forgotten_ms", \.forgottenMs), ("coalesce_ms", \.coalesceMs), ("delay_ms", \.delayMs),
        ("lost_answer_ms", \.lostAnswerMs),
    ]
    private static let counts: [(String, any WritableKeyPath<Settings, Int> & Sendable)] = [
        ("dead_token_code", \.deadTokenCode), ("dead_code_error", \.deadCodeError),
        ("sends_max", \.sendsMax), ("page_max", \.pageMax),
        ("calls_per_minute", \.callsPerMinute), ("calls_per_hour", \.callsPerHour),
        ("tokenless_per_minute", \.tokenlessPerMinute), ("accounts_max", \.accountsMax),
        ("servicers_max", \.servicersMax), ("departments_max", \.departmentsMax),
    ]

    /// All settings by the names that the control interface uses.
    var json: JSON {
        var members: [String: JSON] = [:]
        for (name, path) in Self.flags { members[name] = .bool(self[keyPath: path]) }
        for (name, path) in Self.shares { members[name] = .double(self[keyPath: path]) }
        for (name, path) in Self.times { members[name] = .int(self[keyPath: path]) }
        for (name, path) in Self.counts { members[name] = .int(Int64(self[keyPath: path])) }
        return .object(members)
    }

    /// Takes over the members that are given; the first unknown or ill-formed one is an error.
    mutating func change(_ wanted: [String: JSON]) throws(SimError) {
        for name in wanted.keys.sorted() {
            let value = wanted[name] ?? .null
            if let (_, path) = Self.flags.first(where: { $0.0 == name }), let flag = value.bool {
                self[keyPath: path] = flag
            } else if let (_, path) = Self.shares.first(where: { $0.0 == name }),
                let share = value.number, (0...1).contains(share)
            {
                self[keyPath: path] = share
            } else if let (_, path) = Self.times.first(where: { $0.0 == name }),
                let time = value.int, time >= 0
            {
                self[keyPath: path] = time
            } else if let (_, path) = Self.counts.first(where: { $0.0 == name }),
                let count = value.int.flatMap(Int.init(exactly:)), count >= 0
            {
                self[keyPath: path] = count
            } else {
                throw SimError(status: 422, reason: "setting '\(name)' is unknown or ill-formed")
            }
        }
    }
}
