import Engine
import HTTPServer
import Routing
import Storage

/// Sub-organisations (子机构).
struct SubOrganisationRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    private static let shape = Schema.named("SubOrganisation")
    private static let body = Schema.object(["name": .text()])

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/sub-organisations", .supervisor,
                Operation(
                    "The sub-organisations of the caller's scope", query: Page.query,
                    answer: (200, Schemas.page("SubOrganisation")), problems: [422],
                    handle: .task { try list($0) })),
            APIRoute(
                .post, "/api/sub-organisations", .admin,
                Operation(
                    "Makes one", body: Self.body, answer: (201, Self.shape), bodyBytesMax: 8_192,
                    handle: .task { try await create($0) })),
            APIRoute(
                .get, "/api/sub-organisations/{id}", .supervisor,
                Operation(
                    "One of them", answer: (200, Self.shape),
                    handle: .task { answer(try find($0)) })),
            APIRoute(
                .patch, "/api/sub-organisations/{id}", .admin,
                Operation(
                    "Renames it", headers: ifMatch, body: Self.body, answer: (200, Self.shape),
                    problems: [412], bodyBytesMax: 8_192, handle: .task { try await rename($0) })),
            APIRoute(
                .delete, "/api/sub-organisations/{id}", .admin,
                Operation(
                    "Removes it when nothing belongs to it", headers: ifMatch,
                    answer: (204, nil), problems: [409, 412],
                    handle: .task { try await delete($0) })),
        ]
    }

    private func list(_ call: Call) throws -> Response {
        let page = try Page(call.request)
        let scope = call.caller?.scope
        let records = try services.read({ try $0.subOrganisations() }).filter {
            scope?.includes(accountOf: $0.id) == true
        }
        let sorted = records.sorted { $0.id < $1.id }
        return .document(page.documentOfAll(sorted, id: { $0.id.rawValue }, document))
    }

    private func create(_ call: Call) async throws -> Response {
        let name = try Self.name(call.request)
        try free(name, but: nil)
        let caller = call.caller
        let id = try await services.change { core in
            let id = try core.store.createSubOrganisation(name: name, at: core.moment.now)
            try core.audit(
                caller, "sub_organisation.create", "sub_organisation/\(id.rawValue)",
                after: ["name": .string(name)])
            return id
        }
        return .document(["id": .id(id), "name": .string(name)], status: 201, version: 1)
    }

    private func rename(_ call: Call) async throws -> Response {
        let record = try find(call)
        let version = try call.request.expectedVersion()
        let name = try Self.name(call.request)
        try free(name, but: record.id)
        let caller = call.caller
        try await services.change { core in
            try core.expect(version, try core.version(of: record.id))
            try core.store.renameSubOrganisation(record.id, to: name)
            try core.audit(
                caller, "sub_organisation.rename", "sub_organisation/\(record.id.rawValue)",
                before: ["name": .string(record.name)], after: ["name": .string(name)])
        }
        return answer(try find(call))
    }

    private func delete(_ call: Call) async throws -> Response {
        let record = try find(call)
        let version = try call.request.expectedVersion()
        let caller = call.caller
        try await services.change { core in
            try core.expect(version, try core.version(of: record.id))
            try core.store.deleteSubOrganisation(record.id)
            try core.audit(
                caller, "sub_organisation.delete", "sub_organisation/\(record.id.rawValue)",
                before: ["name": .string(record.name)])
        }
        return .noContent
    }

    private func find(_ call: Call) throws -> SubOrganisationRecord {
        let id = SubOrganisationID(try call.id())
        guard call.caller?.scope.includes(accountOf: id) == true,
            let record = try services.read({ try $0.subOrganisations() }).first(where: {
                $0.id == id
            })
        else { throw Problem.notFound() }
        return record
    }

    private func free(_ name: String, but own: SubOrganisationID?) throws {
        let others = try services.read({ try $0.subOrganisations() }).filter { $0.id != own }
        if others.contains(where: { $0.name == name }) {
            throw Problem.invalidInput([Problem.FieldError("#/name", "is taken")])
        }
    }

    private static func name(_ request: Request) throws(Problem) -> String {
        let errors = InputErrors()
        let fields = try request.fields(errors)
        fields.require("name")
        let name = DirectoryFields.name(fields)
        try errors.finish()
        return name ?? ""
    }

    private func answer(_ record: SubOrganisationRecord) -> Response {
        .document(document(record), version: record.version)
    }

    private func document(_ record: SubOrganisationRecord) -> JSON {
        ["id": .id(record.id), "name": .string(record.name)]
    }
}

extension EngineCore {
    fileprivate func version(of id: SubOrganisationID) throws(StoreError) -> Int64? {
        try store.view.subOrganisations().first { $0.id == id }?.version
    }
}

/// What the entries of the directory have in common.
enum DirectoryFields {
    /// The longest name, in characters.
    static let nameMax = 64

    /// A name of 1 to 64 characters, without white space around it.
    static func name(_ fields: Fields, _ field: String = "name") -> String? {
        fields.line(field, characters: 1...nameMax).value
    }

    /// The id of a row, as a text; null for none.
    static func id(_ fields: Fields, _ field: String) -> Given<Int64> {
        fields.read(field, isNullable: true) { json, pointer in
            AccountForm.rowID(json, pointer, fields)
        }
    }
}
