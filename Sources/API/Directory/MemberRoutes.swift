import Engine
import HTTPServer
import Routing
import Storage

/// Members of the directory (成员).
struct MemberRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    private static let shape = Schema.named("Member")
    private static let body = Schema.object([
        "userid?": .text(), "name?": .text(), "avatar?": Schemas.maybeText,
        "departments?": .list(.text(), max: 100), "sub_organisation?": Schemas.maybeText,
        "active?": .bool,
    ])

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/members", .supervisor,
                Operation(
                    "The members of the caller's scope, newest first",
                    query: [
                        "q": .text(about: "a part of the name or USERID"), "department": .text(),
                        "sub_organisation": .text(), "limit": .integer(1...200), "after": .text(),
                    ], answer: (200, Schemas.page("Member")), problems: [422],
                    handle: .task { try list($0) })),
            APIRoute(
                .post, "/api/members", .admin,
                Operation(
                    "Enters one", body: Self.body, answer: (201, Self.shape),
                    bodyBytesMax: 16_384, handle: .task { try await create($0) })),
            APIRoute(
                .get, "/api/members/{id}", .supervisor,
                Operation(
                    "One of them, by USERID", answer: (200, Self.shape),
                    handle: .task { answer(try find($0)) })),
            APIRoute(
                .patch, "/api/members/{id}", .admin,
                Operation(
                    "Changes it", headers: ifMatch, body: Self.body, answer: (200, Self.shape),
                    problems: [412], bodyBytesMax: 16_384, handle: .task { try await update($0) })),
            APIRoute(
                .delete, "/api/members/{id}", .admin,
                Operation(
                    "Removes it: its sessions go back to the queue", headers: ifMatch,
                    answer: (204, nil), problems: [412],
                    handle: .task { try await delete($0) })),
        ]
    }

    private func list(_ call: Call) throws -> Response {
        let page = try Page(call.request)
        let errors = InputErrors()
        let department = Page.number(call.request, "department", 1...Int64.max, errors)
        var subOrganisation = Page.number(
            call.request, "sub_organisation", 1...Int64.max, errors
        ).map { SubOrganisationID($0) }
        try errors.finish()
        if case .subOrganisation(let own) = call.caller?.scope {
            if let asked = subOrganisation, asked != own { throw Problem.notFound() }
            subOrganisation = own
        }
        let records = try services.read({
            try $0.members(
                keyword: call.request.query["q"], department: department.map { DepartmentID($0) },
                subOrganisation: subOrganisation, limit: page.limit,
                before: page.after.map { AgentID($0) })
        })
        return .document(page.document(records, id: { $0.agent.rawValue }, document))
    }

    private func create(_ call: Call) async throws -> Response {
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        fields.require("userid", "name")
        let userID = fields.read("userid") { json, pointer in
            AccountForm.userID(json, pointer, fields)
        }.value
        let form = try MemberForm(fields, over: nil, services)
        if let userID, try services.read({ try $0.member(userID: userID) })?.isInDirectory == true {
            errors.add("#/userid", "is taken")
        }
        try errors.finish()
        let caller = call.caller
        let id = userID ?? ""
        try await services.change { core in
            let agent = try core.store.createMember(
                userID: id, name: form.name ?? "", avatar: form.avatar,
                subOrganisation: form.subOrganisation, departments: form.departments,
                at: core.moment.now)
            try core.apply(.agentActivated(agent, form.isActive))
            try core.expandAccountsAgain()
            try core.audit(caller, "member.create", "member/\(id)", after: form.document)
        }
        return answer(try find(id), status: 201)
    }

    private func update(_ call: Call) async throws -> Response {
        let old = try find(call)
        let version = try call.request.expectedVersion()
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        let form = try MemberForm(fields, over: old, services)
        try errors.finish()
        let caller = call.caller
        let before = document(old)
        try await services.change { core in
            try core.expect(version, try core.store.view.member(old.agent)?.version)
            try core.store.updateMember(
                old.agent, name: form.name, avatar: form.avatar,
                subOrganisation: form.subOrganisation, departments: form.departments,
                isActive: form.isActive)
            if form.isActive != old.isActive {
                try core.apply(.agentActivated(old.agent, form.isActive))
            }
            try core.expandAccountsAgain()
            guard let new = try core.store.view.member(old.agent) else { throw Problem.notFound() }
            let change = JSON.difference(before, document(new))
            try core.audit(
                caller, "member.update", "member/\(old.userID)", before: change.before,
                after: change.after)
        }
        return answer(try find(old.userID))
    }

    private func delete(_ call: Call) async throws -> Response {
        let old = try find(call)
        let version = try call.request.expectedVersion()
        let caller = call.caller
        let before = document(old)
        try await services.change { core in
            try core.expect(version, try core.store.view.member(old.agent)?.version)
            try core.store.removeMember(old.agent, at: core.moment.now)
            try core.apply(.agentActivated(old.agent, false))
            try core.expandAccountsAgain()
            try core.audit(caller, "member.delete", "member/\(old.userID)", before: before)
        }
        return .noContent
    }

    private func find(_ call: Call) throws -> MemberRecord {
        let record = try find(call.parameter("id"))
        guard call.caller?.scope.includes(accountOf: record.subOrganisation) == true else {
            throw Problem.notFound()
        }
        return record
    }

    private func find(_ userID: String) throws -> MemberRecord {
        guard let record = try services.read({ try $0.member(userID: userID) }) else {
            throw Problem.notFound()
        }
        return record
    }

    private func answer(_ record: MemberRecord, status: Int = 200) -> Response {
        .document(document(record), status: status, version: record.version)
    }

    private func document(_ record: MemberRecord) -> JSON {
        [
            "userid": .string(record.userID), "name": .string(record.name ?? record.userID),
            "avatar": .text(record.avatar),
            "departments": .array(record.departments.map { .id($0) }),
            "sub_organisation": .id(record.subOrganisation), "active": .bool(record.isActive),
            "status": .text(record.setStatus?.rawValue),
        ]
    }
}

