import Routing
import Storage

// The shapes of what administrators and supervisors work with.
extension Schemas {
    static let access = Schema.object([
        "link": maybeText,
        "scenes": .list(
            .object([
                "scene": .words(AccessScene.self),
                "name": .object(["zh": .text(), "en": .text()]), "url": maybeText,
            ])),
    ])

    static let invitation = Schema.object([
        "upgrade": .object([
            "enabled": .bool, "text": .text(),
            "card": .either([
                .object(["kind": .word(["current"])]),
                .object(["kind": .word(["member"]), "member": .text(about: "USERID")]),
            ]),
        ]),
        "toolbar": .object([
            "enabled": .bool, "text": .text(),
            "card": .either([
                .object(["kind": .word(["current"])]),
                .object([
                    "kind": .word(["members"]),
                    "members": .list(.text(about: "USERID"), max: InvitationForm.membersMax),
                ]),
            ]),
        ]),
    ])

    static let auditLine = Schema.object([
        "id": .text(), "at": time, "actor": .text(), "action": .text(), "subject": .text(),
        "before": .anything, "after": .anything,
    ])

    static let imported = Schema.object([
        "created": .integer(), "changed": .integer(), "unchanged": .integer(),
        "departments_created": .integer(), "sub_organisations_created": .integer(),
        "ignored_columns": .list(.text()),
        "errors": .list(.object(["line": .integer(), "detail": .text()])),
    ])

    static let board = Schema.object([
        "at": time,
        "accounts": .list(
            .object([
                "id": .text(), "name": .text(), "status": .words(AccountStatus.self),
                "open": .bool, "paused_until": maybeTime, "waiting": .list(.named("Session")),
                "waiting_total": .integer(), "active": .integer(),
                "agents": .list(
                    .object([
                        "member": .text(), "name": .text(), "status": .words(AgentStatus.self),
                        "load": .integer(), "cap": .integer(), "total": .integer(),
                        "reason": .nullable(.words(Exclusion.self)),
                    ])),
            ])),
        "drift": .list(
            .object([
                "account": .text(), "visitor": .text(), "session": maybeText,
                "agent": maybeText, "platform_agent": .text(), "since": maybeTime,
            ])),
    ])
}
