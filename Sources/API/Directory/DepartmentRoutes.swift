import Engine
import HTTPServer
import Routing
import Storage

/// Departments (部门), a tree.
struct DepartmentRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    private static let shape = Schema.named("Department")
    private static let body = Schema.object([
        "id?": .text(about: "the platform's number"), "name": .text(),
        "parent?": Schemas.maybeText, "sub_organisation?": Schemas.maybeText,
        "position?": .integer(),
    ])

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/departments", .supervisor,
                Operation(
                    "The departments of the caller's scope, and those of none",
                    query: ["q": .text(), "limit": .integer(1...200), "after": .text()],
                    answer: (200, Schemas.page("Department")), problems: [422],
                    handle: .task { try list($0) })),
            APIRoute(
                .post, "/api/departments", .admin,
                Operation(
                    "Makes one", body: Self.body, answer: (201, Self.shape), bodyBytesMax: 8_192,
                    handle: .task { try await create($0) })),
            APIRoute(
                .get, "/api/departments/{id}", .supervisor,
                Operation(
                    "One of them", answer: (200, Self.shape),
                    handle: .task { answer(try find($0)) })),
            APIRoute(
                .patch, "/api/departments/{id}", .admin,
                Operation(
                    "Changes it", headers: ifMatch, body: Self.body, answer: (200, Self.shape),
                    problems: [412], bodyBytesMax: 8_192, handle: .task { try await update($0) })),
            APIRoute(
                .delete, "/api/departments/{id}", .admin,
                Operation(
                    "Removes it when it is empty and no account has chosen it",
                    headers: ifMatch, answer: (204, nil), problems: [409, 412],
                    handle: .task { try await delete($0) })),
        ]
    }

    /// What a request says, over what the department is.
    private struct Form {
        var id: DepartmentID?
        var name = ""
        var parent: DepartmentID?
        var subOrganisation: SubOrganisationID?
        var position = 0
    }

    private func list(_ call: Call) throws -> Response {
        let page = try Page(call.request)
        let scope = call.caller?.scope ?? .nothing
        let keyword = call.request.query["q"]?.lowercased() ?? ""
        let records = try services.read({ try $0.departments() }).filter {
            scope.includes(departmentOf: $0.subOrganisation)
                && (keyword.isEmpty || $0.name.lowercased().contains(keyword))
        }.sorted { $0.id < $1.id }
        return .document(page.documentOfAll(records, id: { $0.id.rawValue }, document))
    }

    private func create(_ call: Call) async throws -> Response {
        let form = try form(call.request, over: Form(), needsName: true)
        let caller = call.caller
        let id = try await services.change { core in
            let id = try core.store.createDepartment(
                id: form.id, name: form.name, parent: form.parent, position: form.position,
                subOrganisation: form.subOrganisation)
            try core.audit(
                caller, "department.create", "department/\(id.rawValue)",
                after: try core.department(id).map { document($0) })
            return id
        }
        return answer(try find(id), status: 201)
    }

    private func update(_ call: Call) async throws -> Response {
        let old = try find(call)
        let version = try call.request.expectedVersion()
        let form = try form(
            call.request,
            over: Form(
                id: old.id, name: old.name, parent: old.parent,
                subOrganisation: old.subOrganisation, position: old.position), needsName: false)
        let caller = call.caller
        let before = document(old)
        try await services.change { core in
            try core.expect(version, try core.department(old.id)?.version)
            try core.store.updateDepartment(
                old.id, name: form.name, parent: form.parent, position: form.position,
                subOrganisation: form.subOrganisation)
            try core.expandAccountsAgain()
            guard let new = try core.department(old.id) else { throw Problem.notFound() }
            let change = JSON.difference(before, document(new))
            try core.audit(
                caller, "department.update", "department/\(old.id.rawValue)",
                before: change.before, after: change.after)
        }
        return answer(try find(old.id))
    }

    private func delete(_ call: Call) async throws -> Response {
        let old = try find(call)
        let version = try call.request.expectedVersion()
        let caller = call.caller
        let before = document(old)
        try await services.change { core in
            try core.expect(version, try core.department(old.id)?.version)
            try core.store.deleteDepartment(old.id)
            try core.audit(
                caller, "department.delete", "department/\(old.id.rawValue)", before: before)
        }
        return .noContent
    }

    private func form(
        _ request: Request, over old: Form, needsName: Bool
    ) throws -> Form {
        let errors = InputErrors()
        let fields = try request.fields(errors)
        if needsName { fields.require("name") }
        var form = old
        if old.id == nil { form.id = DirectoryFields.id(fields, "id").value.map(DepartmentID.init) }
        form.name = DirectoryFields.name(fields) ?? old.name
        form.position =
            fields.integer("position", 0...1_000_000).value.map(Int.init) ?? old.position
        switch DirectoryFields.id(fields, "parent") {
        case .absent: break
        case .null: form.parent = nil
        case .value(let id): form.parent = DepartmentID(id)
        }
        switch DirectoryFields.id(fields, "sub_organisation") {
        case .absent: break
        case .null: form.subOrganisation = nil
        case .value(let id): form.subOrganisation = SubOrganisationID(id)
        }
        try check(form, isNew: old.id == nil, errors)
        try errors.finish()
        return form
    }

    private func check(_ form: Form, isNew: Bool, _ errors: InputErrors) throws {
        let known = Set(try services.read({ try $0.departments() }).map(\.id))
        if let parent = form.parent, !known.contains(parent) {
            errors.add("#/parent", "is no department")
        }
        if !isNew, let id = form.id, let parent = form.parent,
            try services.read({ try $0.departmentsBelow(id) }).contains(parent)
        {
            errors.add("#/parent", "must not be the department itself or one below it")
        }
        if isNew, let id = form.id, known.contains(id) { errors.add("#/id", "is taken") }
        if let id = form.subOrganisation,
            try !services.read({ try $0.subOrganisations() }).contains(where: { $0.id == id })
        {
            errors.add("#/sub_organisation", "is no sub-organisation")
        }
    }

    private func find(_ call: Call) throws -> DepartmentRecord {
        try find(DepartmentID(try call.id()))
    }

    private func find(_ id: DepartmentID) throws -> DepartmentRecord {
        guard let record = try services.read({ try $0.departments() }).first(where: { $0.id == id })
        else {
            throw Problem.notFound()
        }
        return record
    }

    private func answer(_ record: DepartmentRecord, status: Int = 200) -> Response {
        .document(document(record), status: status, version: record.version)
    }

    private func document(_ record: DepartmentRecord) -> JSON {
        [
            "id": .id(record.id), "name": .string(record.name), "parent": .id(record.parent),
            "position": .int(record.position), "sub_organisation": .id(record.subOrganisation),
        ]
    }
}

extension EngineCore {
    fileprivate func department(_ id: DepartmentID) throws(StoreError) -> DepartmentRecord? {
        try store.view.departments().first { $0.id == id }
    }

    /// After the directory has changed: accounts that chose departments get their agents anew, and
    /// routing learns of it in the same transaction.
    func expandAccountsAgain() throws {
        for account in try store.adoptedAccounts() {
            let before = try store.settings(of: account)?.agents ?? []
            guard let settings = try store.expandAgain(account) else { continue }
            try follow(settings, of: account, before: before)
        }
    }
}
