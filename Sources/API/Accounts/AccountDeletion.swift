import Engine
import HTTPServer
import Routing
import Storage

/// Deletes an account: routing stops, its sessions end, and the platform is asked to delete it once
/// their effects are through.
struct AccountDeletion {
    private let services: Services

    init(_ services: Services) { self.services = services }

    /// `DELETE /api/accounts/{id}`.
    func delete(_ call: Call) async throws -> Response {
        let (record, _) = try AccountLookup(services).adopted(call)
        let version = try call.request.expectedVersion()
        let errors = InputErrors()
        let endsSessions = Page.flag(call.request, "end_sessions", errors) ?? false
        try errors.finish()
        let caller = call.caller
        let id = record.id
        let open = try await services.change { core -> Int in
            try core.expect(version, try core.store.view.account(id)?.version)
            let open = core.routing.openSessionIDs.filter {
                core.routing.session($0)?.account == id
            }.count
            if open > 0, !endsSessions { return open }
            try core.audit(caller, "account.delete", "account/\(record.openKfID)")
            try core.store.setDeletionCode(nil, of: id)
            try core.apply(.accountStatusSet(id, .deleting))
            try core.addAccountEffect(.delete, for: id)
            core.news.changedAccounts.insert(id)
            return 0
        }
        guard open == 0 else {
            throw Problem.openSessions("\(open) sessions are open; end_sessions=true ends them")
        }
        return try AccountLookup(services).answer(id, to: call, status: 202)
    }

    /// `POST /api/accounts/{id}/restore`.
    func restore(_ call: Call) async throws -> Response {
        let (record, _) = try AccountLookup(services).adopted(call)
        let caller = call.caller
        let id = record.id
        let isRestored = try await services.change { core -> Bool in
            guard core.routing.account(id)?.status == .deleting else { return false }
            try core.audit(caller, "account.restore", "account/\(record.openKfID)")
            try core.store.setDeletionCode(nil, of: id)
            try core.dropAccountDeletion(id)
            try core.apply(.accountStatusSet(id, .active))
            core.news.changedAccounts.insert(id)
            // A call whose outcome nobody knows may have deleted it.
            core.news.wantsAccountList = true
            return true
        }
        guard isRestored else {
            throw Problem(
                name: "not-deleting", title: "The account is not being deleted", status: 409)
        }
        return try AccountLookup(services).answer(id, to: call)
    }
}

extension EngineCore {
    /// The call that would delete the account is made no more.
    fileprivate func dropAccountDeletion(_ account: AccountID) throws(StoreError) {
        for effect in try store.view.unfinishedAccountEffects()
        where effect.account == account && effect.kind == .delete {
            try store.finishAccountEffect(effect.id, .withdrawn, at: moment.now)
        }
    }
}
