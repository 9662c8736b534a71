import HTTPServer
import Testing

@testable import kefu_platform

/// The control interface, called without a network.
private struct Control {
    var world = World(model: PlatformModel(corpID: "ww1", secret: "s", seed: 1))
    var now: Int64 = 1_700_000_000_000

    mutating func order(_ method: Method, _ path: String, _ body: JSON? = nil) -> (Int, JSON) {
        let request = Request(method, "/sim" + path, body: body?.bytes ?? [])
        let (status, answer) = SimRoutes.answer(request, &world, now: now)
        let parsed = JSON(reading: answer.bytes) ?? .null
        return (status, parsed)
    }
}

@Suite struct SimRouteTests {
    @Test func aCompanyIsMadeAndItsPeopleAct() throws {
        var control = Control()
        #expect(
            control.order(.post, "/accounts", ["open_kfid": "wkA", "servicers": ["ann", "bo"]]).0
                == 200)
        #expect(control.order(.post, "/accounts", ["open_kfid": "wkA"]).0 == 409)
        _ = control.order(.post, "/customers", ["external_userid": "wm1", "nickname": "One"])
        #expect(control.order(.post, "/customers/wm1/enter", ["account": "wkA"]).0 == 200)
        let (status, written) = control.order(
            .post, "/customers/wm1/write", ["account": "wkA", "text": "hello"])
        #expect(status == 200)
        let id = try #require(written["msgid"]?.string)
        let state = control.order(.get, "/state").1
        #expect(state["conversations"]?.array?.first?["state"] == 0)
        let messages = control.order(.get, "/messages").1["customer_messages"]?.array
        #expect(messages?.first?["msgid"]?.string == id && messages?.first?["text"] == "hello")
        #expect(
            control.order(.put, "/servicers/ann/status", ["status": "suspended"]).1["accounts"]
                == ["wkA"])
        let take: JSON = ["account": "wkA", "customer": "wm1", "do": "take"]
        #expect(control.order(.post, "/servicers/ann/act", take).0 == 409, "it is not in the pool")
        let report = control.order(.get, "/report").1
        #expect(report["customer_message_ids"] == [.string(id)])
        #expect(report["violations"] == 0 && report["prompts"]?["welcome"]?["made"] == 1)
    }

    @Test func badOrdersAreToldWhatIsWrong() {
        var control = Control()
        #expect(control.order(.get, "/nothing").0 == 404)
        #expect(control.order(.delete, "/report").0 == 405)
        #expect(control.order(.post, "/customers/wm1/enter", ["account": "wkA"]).0 == 404)
        #expect(control.order(.post, "/customers/wm1/write", [:]).0 == 422)
        #expect(control.order(.post, "/faults", ["kind": "flood"]).0 == 422)
        let (status, answer) = control.order(.patch, "/settings", ["sends_max": "five"])
        #expect(status == 422 && answer["error"]?.string?.contains("sends_max") == true)
        let request = Request(.post, "/sim/faults", body: Array("[".utf8))
        #expect(SimRoutes.answer(request, &control.world, now: 0).status == 400)
    }

    @Test func settingsAreReadAndChangedByName() {
        var control = Control()
        let changed = control.order(
            .patch, "/settings", ["sends_max": 3, "drop_share": .double(0.5)]
        ).1
        #expect(changed["sends_max"] == 3)
        #expect(control.world.model.settings.dropShare == 0.5)
        #expect(control.order(.get, "/settings").1 == changed)
        #expect(control.order(.patch, "/settings", ["allow_open_cells": true]).0 == 200)
        #expect(control.world.model.settings.allowOpenCells)
    }

    @Test func faultsAndTokensAreOrdered() {
        var control = Control()
        let fault: JSON = ["path": "kf/send_msg", "kind": "error", "code": 45009, "times": 2]
        #expect(control.order(.post, "/faults", fault).0 == 200)
        #expect(
            control.world.model.faults == [
                Fault(path: "kf/send_msg", kind: .error(code: 45009), times: 2, share: 1)
            ])
        #expect(control.order(.delete, "/faults").0 == 200)
        #expect(control.world.model.faults.isEmpty)
        #expect(control.order(.post, "/access-token/kill", ["code": 42001]).0 == 200)
    }

    @Test(arguments: ["/cgi-bin/kf/sync_msg", "kf/sync_msgs", ""])
    func aFaultThatCouldNeverStrikeIsRefused(path: String) {
        var control = Control()
        let fault: JSON = ["path": .string(path), "kind": "drop"]
        let (status, answer) = control.order(.post, "/faults", fault)
        #expect(status == 422 && answer["error"]?.string?.contains("kf/sync_msg") == true)
        #expect(control.world.model.faults.isEmpty)
    }

    @Test func grantsRawMessagesAndCallbacksGoOut() {
        var control = Control()
        _ = control.order(.post, "/accounts", ["open_kfid": "wkA"])
        #expect(control.order(.post, "/accounts/wkA/grant", ["granted": false]).0 == 200)
        #expect(control.world.model.accounts["wkA"]?.managed == false)
        let raw: JSON = ["message": ["msgtype": "hologram", "origin": 3, "hologram": [:]]]
        #expect(control.order(.post, "/accounts/wkA/raw", raw).0 == 200)
        #expect(control.order(.post, "/callbacks", ["xml": "<xml></xml>"]).0 == 200)
        let made = control.world.model.takeCallbacks().map(\.xml)
        #expect(made.contains("<xml></xml>"))
        #expect(made.contains { $0.contains("AuthDelOpenKfId") })
    }

    @Test func trafficIsStartedWatchedAndStopped() {
        var control = Control()
        #expect(control.order(.post, "/traffic", ["visitors": 5]).0 == 409, "no account yet")
        _ = control.order(.post, "/accounts", ["open_kfid": "wkA"])
        #expect(control.order(.post, "/traffic", ["visitors": 5]).1["phase"] == "running")
        #expect(control.order(.post, "/traffic", ["visitors": 5]).0 == 409)
        #expect(control.order(.post, "/traffic/stop").1["phase"] == "draining")
        #expect(control.order(.get, "/traffic").1["phase"] == "draining")
    }
}
