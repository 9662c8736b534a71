import Routing
import Storage

/// The shapes that have names in the API's description.
enum Schemas {
    /// Every named shape.
    static var all: [String: Schema] {
        [
            "Problem": problem, "User": user, "Session": session, "Message": message,
            "Change": change, "Poll": poll, "Decision": decision, "Waiting": waiting,
            "Alert": alert, "Effect": effect, "Account": account, "AccountEdit": accountEdit,
            "Hours": hours, "Prompts": prompts, "Prompt": prompt, "MenuItem": menuItem,
            "Member": member, "Department": department, "SubOrganisation": subOrganisation,
            "Token": token, "Access": access, "Invitation": invitation, "AuditLine": auditLine,
            "Board": board, "Import": imported, "Duty": duty, "Targets": targets,
        ]
    }

    static let time = Schema.text(format: "date-time")
    static let maybeTime = Schema.nullable(.text(format: "date-time"))
    static let maybeText = Schema.nullable(.text())

    /// A page of a list of this.
    static func page(_ name: String) -> Schema {
        .object(["items": .list(.named(name)), "next": maybeText])
    }

    private static let problem = Schema.object([
        "type": .text(format: "uri-reference"), "title": .text(), "status": .integer(),
        "detail?": .text(), "code?": .integer(about: "the platform's own code"),
        "errors?": .list(.object(["pointer": .text(), "detail": .text()])),
    ])

    private static let user = Schema.object([
        "id": .text(), "name": .text(), "role": .words(UserRole.self), "member": maybeText,
        "sub_organisation": maybeText, "must_change_password": .bool, "active?": .bool,
        "member_name?": maybeText, "avatar?": maybeText,
    ])

    private static let session = Schema.object([
        "id": .text(), "account": .text(about: "open_kfid"),
        "visitor": .object(["id": .text(), "name": maybeText, "avatar": maybeText]),
        "state": .words(SessionPhase.self), "agent": maybeText, "channel": maybeText,
        "reception_channel": .words(ReceptionChannel.self), "opened_at": time,
        "opened_by": .words(Opener.self), "waiting_since": time, "assigned_at": maybeTime,
        "ended_at": maybeTime, "end_reason": .nullable(.words(EndReason.self)),
        "last_message_at": maybeTime, "unanswered": .bool,
        "rating": .nullable(.text(about: "the id of the end prompt's line that was tapped")),
        "send_window": .nullable(.object(["messages_left": .integer(0...5), "closes_at": time])),
    ])

    private static let message = Schema.object([
        "id": .text(), "from": .word(["visitor", "agent", "bot", "prompt"]), "agent": maybeText,
        "type": .text(), "text": maybeText, "media": .anything, "at": time,
        "state": .words(MessageState.self), "code": .nullable(.integer()),
    ])

    private static let change = Schema.object([
        "type": .words(FeedChange.Kind.self), "at": time, "session": .nullable(.named("Session")),
        "message?": .named("Message"), "from?": maybeText, "to?": maybeText,
        "reason?": maybeText,
    ])

    private static let poll = Schema.object([
        "cursor": .text(), "more": .bool, "changes": .list(.named("Change"), max: 500),
    ])

    private static let decision = Schema.object([
        "id": .text(), "at": time, "rule": .words(DecisionRule.self), "agent": maybeText,
        "from": maybeText, "by": maybeText, "detail": maybeText,
        "excluded": .anything,
        "candidates": .list(.object(["agent": .text(), "load": .integer()]), max: 8),
    ])

    private static let waiting = Schema.object([
        "position": .nullable(.integer()), "open": .bool, "excluded": .anything,
        "agents": .list(
            .object(["agent": .text(), "reason": maybeText, "load": .integer()])),
        "would_change": .list(.text()),
    ])

    private static let alert = Schema.object([
        "id": .text(), "kind": .words(Alert.Kind.self), "account": .text(),
        "session": maybeText, "at": time, "detail": maybeText, "acknowledged_by": maybeText,
        "acknowledged_at": maybeTime,
    ])

