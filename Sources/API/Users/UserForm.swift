import Engine
import HTTPServer
import Routing
import Storage

/// What a request says about a user, over what it is.
struct UserForm: Sendable {
    private(set) var name = ""
    private(set) var password: String?
    private(set) var role = UserRole.agent
    private(set) var subOrganisation: SubOrganisationID?
    private(set) var isActive = true
    /// The USERID of the member that it is.
    private(set) var member: String?

    /// Reads and checks a request.
    /// - Throws: `invalid-input` with everything that is wrong.
    init(_ request: Request, over old: UserRecord?, _ services: Services) throws {
        let errors = InputErrors()
        let fields = try request.fields(errors)
        if old == nil { fields.require("name", "role") }
        name = DirectoryFields.name(fields) ?? old?.name ?? ""
        if !fields.isNull("password") { password = Password.read(fields, "password") }
        role = fields.word("role", UserRole.self).value ?? old?.role ?? .agent
        isActive = fields.bool("active").value ?? old?.isActive ?? true
        readMember(fields, old)
        switch DirectoryFields.id(fields, "sub_organisation") {
        case .absent: subOrganisation = old?.subOrganisation
        case .null: subOrganisation = nil
        case .value(let id): subOrganisation = SubOrganisationID(id)
        }
        try check(fields, old, services)
        try errors.finish()
    }

    private mutating func readMember(_ fields: Fields, _ old: UserRecord?) {
        switch fields.read(
            "member", isNullable: true,
            { json, pointer in
                AccountForm.userID(json, pointer, fields)
            })
        {
        case .absent: member = old?.userID
        case .null: member = nil
        case .value(let userID): member = userID
        }
    }

    private func check(_ fields: Fields, _ old: UserRecord?, _ services: Services) throws {
        if role == .agent, member == nil {
            fields.errors.add(fields.at("member"), "is required for an agent")
        }
        if let other = try services.read({ try $0.user(named: name) }), other.id != old?.id {
            fields.errors.add(fields.at("name"), "is taken")
        }
        if let id = subOrganisation, id != old?.subOrganisation,
            try !services.read({ try $0.subOrganisations() }).contains(where: { $0.id == id })
        {
            fields.errors.add(fields.at("sub_organisation"), "is no sub-organisation")
        }
    }

    /// The member's number; one that nobody has entered yet is noted as seen.
    func agent(_ core: EngineCore) throws(StoreError) -> AgentID? {
        guard let member else { return nil }
        return try core.store.agentID(userID: member)
    }

    /// For the audit log; never the password.
    var document: JSON {
        [
            "name": .string(name), "role": .string(role.rawValue), "member": .text(member),
            "sub_organisation": .id(subOrganisation), "active": .bool(isActive),
            "password_set": .bool(password != nil),
        ]
    }
}
