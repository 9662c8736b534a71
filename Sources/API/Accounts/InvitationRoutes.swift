import Engine
import HTTPServer
import Routing
import Storage

/// How an account invites its visitors to become friends (好友邀请设置).
struct InvitationRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    private static let shape = Schema.named("Invitation")

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/accounts/{id}/invitation", .supervisor,
                Operation(
                    "The words of the invitation, and whose card", answer: (200, Self.shape),
                    handle: .task { try get($0) })),
            APIRoute(
                .put, "/api/accounts/{id}/invitation", .admin,
                Operation(
                    "Changes it; members outside the platform's range of 升级服务 are refused",
                    headers: ifMatch, body: Self.shape, answer: (200, Self.shape),
                    problems: [412, 502, 504], bodyBytesMax: 65_536,
                    handle: .task { try await put($0) })),
        ]
    }

    private func get(_ call: Call) throws -> Response {
        let (record, _) = try AccountLookup(services).adopted(call)
        let (invitation, version) = try services.read { try $0.invitation(of: record.id) }
        return .document(InvitationForm.document(invitation), version: version)
    }

    private func put(_ call: Call) async throws -> Response {
        let (record, _) = try AccountLookup(services).adopted(call)
        let version = try call.request.expectedVersion()
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        let old = try services.read { try $0.invitation(of: record.id) }.invitation
        let new = InvitationForm.read(fields, over: old)
        try errors.finish()
        try await check(new, over: old, errors)
        try errors.finish()
        let caller = call.caller
        let changed = try await services.change { core in
            let found = try core.store.view.invitation(of: record.id)
            try core.expect(version, found.version)
            let change = JSON.difference(
                InvitationForm.document(found.invitation), InvitationForm.document(new))
            try core.audit(
                caller, "invitation.update", "account/\(record.openKfID)", before: change.before,
                after: change.after)
            return try core.store.setInvitation(new, of: record.id)
        }
        return .document(InvitationForm.document(new), version: changed)
    }

    /// Named members must be in the directory, and in the range that the platform allows.
    private func check(
        _ new: Invitation, over old: Invitation, _ errors: InputErrors
    ) async throws {
        var named: [(pointer: String, member: String)] = []
        if let member = new.upgrade.members.first {
            named.append(("#/upgrade/card/member", member))
        }
        for (index, member) in new.toolbar.members.enumerated() {
            named.append(("#/toolbar/card/members/\(index)", member))
        }
        guard !named.isEmpty else { return }
        let range = try await services.ask { platform throws(AccountPlatformFault) in
            try await platform.upgradeRange()
        }
        let view = try services.read { view in
            try named.map { name in try view.member(userID: name.member) }
        }
        let below = try services.read { view in
            try range.departments.flatMap { try view.departmentsBelow(DepartmentID($0)) }
        }
        for (name, member) in zip(named, view) {
            guard member?.removedAt == nil, member != nil else {
                errors.add(name.pointer, "is no member")
                continue
            }
            let isInside =
                range.members.contains(name.member)
                || member?.departments.contains { below.contains($0) } == true
            if !isInside {
                errors.add(
                    name.pointer, "is outside the range that the platform allows for 升级服务")
            }
        }
    }
}

/// An invitation as the API writes it.
enum InvitationForm {
    /// The most bytes of the words.
    static let textBytesMax = 1_024
    /// The most cards of the toolbar.
    static let membersMax = 20

    private enum Card: String, CaseIterable { case current, member, members }

    /// Reads a request over what the account has.
    static func read(_ fields: Fields, over old: Invitation) -> Invitation {
        Invitation(
            upgrade: way(fields, "upgrade", old.upgrade, named: .member),
            toolbar: way(fields, "toolbar", old.toolbar, named: .members))
    }

    /// The invitation as the API shows it.
    static func document(_ invitation: Invitation) -> JSON {
        let card: JSON =
            invitation.upgrade.members.first.map { ["kind": "member", "member": .string($0)] }
            ?? ["kind": "current"]
        let members = invitation.toolbar.members
        let cards: JSON =
            members.isEmpty
            ? ["kind": "current"]
            : ["kind": "members", "members": .array(members.map { .string($0) })]
        return [
            "upgrade": document(invitation.upgrade, card),
            "toolbar": document(invitation.toolbar, cards),
        ]
    }

    private static func document(_ way: Invitation.Way, _ card: JSON) -> JSON {
        ["enabled": .bool(way.isEnabled), "text": .string(way.text), "card": card]
    }

    private static func way(
        _ all: Fields, _ name: String, _ old: Invitation.Way, named kind: Card
    ) -> Invitation.Way {
        guard let fields = all.object(name).value else { return old }
        var way = old
        way.isEnabled = fields.bool("enabled").value ?? old.isEnabled
        way.text = fields.text("text", bytes: 0...textBytesMax).value ?? old.text
        if let card = fields.object("card").value {
            card.require("kind")
            way.members = members(card, named: kind) ?? old.members
        }
        if way.isEnabled, way.text.isEmpty {
            fields.errors.add(fields.at("text"), "must not be empty while it is enabled")
        }
        return way
    }

    private static func members(_ card: Fields, named kind: Card) -> [String]? {
        guard let word = card.word("kind", Card.self).value else { return nil }
        switch word {
        case .current: return []
        case .member where kind == .member:
            card.require("member")
            return card.read("member") { AccountForm.userID($0, $1, card) }.value.map { [$0] }
        case .members where kind == .members:
            card.require("members")
            let list = card.list("members", max: membersMax) { json, pointer in
                AccountForm.userID(json, pointer, card)
            }.value
            if list?.isEmpty == true {
                card.errors.add(card.at("members"), "must name at least one member")
            }
            return list
        case .member, .members:
            card.errors.add(
                card.at("kind"), "must be \"current\" or \"\(kind.rawValue)\"")
            return nil
        }
    }
}