    private static let effect = Schema.object([
        "id": .text(), "kind": .text(), "account": .text(), "visitor": maybeText,
        "session": maybeText, "state": .text(), "attempts": .integer(), "created_at": time,
        "deadline": maybeTime, "next_try_at": maybeTime, "code": .nullable(.integer()),
        "error": maybeText,
        "items": .list(
            .object(["agent": .text(), "code": .integer(about: "0 is done")])),
    ])

    private static let hours = Schema.object([
        "weekly": .list(.object(["day": .integer(1...7), "from": .text(), "to": .text()])),
        "dates": .list(
            .object([
                "date": .text(format: "date"),
                "spans": .list(.object(["from": .text(), "to": .text()])),
            ])),
    ])

    private static let menuItem = Schema.either([
        .object([
            "type": .word(["reply"]), "id": .text(), "text": .text(),
            "action?": .words(MenuAction.self),
        ]),
        .object(["type": .word(["link"]), "text": .text(), "url": .text(format: "uri")]),
        .object([
            "type": .word(["miniprogram"]), "text": .text(), "appid": .text(),
            "pagepath": .text(),
        ]),
    ])

    private static let prompt = Schema.object([
        "enabled": .bool, "text": .text(), "menu": .list(.named("MenuItem"), max: 10),
        "suppress_while_online?": .bool,
    ])

    private static let prompts = Schema.object([
        "welcome": .named("Prompt"), "queue": .named("Prompt"), "offline": .named("Prompt"),
        "end": .named("Prompt"),
    ])

    private static let accountEdit = Schema.object([
        "open_kfid?": .text(about: "adopts this account; without it a new one is made"),
        "name?": .text(about: "1 to 16 characters"), "sub_organisation?": maybeText,
        "avatar?": .nullable(.text(about: "a data: URL, PNG or JPEG, 128×128, at most 2 MiB")),
        "agents?": .list(.text(about: "USERID"), max: 200), "departments?": .list(.text()),
        "strategy?": .words(Strategy.self), "prior_agent_first?": .bool,
        "cap?": .integer(1...50), "time_zone?": .text(), "hours?": .named("Hours"),
        "visitor_silence?": .nullable(.integer(60...172_800, about: "seconds")),
        "agent_silence?": .nullable(.integer(60...172_800, about: "seconds")),
        "when_nobody?": .words(WhenNobody.self), "bot?": .bool,
        "reception_channel?": .words(ReceptionChannel.self),
    ])

    private static let account = Schema.object([
        "id": .text(), "open_kfid": .text(), "name": .text(), "status": .text(),
        "sub_organisation": maybeText, "avatar": .text(format: "uri-reference"),
        "agents": .list(.text()), "departments": .list(.text()),
        "receiving_agents": .list(.text(about: "departments expanded")),
        "strategy": .words(Strategy.self), "prior_agent_first": .bool, "cap": .integer(1...50),
        "time_zone": .text(), "hours": .named("Hours"),
        "visitor_silence": .nullable(.integer()), "agent_silence": .nullable(.integer()),
        "when_nobody": .words(WhenNobody.self), "bot": .bool,
        "reception_channel": .words(ReceptionChannel.self), "open_sessions": .integer(),
        "link": maybeText, "deletion_code": .nullable(.integer()),
        "agent_names": .anything, "department_names": .anything,
        "platform": .object([
            "pending": .integer(about: "calls that wait"),
            "failures": .list(
                .object([
                    "effect": .text(about: "for /api/effects/{id}/retry"), "kind": .text(),
                    "code": .nullable(.integer()), "at": time,
                    "items": .list(.object(["agent": .text(), "code": .integer()])),
                ])),
        ]),
        "warnings": .list(.text()),
    ])

    private static let member = Schema.object([
        "userid": .text(), "name": .text(), "avatar": maybeText,
        "departments": .list(.text()), "sub_organisation": maybeText, "active": .bool,
    ])

    private static let department = Schema.object([
        "id": .text(), "name": .text(), "parent": maybeText, "sub_organisation": maybeText,
    ])

    private static let subOrganisation = Schema.object(["id": .text(), "name": .text()])

    private static let token = Schema.object([
        "id": .text(), "label": .text(), "created_at": time, "last_used_at?": maybeTime,
    ])
}
