import Engine
import HTTPServer
import Routing
import Storage

/// Adopts an account that exists at the platform, or makes a new one there.
struct AccountCreation {
    private let services: Services

    init(_ services: Services) { self.services = services }

    /// `POST /api/accounts`.
    func create(_ call: Call) async throws -> Response {
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        let openKfID = fields.text("open_kfid", bytes: 1...64).value
        let found = try openKfID.flatMap { name in
            try services.read({ try $0.account(openKfID: name) })
        }
        if fields.has("open_kfid"), openKfID != nil {
            // Until the platform's list has been read, an account is known by a callback alone: its
            // name is not, and whoever gave it another one unasked would rename it at the platform.
            let isNamed = found?.name.isEmpty == false || fields.has("name")
            if found?.isListed != true || !isNamed {
                errors.add("#/open_kfid", "is no account of the platform's list")
            }
            if let status = found?.status, status != .deleted {
                errors.add("#/open_kfid", "is adopted already")
            }
        } else {
            fields.require("name")
        }
        var base = AccountConfiguration(
            name: found?.name ?? "", priorAgentFirst: false, cap: 50,
            timeZone: services.configuration.timeZone, prompts: .ofANewAccount)
        base.name = String(base.name.prefix(AccountForm.nameMax))
        let form = AccountForm(fields, over: base)
        let rules = AccountRules(services: services, errors: errors)
        try rules.check(form)
        try rules.checkRoom()
        try errors.finish()
        if let found {
            return try await adopt(found, form, call)
        }
        return try await make(form, call)
    }

    private func adopt(
        _ record: AccountRecord, _ form: AccountForm, _ call: Call
    ) async throws -> Response {
        var saving = AccountSaving(form)
        // Its servicers at the platform become its agents, unless the request names some.
        saving.configuration.takesPlatformList = form.agents == nil && form.departments == nil
        let isRenamed = saving.configuration.name != record.name
        try await save(
            saving, as: record.id, isRenamed: isRenamed, call, "account.adopt")
        return try AccountLookup(services).answer(record.id, to: call, status: 201)
    }

    private func make(_ form: AccountForm, _ call: Call) async throws -> Response {
        let saving = AccountSaving(form)
        let picture: (bytes: [UInt8], type: String)
        if case .set(let image) = saving.avatar {
            picture = (image.bytes, image.format.rawValue)
        } else {
            picture = (BuiltInAvatar.bytes, AvatarImage.Format.png.rawValue)
        }
        let name = saving.configuration.name
        let (bytes, type) = picture
        // What comes later than that is found when the platform's list is read next.
        let openKfID = try await services.ask(
            unknown: "If the account came to be, it is listed as not adopted"
        ) { platform throws(AccountPlatformFault) in
            try await platform.addAccount(name: name, avatar: bytes, type: type)
        }
        let account = try await services.change { core in
            try core.store.discover(
                openKfID: openKfID, name: name, managePrivilege: true, at: core.moment.now)
        }
        try await save(
            saving, as: account, isRenamed: false, call, "account.create")
        return try AccountLookup(services).answer(account, to: call, status: 201)
    }

    private func save(
        _ saving: AccountSaving, as account: AccountID, isRenamed: Bool, _ call: Call,
        _ action: String
    ) async throws {
        let caller = call.caller
        let listed = try services.read({ try $0.account(account) })?.agents ?? []
        try await services.change { core in
            // Asked again here: somebody else may have taken the last place.
            guard try AccountRules.hasRoom(core.store.view) else {
                throw Problem.invalidInput([
                    Problem.FieldError("#", AccountRules.noRoom)
                ])
            }
            let configuration = try saving.resolved(core)
            let settings = try core.store.adopt(account, configuration, at: core.moment.now)
            try saving.saveAvatar(of: account, core)
            try core.follow(settings, of: account, before: listed)
            try core.apply(.accountStatusSet(account, .active))
            var hasOwnPicture = false
            if case .set = saving.avatar { hasOwnPicture = true }
            if isRenamed || (hasOwnPicture && action == "account.adopt") {
                try core.addAccountEffect(
                    .update(name: configuration.name, avatar: hasOwnPicture), for: account)
            }
            try core.addAccountEffect(.fetchLink, for: account)
            core.news.servicerLists.insert(account)
            let name = try core.store.openKfID(of: account)
            try core.audit(
                caller, action, "account/\(name)", after: try core.auditedAccount(account))
        }
    }
}
