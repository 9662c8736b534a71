import Engine
import HTTPServer
import HTTPServer
import Routing
import Storage

/// What every change of an account does inside the engine: store it, let routing follow, and have
/// the platform told, all in one transaction.
struct AccountSaving: Sendable {
    /// What is to be.
    var configuration: AccountConfiguration
    /// USERIDs, in order; nil keeps those that are chosen.
    var agents: [String]?
    /// The picture.
    var avatar: AvatarChange

    /// Another picture, none, or the one that it has.
    enum AvatarChange: Sendable {
        case keep
        case remove
        case set(AvatarImage)
    }

    /// What a form asks for.
    init(_ form: AccountForm) {
        configuration = form.configuration
        agents = form.agents
        if let departments = form.departments { configuration.departments = departments }
        switch form.avatar {
        case .absent: avatar = .keep
        case .null: avatar = .remove
        case .value(let image): avatar = .set(image)
        }
    }

    /// The chosen agents as rows; who is not in the directory is noted as seen.
    func resolved(_ core: EngineCore) throws(StoreError) -> AccountConfiguration {
        guard let agents else { return configuration }
        var configuration = configuration
        configuration.agents = []
        for userID in agents { configuration.agents.append(try core.store.agentID(userID: userID)) }
        return configuration
    }

    /// Writes the picture.
    func saveAvatar(of account: AccountID, _ core: EngineCore) throws(StoreError) {
        switch avatar {
        case .keep: break
        case .remove: try core.store.setOwnAvatar(nil, of: account)
        case .set(let image):
            try core.store.setOwnAvatar((image.format.rawValue, image.bytes), of: account)
        }
    }
}

extension EngineCore {
    /// Lets routing follow what was stored, and the platform's list of servicers with it.
    /// - Parameter before: the agents before the change.
    func follow(
        _ settings: AccountSettings, of account: AccountID, before: [AgentID]
    ) throws(StoreError) {
        try apply(.accountSet(account, settings))
        news.changedAccounts.insert(account)
        guard settings.receptionChannel == .wecom else { return }
        let (old, new) = (Set(before), Set(settings.agents))
        try push(settings.agents.filter { !old.contains($0) }, of: account) { .addServicers($0) }
        try push(before.filter { !new.contains($0) }, of: account) { .deleteServicers($0) }
    }

    private func push(
        _ agents: [AgentID], of account: AccountID, _ kind: ([String]) -> AccountEffect.Kind
    ) throws(StoreError) {
        var names: [String] = []
        for agent in agents {
            names.append(try store.userID(of: agent))
        }
        if !names.isEmpty { try addAccountEffect(kind(names), for: account) }
    }

    /// A call about an account, for the outbox.
    func addAccountEffect(
        _ kind: AccountEffect.Kind, for account: AccountID
    ) throws(StoreError) {
        let kind = try superseding(kind, account)
        try store.addAccountEffect(kind, for: account, at: moment.now)
        news.accountEffects.append(account)
    }

    /// A new name or deletion takes the place of one that was refused; the picture that did not
    /// arrive with the old name goes with the new one.
    private func superseding(
        _ kind: AccountEffect.Kind, _ account: AccountID
    ) throws(StoreError) -> AccountEffect.Kind {
        var kind = kind
        for old in try store.view.unfinishedAccountEffects()
        where old.account == account && old.state != .pending {
            switch (kind, old.kind) {
            case (.update(let name, let avatar), .update(_, let hadAvatar)):
                kind = .update(name: name, avatar: avatar || hadAvatar)
            case (.delete, .delete), (.fetchLink, .fetchLink): break
            default: continue
            }
            try store.finishAccountEffect(old.id, .withdrawn, at: moment.now)
        }
        return kind
    }
}

/// Rules that need the database to be looked at.
struct AccountRules {
    let services: Services
    let errors: InputErrors

    /// The most accounts of one corporation.
    static let accountsMax = 10

    /// Whether what the form names exists.
    func check(_ form: AccountForm) throws {
        if let id = form.configuration.subOrganisation,
            try !services.read({ try $0.subOrganisations() }).contains(where: { $0.id == id })
        {
            errors.add("#/sub_organisation", "is no sub-organisation")
        }
        guard let departments = form.departments else { return }
        let known = Set(try services.read({ try $0.departments() }).map(\.id))
        for (index, id) in departments.enumerated() where !known.contains(id) {
            errors.add("#/departments/\(index)", "is no department")
        }
    }

    /// Whether one more may be adopted.
    func checkRoom() throws {
        if try !services.read({ try Self.hasRoom($0) }) { errors.add("#", Self.noRoom) }
    }

    /// What is said when there is no room.
    static let noRoom: Wording = "there are \(accountsMax) accounts already, which is the most"

    /// Whether there are fewer accounts than there may be.
    static func hasRoom(_ view: ReadView) throws(StoreError) -> Bool {
        try view.accounts().filter { $0.status != nil && $0.status != .deleted }.count
            < accountsMax
    }
}
