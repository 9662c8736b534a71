import Testing

@testable import kefu_platform

/// The states' table, cell by cell, as the documents have it: `a` allowed, `o` open, else the code.
private let cells: [(from: ServiceState, row: [String])] = [
    (.untreated, ["95016", "a", "a", "a", "o"]),
    (.assistant, ["95016", "o", "a", "a", "o"]),
    (.pool, ["95016", "o", "o", "a", "o"]),
    (.human, ["95016", "95016", "o", "a", "a"]),
    (.ended, ["95013", "95013", "95013", "95013", "o"]),
]

private let allCells: [(ServiceState, ServiceState, String)] = cells.flatMap { cell in
    ServiceState.allCases.map { (cell.from, $0, cell.row[Int($0.rawValue)]) }
}

@Suite struct TransitionTableTests {
    @Test(arguments: allCells.indices)
    func eachCellIsRefusedOrMadeAsTheDocumentsSay(index: Int) {
        let (from, to, expected) = allCells[index]
        for allowOpen in [false, true] {
            var bench = Bench { $0.allowOpenCells = allowOpen }
            bench.bring(to: from)
            let before = bench.violations.count
            let answer = bench.trans(to.rawValue, to == .human ? "bo" : nil)
            let code = answer["errcode"]?.int
            let state = bench.model.conversations[Bench.key]?.state
            switch expected {
            case "a":
                #expect(code == 0 && state == to)
            case "o" where allowOpen:
                #expect(code == 0 && state == to)
                #expect(bench.model.book.openCellRefusals == 0)
            case "o":
                #expect(code == (from == .ended ? 95013 : 95016) && state == from)
                #expect(bench.model.book.openCellRefusals == 1)
                #expect(bench.violations.count == before, "an open cell is no violation")
            default:
                #expect(code == Int64(expected) && state == from)
                #expect(bench.violations.count == before + 1, "a known state makes it one")
            }
        }
    }

    @Test func aChangeToTheServicerWhoHasItIsAnOpenCell() {
        var bench = Bench()
        bench.bring(to: .human)
        #expect(bench.trans(3, "ann")["errcode"] == 95016)
        #expect(bench.model.book.openCellRefusals == 1)
    }

    @Test func aServicerMustBeListedAndReceiving() throws {
        var bench = Bench()
        bench.bring(to: .untreated)
        #expect(bench.trans(3, "cy")["errcode"] == 95014)
        #expect(bench.trans(3)["errcode"] == 41009)
        try bench.model.servicerSets("bo", .suspended, account: Bench.account, now: bench.now)
        #expect(bench.trans(3, "bo")["errcode"] == 95019)
        try bench.model.servicerSets("bo", .stopped, account: Bench.account, now: bench.now)
        #expect(bench.trans(3, "bo")["errcode"] == 95019)
        #expect(bench.trans(3, "ann")["errcode"] == 0)
    }

    @Test func aMemberOfAListedDepartmentCountsAsListed() {
        var bench = Bench()
        bench.bring(to: .untreated)
        bench.model.accounts[Bench.account]?.departments = [1]
        #expect(bench.trans(3, "cy")["errcode"] == 0)
    }

    @Test func aSessionEndsFortyEightHoursAfterTheLastMessage() {
        var bench = Bench()
        bench.bring(to: .human)
        bench.wait(172_800_000 - 3000)
        #expect(bench.model.conversations[Bench.key]?.state == .human)
        bench.wait(63_000)
        #expect(bench.model.conversations[Bench.key]?.state == .ended)
        let logged = bench.model.accounts[Bench.account]?.log.entries.count
        #expect(logged == 2, "enter_session and the message: the end raises no event")
    }

    @Test func changesByTheInterfaceRaiseNoEvent() {
        var bench = Bench()
        bench.customerWrites()
        let before = bench.model.accounts[Bench.account]?.log.entries.count
        _ = bench.trans(2)
        _ = bench.trans(3, "ann")
        _ = bench.trans(3, "bo")
        _ = bench.trans(4)
        #expect(bench.model.accounts[Bench.account]?.log.entries.count == before)
    }

    @Test func theStateIsTold() {
        var bench = Bench()
        bench.bring(to: .human)
        let body: JSON = ["open_kfid": "wkMain", "external_userid": "wmOne"]
        let answer = bench.post("kf/service_state/get", body)
        #expect(answer["service_state"] == 3 && answer["servicer_userid"] == "ann")
        bench.customerWrites()
        _ = bench.trans(4)
        #expect(bench.post("kf/service_state/get", body)["servicer_userid"] == nil)
    }
}
