import HTTPClient

/// One agent at the daemon's interface: polls the feed, and acts on it.
actor AgentClient {
    /// One call of the daemon; nil if there was no answer.
    struct Request: Sendable {
        var method: HTTPCall.Method
        var path: String
        var headers: [(name: String, value: String)] = []
        var body: JSON?
        var deadline: Duration = .seconds(10)
    }
    typealias Call = @Sendable (Request) async -> (status: Int, body: JSON)?

    private static let pagesMax = 2000
    /// How long after the end a call may still be settled.
    private static let settlingMs: Int64 = 5000

    private let token: String
    private let call: Call
    private let clock: @Sendable () -> Int64
    private var random: SplitMix64
    private(set) var mind: AgentMind
    private(set) var feed = FeedCheck()
    private(set) var counts = AgentCounts()
    private var firstCursor: String?
    private var cursor: String?
    private var giveUpAt = Int64.max

    init(
        mind: AgentMind, token: String, seed: UInt64, clock: @escaping @Sendable () -> Int64,
        call: @escaping Call
    ) {
        self.mind = mind
        self.token = token
        self.clock = clock
        self.call = call
        random = SplitMix64(seed: seed)
    }

    /// Polls until `end`, in milliseconds since 1970.
    func poll(until end: Int64) async {
        giveUpAt = end + Self.settlingMs
        while clock() < end, !Task.isCancelled {
            let wait = max(0, min(30, (end - clock()) / 1000))
            guard let page = await page(after: cursor, wait: wait) else {
                try? await Task.sleep(for: .milliseconds(250))
                continue
            }
            if cursor != nil { feed.received(page.changes) }
            cursor = page.cursor
            if firstCursor == nil { firstCursor = page.cursor }
            counts.changes += page.changes.count
            mind.received(page.changes, now: clock())
        }
    }

    /// Acts until `end`; in the last fifth of the time it finishes what it has.
    func act(until end: Int64) async {
        giveUpAt = end + Self.settlingMs
        let closing = end - max(1000, (end - clock()) / 5)
        while clock() < end, !Task.isCancelled {
            if let deed = mind.next(now: clock(), isClosing: clock() >= closing) {
                await perform(deed)
            } else {
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Reads the whole stretch again and compares it with what came live.
    func replay() async {
        giveUpAt = clock() + Self.settlingMs
        guard let firstCursor, let last = cursor else {
            return counts.problem("\(mind.name): no poll was ever answered")
        }
        var at = firstCursor
        var changes: [JSON] = []
        for _ in 0..<Self.pagesMax where at != last && clock() < giveUpAt {
            guard let page = await page(after: at, wait: 0) else {
                try? await Task.sleep(for: .milliseconds(250))
                continue
            }
            if page.changes.isEmpty { break }
            changes += page.changes
            at = page.cursor
        }
        // What came in after the last live answer is no part of the comparison.
        feed.compare(withReplay: Array(changes.prefix(max(feed.marks.count, 0))))
    }

    private func page(
        after cursor: String?, wait: Int64
    ) async -> (cursor: String, changes: [JSON])? {
        counts.polls += 1
        var path = "/api/agent/assignments?wait=\(wait)"
        if let cursor { path += "&cursor=" + URLQuery.encode(cursor) }
        let request = Request(method: .get, path: path, deadline: .seconds(wait + 15))
        guard let answer = await ask(request) else { return nil }
        guard answer.status == 200, let next = answer.body["cursor"]?.string,
            let changes = answer.body["changes"]?.array
        else {
            counts.problem("\(mind.name): poll answered \(answer.status) \(answer.body.text)")
            return nil
        }
        return (next, changes)
    }

    private func perform(_ deed: AgentMind.Deed) async {
        switch deed {
        case .setStatus(let status):
            let request = Request(
                method: .put, path: "/api/agent/status", body: ["status": .string(status)])
            if await settle(request, expected: 200...204) { counts.statusChanges += 1 }
        case .reply(let session, let text): await reply(session, text)
        case .end(let session):
            if await settle(post(session, "end", [:]), expected: 200...204) { counts.ends += 1 }
            mind.gone(session)
        case .transferToQueue(let session):
            await transfer(session, ["queue": true])
        case .transfer(let session, let other):
            await transfer(session, ["agent": .string(other)])
        }
    }

    private func transfer(_ session: String, _ target: JSON) async {
        guard await settle(post(session, "transfer", target), expected: 200...204) else { return }
        counts.transfers += 1
        mind.gone(session)
    }

    /// Sends with one key until there is an answer; now and then once more, which must give the
    /// same message.
    private func reply(_ session: String, _ text: String) async {
        var request = post(session, "messages", ["type": "text", "text": .string(text)])
        request.headers = [("Idempotency-Key", random.word(24))]
        guard let answer = await untilAnswered(request) else { return }
        guard answer.status == 201 else { return refused(answer, request) }
        counts.replies += 1
        guard random.chance(0.1), let again = await untilAnswered(request) else { return }
        counts.repeatedReplies += 1
        if again.status != 201 || again.body["id"] != answer.body["id"] {
            counts.problem("\(mind.name): the same key gave \(again.status) \(again.body.text)")
        }
    }

    private func post(_ session: String, _ deed: String, _ body: JSON) -> Request {
        Request(method: .post, path: "/api/agent/sessions/\(session)/\(deed)", body: body)
    }

    private func settle(_ request: Request, expected: ClosedRange<Int>) async -> Bool {
        guard let answer = await untilAnswered(request) else { return false }
        if expected.contains(answer.status) { return true }
        refused(answer, request)
        return false
    }

    /// Races are lost by 404, 409 and 429 with a name; everything else should not happen.
    private func refused(_ answer: (status: Int, body: JSON), _ request: Request) {
        let name = answer.body["type"]?.string?.split(separator: "/").last.map(String.init)
        guard let name, [404, 409, 429].contains(answer.status) else {
            counts.problem(
                "\(mind.name): \(request.method.rawValue) \(request.path) \(answer.status) "
                    + answer.body.text)
            return
        }
        counts.refusals[name, default: 0] += 1
        let parts = request.path.split(separator: "/")
        if ["session-ended", "not-your-session", "not-found"].contains(name), parts.count > 3 {
            mind.gone(String(parts[3]))
        }
    }

    private func untilAnswered(_ request: Request) async -> (status: Int, body: JSON)? {
        while !Task.isCancelled, clock() < giveUpAt {
            if let answer = await ask(request) { return answer }
            try? await Task.sleep(for: .milliseconds(250))
        }
        return nil
    }

    private func ask(_ request: Request) async -> (status: Int, body: JSON)? {
        var request = request
        request.headers.append(("Authorization", "Bearer \(token)"))
        guard let answer = await call(request), answer.status < 500 else {
            counts.interruptions += 1
            return nil
        }
        return answer
    }
}
