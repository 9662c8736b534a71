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
        let version = try Self.version(call.request)
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
        let warnings = try await save(saving, over: record, old, call)
        return try AccountLookup(services).answer(record.id, warnings: warnings)
    }

    private func save(
        _ saving: AccountSaving, over record: AccountRecord, _ old: AccountConfiguration,
        _ call: Call
    ) async throws -> [String] {
        let caller = call.caller
        // What was read is what is overwritten: a change in between is a conflict.
        let version = record.version
        let names = try AgentNames(AccountDocument.agents(of: record), services)
        let before = AccountDocument.document(record, names)
        let request = call.request.auditedBody
        return try await services.change { core in
            let configuration = try saving.resolved(core)
            let settings = try core.store.configure(
                record.id, configuration, expecting: version)
            try saving.saveAvatar(of: record.id, core)
            try core.audit(
                caller, "account.update", "account/\(record.id.rawValue)", before: before,
                after: request)
            // The platform does not know the agents of an account that received through kefud.
            let known = old.receptionChannel == .wecom ? record.agents : []
            try core.follow(settings, of: record.id, before: known)
            var isNewPicture = true
            if case .keep = saving.avatar { isNewPicture = false }
            if configuration.name != old.name || isNewPicture {
                try core.addAccountEffect(
                    .update(name: configuration.name, avatar: isNewPicture), for: record.id)
            }
            return try saving.warnings(configuration, core)
        }
    }

    /// The version in `If-Match`; nil when the caller does not care.
    static func version(_ request: Request) throws(Problem) -> Int64? {
        guard let header = request.header("If-Match"), header != "*" else { return nil }
        let text = header.filter { $0 != "\"" && $0 != " " }
        // A tag that is none of ours fits nothing.
        guard let version = Int64(text.hasPrefix("W/") ? String(text.dropFirst(2)) : text) else {
            throw .editConflict()
        }
        return version
    }
}

extension Request {
    /// The body for the audit log, without pictures.
    var auditedBody: JSON {
        guard case .object(let members)? = JSON(reading: body) else { return .null }
        return .object(
            members.map { member in
                member.name == "avatar" && member.value != .null
                    ? JSON.Member(name: member.name, value: "(a picture)") : member
            })
    }
}
