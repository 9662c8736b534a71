import Testing

@testable import kefu_platform

/// A caller without memory that looks straight into the model: enough to keep a day going.
private struct SimpleCaller {
    let cap: Int

    func step(_ bench: inout Bench) {
        for key in bench.model.conversations.keys.sorted(by: ConversationKey.inOrder) {
            guard let conversation = bench.model.conversations[key],
                conversation.state == .untreated || conversation.state == .pool
            else { continue }
            let account = bench.model.accounts[key.account]
            let free = account?.servicers.first {
                $0.reception == .receiving && (bench.model.loads.totalNow[$0.userID] ?? 0) < cap
            }
            if let free {
                trans(&bench, key, 3, free.userID)
            } else if conversation.state == .untreated {
                trans(&bench, key, 2, nil)
            }
        }
    }

    private func trans(_ bench: inout Bench, _ key: ConversationKey, _ state: Int64, _ to: String?)
    {
        var body: [String: JSON] = [
            "open_kfid": .string(key.account), "external_userid": .string(key.customer),
            "service_state": .int(state),
        ]
        if let to { body["servicer_userid"] = .string(to) }
        _ = bench.post("kf/service_state/trans", .object(body))
    }
}

@Suite struct TrafficTests {
    private func day(seed: Int64) throws -> (bench: Bench, traffic: Traffic) {
        var bench = Bench()
        var traffic = Traffic()
        let order = SimRequest(body: [
            "visitors": 120, "arrivals_per_second": 4, "seconds": 60, "by_hand_below": 8,
            "seed": .int(seed),
            "silent_share": .double(0.1), "transfer_share": .double(0.3),
            "reopen_share": .double(0.2), "take_share": .double(0.5), "break_share": 1,
            "drain_seconds": 600,
        ])
        try traffic.start(try TrafficPlan(order), now: bench.now)
        let caller = SimpleCaller(cap: 6)
        for tick in 0..<20_000 where traffic.isRunning {
            bench.wait(50)
            traffic.step(&bench.model, now: bench.now)
            if tick.isMultiple(of: 2) { caller.step(&bench) }
        }
        return (bench, traffic)
    }

    @Test func aDayHasAllKindsOfDeedsAndComesToAnEnd() throws {
        let (bench, traffic) = try day(seed: 1)
        #expect(traffic.phase == .done)
        let counts = traffic.counts
        #expect(counts.arrived == 120)
        #expect(counts.messages == bench.model.book.customerMessageCount)
        for (name, count) in [
            ("silent", counts.silent), ("back", counts.cameBack), ("answers", counts.answers),
            ("transfers", counts.transfers), ("ends", counts.ends), ("taken", counts.taken),
            ("reopened", counts.reopened), ("breaks", counts.breaks),
        ] {
            #expect(count > 0, "no deed of a kind: \(name)")
        }
        #expect(bench.model.loads.totalNow.values.allSatisfy { $0 == 0 })
        #expect(bench.model.loads.totalMost.values.allSatisfy { $0 <= 8 })
        let receptions = bench.model.accounts.values.flatMap(\.servicers).map(\.reception)
        #expect(receptions.allSatisfy { $0 == .receiving }, "everybody is back in the end")
        #expect(bench.violations.isEmpty)
    }

    @Test func oneSeedMakesTheWholeDay() throws {
        let (first, second) = (try day(seed: 9), try day(seed: 9))
        #expect(first.traffic.counts == second.traffic.counts)
        #expect(first.bench.model.book.customerMessages == second.bench.model.book.customerMessages)
        #expect(try day(seed: 10).traffic.counts != first.traffic.counts)
    }

    @Test func visitorsTapWhatTheirMenuOffers() throws {
        var bench = Bench()
        var traffic = Traffic()
        let order = SimRequest(body: [
            "visitors": 1, "arrivals_per_second": 100, "messages": 1, "tap_share": 1,
            "accounts": ["wkMain"],
        ])
        try traffic.start(try TrafficPlan(order), now: bench.now)
        bench.wait(20)
        traffic.step(&bench.model, now: bench.now)
        bench.wait(20)
        traffic.step(&bench.model, now: bench.now)
        let code = try #require(bench.model.codes.keys.first)
        let menu: JSON = [
            "head_content": "?",
            "list": [["type": "click", "click": ["id": "7", "content": "seven"]]],
        ]
        let sent = bench.code(
            "kf/send_msg_on_event", ["code": .string(code), "msgtype": "msgmenu", "msgmenu": menu])
        #expect(sent == 0)
        bench.wait(5000)
        traffic.step(&bench.model, now: bench.now)
        let message = bench.pull().last
        #expect(message?["text"]?["menu_id"] == "7" && message?["text"]?["content"] == "seven")
    }

    @Test func plansAreBounded() {
        for body: [String: JSON] in [
            ["visitors": 0], ["visitors": 1_000_000], ["seconds": 100_000], ["messages": [5, 1]],
            ["silent_share": 2], ["arrivals_per_second": 0], ["think_ms": "soon"],
        ] {
            #expect(throws: SimError.self) { try TrafficPlan(SimRequest(body: body)) }
        }
    }
}
