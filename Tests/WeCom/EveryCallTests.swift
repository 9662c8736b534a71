import Testing
import WeCom

/// Each call goes where the platform's documentation says, by the verb that it says.
@Suite struct EveryCallTests {
    private struct Row: Sendable {
        let line: String
        let call: @Sendable (PlatformClient) async throws -> Void

        init(
            _ line: String, _ call: @escaping @Sendable (PlatformClient) async throws -> Void
        ) {
            (self.line, self.call) = (line, call)
        }
    }

    private static let rows: [Row] = [
        Row("GET /cgi-bin/getcallbackip") { _ = try await $0.callbackAddresses() },
        Row("POST /cgi-bin/kf/sync_msg") { _ = try await $0.syncMessages(.init(openKfID: "wk1")) },
        Row("POST /cgi-bin/kf/send_msg") { _ = try await $0.send(ScriptedPlatform.message) },
        Row("POST /cgi-bin/kf/send_msg_on_event") {
            _ = try await $0.sendOnEvent(.init(code: "C", msgID: "m1", message: .text("a")))
        },
        Row("POST /cgi-bin/kf/service_state/get") {
            _ = try await $0.state(.init(openKfID: "wk1", externalUserID: "wm1"))
        },
        Row("POST /cgi-bin/kf/service_state/trans") {
            _ = try await $0.changeState(
                .init(openKfID: "wk1", externalUserID: "wm1", state: .ended))
        },
        Row("POST /cgi-bin/kf/account/add") {
            _ = try await $0.addAccount(.init(name: "n", mediaID: "m"))
        },
        Row("POST /cgi-bin/kf/account/del") { try await $0.deleteAccount(.init(openKfID: "wk1")) },
        Row("POST /cgi-bin/kf/account/update") {
            try await $0.updateAccount(.init(openKfID: "wk1", name: "n"))
        },
        Row("POST /cgi-bin/kf/account/list") {
            _ = try await $0.listAccounts(.init(offset: 0, limit: 100))
        },
        Row("POST /cgi-bin/kf/add_contact_way") {
            _ = try await $0.addContactWay(.init(openKfID: "wk1", scene: "s"))
        },
        Row("POST /cgi-bin/kf/servicer/add") {
            _ = try await $0.addServicers(.init(openKfID: "wk1", userIDs: ["a"]))
        },
        Row("POST /cgi-bin/kf/servicer/del") {
            _ = try await $0.deleteServicers(.init(openKfID: "wk1", userIDs: ["a"]))
        },
        Row("GET /cgi-bin/kf/servicer/list") { _ = try await $0.listServicers(openKfID: "wk1") },
        Row("POST /cgi-bin/kf/customer/batchget") {
            _ = try await $0.customers(.init(externalUserIDs: ["wm1"]))
        },
        Row("GET /cgi-bin/kf/customer/get_upgrade_service_config") {
            _ = try await $0.upgradeServiceRange()
        },
        Row("POST /cgi-bin/kf/customer/upgrade_service") {
            try await $0.upgradeService(
                .init(
                    openKfID: "wk1", externalUserID: "wm1", type: 1, member: .init(userID: "a")))
        },
        Row("POST /cgi-bin/kf/customer/cancel_upgrade_service") {
            try await $0.cancelUpgradeService(.init(openKfID: "wk1", externalUserID: "wm1"))
        },
        Row("POST /cgi-bin/media/upload") {
            let file = MediaFile(name: "a.png", contentType: "image/png", bytes: [1])
            _ = try await $0.upload(file, as: .image)
        },
        Row("GET /cgi-bin/media/get") { _ = try await $0.media("M") },
        Row("GET /cgi-bin/department/list") { _ = try await $0.departments() },
        Row("GET /cgi-bin/user/list") { _ = try await $0.users(ofDepartment: 1) },
        Row("GET /cgi-bin/user/simplelist") { _ = try await $0.usersSimply(ofDepartment: 1) },
    ]

    @Test func everyCallGoesToItsPathByItsVerb() async throws {
        let platform = try ScriptedPlatform()
        for row in Self.rows {
            // What is answered is too little for some of them: it is not what is looked at here.
            try? await row.call(platform.client)
            #expect(platform.script.calls.last == row.line)
        }
        #expect(platform.script.calls == ["GET /cgi-bin/gettoken"] + Self.rows.map(\.line))
        #expect(
            Set(Self.rows.map(\.line)).count + 1 == PlatformAPI.allCases.count,
            "a call that no line of the table makes")
    }
}