/// What a request says about a member, over what it is.
private struct MemberForm: Sendable {
    var name: String?
    var avatar: String?
    var departments: [DepartmentID]
    var subOrganisation: SubOrganisationID?
    var isActive: Bool

    init(_ fields: Fields, over old: MemberRecord?, _ services: Services) throws {
        name = DirectoryFields.name(fields) ?? old?.name
        departments =
            fields.list("departments", max: 100) { json, pointer in
                AccountForm.rowID(json, pointer, fields).map { DepartmentID($0) }
            }.value ?? old?.departments ?? []
        isActive = fields.bool("active").value ?? old?.isActive ?? true
        switch fields.text("avatar", bytes: 1...2_048, isNullable: true) {
        case .absent: avatar = old?.avatar
        case .null: avatar = nil
        case .value(let url):
            avatar = url
            if !url.hasPrefix("https://"), !url.hasPrefix("http://") {
                fields.errors.add(fields.at("avatar"), "must be a URL of http or https")
            }
        }
        switch DirectoryFields.id(fields, "sub_organisation") {
        case .absent: subOrganisation = old?.subOrganisation
        case .null: subOrganisation = nil
        case .value(let id): subOrganisation = SubOrganisationID(id)
        }
        let known = Set(try services.read({ try $0.departments() }).map(\.id))
        for (index, id) in departments.enumerated() where !known.contains(id) {
            fields.errors.add("\(fields.at("departments"))/\(index)", "is no department")
        }
        if let id = subOrganisation, subOrganisation != old?.subOrganisation,
            try !services.read({ try $0.subOrganisations() }).contains(where: { $0.id == id })
        {
            fields.errors.add(fields.at("sub_organisation"), "is no sub-organisation")
        }
    }

    var document: JSON {
        [
            "name": .text(name), "avatar": .text(avatar),
            "departments": .array(departments.map { .id($0) }),
            "sub_organisation": .id(subOrganisation), "active": .bool(isActive),
        ]
    }
}
