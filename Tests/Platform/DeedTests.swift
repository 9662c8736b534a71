import Testing

@testable import kefu_platform

@Suite struct DeedTests {
    @Test func takingFromThePoolRaisesTypeOneWithACode() throws {
        var bench = Bench()
        bench.bring(to: .pool)
        try bench.model.servicerTakes(Bench.key, "bo", now: bench.now)
        let event = bench.lastEvent("session_status_change")
        #expect(event?["change_type"] == 1 && event?["new_servicer_userid"] == "bo")
        #expect(event?["old_servicer_userid"] == nil)
        #expect(bench.sendOnEvent(event?["msg_code"]?.string ?? "") == 0)
    }

    @Test func transferringRaisesTypeTwoWithoutACode() throws {
        var bench = Bench()
        bench.bring(to: .human)
        try bench.model.servicerTransfers(Bench.key, "ann", to: "bo", now: bench.now)
        let event = bench.lastEvent("session_status_change")
        #expect(event?["change_type"] == 2 && event?["msg_code"] == nil)
        #expect(event?["old_servicer_userid"] == "ann" && event?["new_servicer_userid"] == "bo")
    }

    @Test func endingRaisesTypeThreeWithAClosingCode() throws {
        var bench = Bench()
        bench.bring(to: .human)
        try bench.model.servicerEnds(Bench.key, "ann", now: bench.now)
        let event = bench.lastEvent("session_status_change")
        #expect(event?["change_type"] == 3 && event?["old_servicer_userid"] == "ann")
        #expect(bench.sendOnEvent(event?["msg_code"]?.string ?? "") == 0)
    }

    @Test func writingAfterTheEndTakesTheConversationUpAgain() throws {
        var bench = Bench()
        bench.bring(to: .human)
        try bench.model.servicerEnds(Bench.key, "ann", now: bench.now)
        try bench.model.servicerWrites(Bench.key, "ann", body: ["content": "more"], now: bench.now)
        let event = bench.lastEvent("session_status_change")
        #expect(event?["change_type"] == 4 && event?["new_servicer_userid"] == "ann")
        #expect(bench.model.conversations[Bench.key]?.state == .human)
        let message = bench.pull().last
        #expect(message?["origin"] == 5 && message?["servicer_userid"] == "ann")
        #expect(throws: SimError.self) {
            try bench.model.servicerWrites(Bench.key, "bo", body: [:], now: bench.now)
        }
    }

    @Test func deedsWithoutRightAreRefused() {
        var bench = Bench()
        bench.bring(to: .human)
        let now = bench.now
        #expect(throws: SimError.self) { try bench.model.servicerTakes(Bench.key, "bo", now: now) }
        #expect(throws: SimError.self) { try bench.model.servicerEnds(Bench.key, "bo", now: now) }
        #expect(throws: SimError.self) {
            try bench.model.servicerTransfers(Bench.key, "ann", to: "nobody", now: now)
        }
    }

    @Test(arguments: [
        (Servicer.Reception.suspended, Int64(1)), (.stopped, 0),
    ])
    func receptionIsEncodedOneWayInEventsAndAnotherInTheList(
        reception: Servicer.Reception, stopType: Int64
    ) throws {
        var bench = Bench()
        try bench.model.servicerSets("ann", reception, account: Bench.account, now: bench.now)
        let event = bench.lastEvent("servicer_status_change")
        #expect(event?["status"] == 2 && event?["stop_type"] == .int(stopType))
        let list = bench.get("kf/servicer/list", ["open_kfid": "wkMain"])["servicer_list"]
        #expect(list?.array?[0]["status"] == 1)
        #expect(list?.array?[0]["stop_type"] == .int(stopType))
        #expect(list?.array?[1]["status"] == 0 && list?.array?[1]["stop_type"] == nil)
        try bench.model.servicerSets("ann", .receiving, account: Bench.account, now: bench.now)
        #expect(bench.lastEvent("servicer_status_change")?["status"] == 1)
    }

    @Test func recallsAndBlocksAreTold() throws {
        var bench = Bench()
        let id = bench.customerWrites()
        try bench.model.customerRecalls(Bench.key, messageID: id, now: bench.now)
        #expect(bench.lastEvent("user_recall_msg")?["recall_msgid"]?.string == id)
        try bench.model.servicerRecalls(Bench.key, "ann", messageID: "m", now: bench.now)
        #expect(bench.lastEvent("servicer_recall_msg")?["servicer_userid"] == "ann")
        try bench.model.servicerBlocks(Bench.key, "ann", blocked: true, now: bench.now)
        #expect(bench.lastEvent("reject_customer_msg_switch_change")?["reject_switch"] == 1)
        #expect(bench.customerWrites() == "", "a blocked customer writes into the void")
    }

    @Test func aMessageOpensANewSessionAfterTheEnd() {
        var bench = Bench()
        bench.bring(to: .ended)
        #expect(bench.model.conversations[Bench.key]?.session == 1)
        bench.customerWrites()
        #expect(bench.model.conversations[Bench.key]?.state == .untreated)
        #expect(bench.model.conversations[Bench.key]?.session == 2)
    }
}
