import HTTPServer
import Routing
import Storage

/// A call to the platform by its name in the API: a number for one about a conversation, `a` and a
/// number for one about an account itself.
enum EffectName: Sendable {
    case conversation(EffectID)
    case account(AccountEffectID)

    /// The call of a path.
    init(_ call: Call) throws(Problem) {
        let text = call.parameter("id")
        let digits = text.hasPrefix("a") ? text.dropFirst() : text[...]
        guard let number = Int64(digits), number > 0 else { throw .notFound() }
        self =
            text.hasPrefix("a")
            ? .account(AccountEffectID(number)) : .conversation(EffectID(number))
    }

    /// As the API writes it.
    var text: String {
        switch self {
        case .conversation(let id): "\(id.rawValue)"
        case .account(let id): "a\(id.rawValue)"
        }
    }
}

/// Where a page of calls ended, in both tables: `EFFECT-ACCOUNTEFFECT`.
struct EffectPlace {
    var effect = Int64.max
    var accountEffect = Int64.max

    /// Reads `after`; what is wrong is noted.
    init(_ request: Request, _ errors: InputErrors) {
        guard let text = request.query["after"], !text.isEmpty else { return }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let effect = Int64(parts[0]), let account = Int64(parts[1]),
            effect > 0, account > 0
        else {
            errors.add("?after", "must be the `next` of the page before")
            return
        }
        (self.effect, accountEffect) = (effect, account)
    }

    var text: String { "\(effect)-\(accountEffect)" }
}

/// Calls about conversations and about accounts as one list, newest first.
enum EffectPage {
    private struct Item {
        let at: Instant
        let effect: EffectID?
        let accountEffect: AccountEffectID?
        let document: JSON
    }

    /// A page, and where the next one begins.
    static func read(
        _ view: ReadView, _ state: EffectState?, _ account: AccountID?,
        after place: EffectPlace, limit: Int
    ) throws -> (items: [JSON], next: String?) {
        let effects = try view.effects(
            state: state, account: account, limit: limit, before: EffectID(place.effect))
        var items = effects.map {
            Item(at: $0.createdAt, effect: $0.id, accountEffect: nil, document: document($0))
        }
        let names = try accountNames(view)
        let others = try accountEffects(view, state, account, before: place, limit: limit)
        items += others.map {
            Item(
                at: $0.createdAt, effect: nil, accountEffect: $0.id,
                document: document($0, names[$0.account]))
        }
        items.sort { $0.at > $1.at }
        let isMore = items.count >= limit
        var end = place
        for item in items.prefix(limit) {
            if let id = item.effect { end.effect = min(end.effect, id.rawValue) }
            if let id = item.accountEffect {
                end.accountEffect = min(end.accountEffect, id.rawValue)
            }
        }
        return (items.prefix(limit).map(\.document), isMore ? end.text : nil)
    }

    /// One call.
    static func one(_ name: EffectName, _ view: ReadView) throws -> JSON? {
        switch name {
        case .conversation(let id): return try view.effect(id).map { document($0) }
        case .account(let id):
            let next = AccountEffectID(id.rawValue + 1)
            guard let effect = try view.accountEffects(limit: 1, before: next).first,
                effect.id == id
            else { return nil }
            return document(effect, try accountNames(view)[effect.account])
        }
    }

    /// There are few of them, so a state is picked out here.
    private static func accountEffects(
        _ view: ReadView, _ state: EffectState?, _ account: AccountID?,
        before place: EffectPlace, limit: Int
    ) throws -> [AccountEffect] {
        var found: [AccountEffect] = []
        var last = AccountEffectID(place.accountEffect)
        while found.count < limit {
            let page = try view.accountEffects(account: account, limit: 200, before: last)
            found += page.filter { state == nil || $0.state == state }
            guard page.count == 200, let end = page.last else { break }
            last = end.id
        }
        return Array(found.prefix(limit))
    }

    private static func accountNames(_ view: ReadView) throws -> [AccountID: String] {
        let accounts = try view.accounts().map { ($0.id, $0.openKfID) }
        return Dictionary(accounts, uniquingKeysWith: { first, _ in first })
    }

    private static func document(_ record: EffectRecord) -> JSON {
        [
            "id": .id(record.id), "kind": .string(record.kind),
            "account": .string(record.openKfID), "visitor": .text(record.externalUserID),
            "session": .id(record.session), "state": .string(record.state.rawValue),
            "attempts": .int(record.attempts), "created_at": .time(record.createdAt),
            "deadline": .time(record.deadline),
            // One that was hurried is due since the beginning of time.
            "next_try_at": .time(record.nextTryAt.map { max($0, record.createdAt) }),
            "code": .int(record.code), "error": .text(record.error), "items": [],
        ]
    }

    private static func document(_ effect: AccountEffect, _ openKfID: String?) -> JSON {
        [
            "id": .string("a\(effect.id.rawValue)"), "kind": .string(effect.kind.name),
            "account": .text(openKfID), "visitor": .null, "session": .null,
            "state": .string(effect.state.rawValue), "attempts": .int(effect.attempts),
            "created_at": .time(effect.createdAt), "deadline": .null,
            "next_try_at": .time(effect.nextTryAt), "code": .int(effect.code),
            "error": .text(effect.error),
            "items": .array(
                effect.results.sorted { $0.key < $1.key }.map {
                    ["agent": .string($0.key), "code": .int($0.value)]
                }),
        ]
    }
}
