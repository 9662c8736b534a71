import Routing

extension Schemas {
    /// An account as one of its agents sees it.
    static let duty = Schema.object([
        "id": .text(about: "open_kfid"), "name": .text(),
        "reception_channel": .words(ReceptionChannel.self),
        "status": .words(AgentStatus.self), "load": .integer(), "cap": .integer(1...50),
        "open": .bool,
    ])

    /// Whom a session could be handed to; a `reason` of null is "possible".
    static let targets = Schema.object([
        "queue": .object(["reason": maybeText]),
        "agents": .list(
            .object([
                "member": .text(), "name": .text(), "avatar": maybeText,
                "status": .words(AgentStatus.self), "load": .integer(),
                "reason": .nullable(.words(Exclusion.self)),
            ])),
        "accounts": .list(
            .object(["id": .text(), "name": .text(), "reason": maybeText])),
    ])
}
