import Engine
import HTTPServer
import Routing
import Storage

/// Changes an account: only what the request names, and all of it or nothing.
struct AccountEditing {
    private let services: Services

    init(_ services: Services) { self.services = services }

    /// `PATCH /api/accounts/{id}`.
    func edit(_ call: Call) async throws -> Response {
        let (record, old) = try AccountLookup(services).adopted(call)
        let version = try call.request.expectedVersion()
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        let form = AccountForm(fields, over: old)
        try AccountRules(services: services, errors: errors).check(form)
        try errors.finish()
        if let version, version != record.version { throw Problem.editConflict() }
        var saving = AccountSaving(form)
        if form.agents != nil || form.departments != nil {
            saving.configuration.takesPlatformList = false
        }
        try await save(saving, over: record, old, call)
        return try AccountLookup(services).answer(record.id, to: call)
    }

    private func save(
        _ saving: AccountSaving, over record: AccountRecord, _ old: AccountConfiguration,
        _ call: Call
    ) async throws {
        let caller = call.caller
        // What was read is what is overwritten: a change in between is a conflict.
        let version = record.version
        try await services.change { core in
            let before = try core.auditedAccount(record.id)
            let configuration = try saving.resolved(core)
            let settings = try core.store.configure(
                record.id, configuration, expecting: version)
            try saving.saveAvatar(of: record.id, core)
            // The platform does not know the agents of an account that received through kefud.
            let known = old.receptionChannel == .wecom ? record.agents : []
            try core.follow(settings, of: record.id, before: known)
            var isNewPicture = true
            if case .keep = saving.avatar { isNewPicture = false }
            if configuration.name != old.name || isNewPicture {
                try core.addAccountEffect(
                    .update(name: configuration.name, avatar: isNewPicture), for: record.id)
            }
            var change = JSON.difference(before, try core.auditedAccount(record.id))
            if isNewPicture { change.after = change.after.with(["avatar": "(another picture)"]) }
            try core.audit(
                caller, "account.update", "account/\(record.openKfID)", before: change.before,
                after: change.after)
        }
    }
}

extension EngineCore {
    /// An account for the audit log: what an administrator decided about it.
    func auditedAccount(_ id: AccountID) throws(StoreError) -> JSON {
        guard let record = try store.view.account(id),
            case .object(let members) = try AccountDocuments([record], store.view).document(record)
        else { return .null }
        let shown: Set<String> = [
            "platform", "warnings", "open_sessions", "link", "agent_names", "department_names",
            "receiving_agents", "avatar", "deletion_code", "manage_privilege", "id",
        ]
        return .object(members.filter { !shown.contains($0.name) })
    }
}
