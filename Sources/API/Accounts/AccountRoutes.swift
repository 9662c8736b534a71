import Engine
import HTTPServer
import Routing
import Storage

/// Customer-service accounts (客服账号管理).
struct AccountRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    private static let shape = Schema.named("Account")
    private static let edit = Schema.named("AccountEdit")
    /// A picture of 2 MiB in Base64, and the rest.
    private static let bodyBytesMax = 3 << 20

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/accounts", .supervisor,
                Operation(
                    "The accounts of the caller's scope; administrators see the others, too",
                    query: [
                        "q": .text(), "sub_organisation": .text(),
                        "limit": .integer(1...200), "after": .text(),
                    ],
                    answer: (200, Schemas.page("Account")), problems: [422],
                    handle: .task { try list($0) })),
            APIRoute(
                .post, "/api/accounts", .admin,
                Operation(
                    "Adopts the account `open_kfid`, or makes one at the platform",
                    body: Self.edit, answer: (201, Self.shape), problems: [502, 504],
                    bodyBytesMax: Self.bodyBytesMax,
                    handle: .task { try await AccountCreation(services).create($0) })),
            APIRoute(
                .get, "/api/accounts/{id}", .supervisor,
                Operation(
                    "One account", answer: (200, Self.shape), handle: .task { try one($0) })),
            APIRoute(
                .patch, "/api/accounts/{id}", .admin,
                Operation(
                    "Changes what is named; `If-Match` refuses to overwrite another's change",
                    headers: ifMatch, body: Self.edit, answer: (200, Self.shape),
                    problems: [409, 412], bodyBytesMax: Self.bodyBytesMax,
                    handle: .task { try await AccountEditing(services).edit($0) })),
            APIRoute(
                .delete, "/api/accounts/{id}", .admin,
                Operation(
                    "Deletes it at the platform, too; open sessions end when asked for",
                    query: ["end_sessions": .bool], headers: ifMatch, answer: (202, Self.shape),
                    problems: [409, 412],
                    handle: .task { try await AccountDeletion(services).delete($0) })),
            APIRoute(
                .post, "/api/accounts/{id}/restore", .admin,
                Operation(
                    "Takes a deletion back: routing starts again", answer: (200, Self.shape),
                    problems: [409], bodyBytesMax: 8_192,
                    handle: .task { try await AccountDeletion(services).restore($0) })),
            APIRoute(
                .get, "/api/accounts/{id}/avatar", .signedIn,
                Operation(
                    "Its picture", answer: (200, .text(format: "binary")),
                    mediaType: "image/png", handle: .task { try avatar($0) })),
        ]
    }

    private func list(_ call: Call) throws -> Response {
        let page = try Page(call.request)
        let keyword = call.request.query["q"]?.lowercased() ?? ""
        let errors = InputErrors()
        let subOrganisation = Page.number(
            call.request, "sub_organisation", 1...Int64.max, errors)
        try errors.finish()
        let records = try services.read({ try $0.accounts() }).filter { record in
            AccountLookup.isVisible(record, to: call.caller)
                && (keyword.isEmpty || record.shownName.lowercased().contains(keyword))
                && (subOrganisation == nil
                    || record.configuration?.subOrganisation?.rawValue == subOrganisation)
        }
        let documents = try services.read { try AccountDocuments(records, $0) }
        return .document(
            page.documentOfAll(records, id: { $0.id.rawValue }) {
                documents.document($0, in: call.language)
            })
    }

    private func one(_ call: Call) throws -> Response {
        try AccountLookup(services).answer(AccountLookup(services).record(call), to: call)
    }

    private func avatar(_ call: Call) throws -> Response {
        guard let record = try services.read({ try $0.account(openKfID: call.parameter("id")) })
        else {
            throw Problem.notFound()
        }
        let own = try services.read({ try $0.ownAvatar(of: record.id) })
        return Response(
            status: 200,
            headers: [
                ("Content-Type", own?.type ?? AvatarImage.Format.png.rawValue),
                ("Cache-Control", "private, max-age=60"), ("X-Content-Type-Options", "nosniff"),
            ], body: own?.bytes ?? BuiltInAvatar.bytes)
    }
}

/// Finds accounts that a caller can see, and shows them.
struct AccountLookup {
    private let services: Services

    init(_ services: Services) { self.services = services }

    /// The account of the path.
    /// - Throws: `not-found`, also for what is outside of the caller's scope.
    func record(_ call: Call) throws -> AccountRecord {
        guard let record = try services.read({ try $0.account(openKfID: call.parameter("id")) }),
            Self.isVisible(record, to: call.caller)
        else { throw Problem.notFound() }
        return record
    }

    /// One that has been adopted.
    func adopted(_ call: Call) throws -> (AccountRecord, AccountConfiguration) {
        let record = try record(call)
        guard let configuration = record.configuration, record.status != .deleted else {
            throw Problem.notFound("The account is not adopted")
        }
        return (record, configuration)
    }

    /// The account with its version as ETag.
    func answer(_ record: AccountRecord, to call: Call, status: Int = 200) throws -> Response {
        let documents = try services.read { try AccountDocuments([record], $0) }
        return .document(
            documents.document(record, in: call.language), status: status,
            version: record.version)
    }

    /// The account as it is stored now.
    func answer(_ id: AccountID, to call: Call, status: Int = 200) throws -> Response {
        guard let record = try services.read({ try $0.account(id) }) else {
            throw Problem.notFound()
        }
        return try answer(record, to: call, status: status)
    }

    /// Accounts that are not adopted belong to nobody: administrators see them.
    static func isVisible(_ record: AccountRecord, to caller: Caller?) -> Bool {
        guard let caller else { return false }
        if record.configuration == nil { return caller.role == .admin }
        return caller.scope.includes(accountOf: record.configuration?.subOrganisation)
    }
}

extension AccountRecord {
    /// What an administrator called it, or else the platform.
    var shownName: String { configuration?.name ?? name }
}
