import Routing
import Storage

/// An account as the API shows it.
enum AccountDocument {
    /// An account; one that is not adopted has no rules to show.
    static func document(
        _ record: AccountRecord, _ names: AgentNames, warnings: [String] = []
    ) -> JSON {
        let basics: JSON = [
            "id": .string(record.openKfID), "open_kfid": .string(record.openKfID),
            "name": .string(record.shownName),
            "status": .string(record.status?.rawValue ?? "not_adopted"),
            "manage_privilege": .bool(record.managePrivilege),
            "avatar": .string("/api/accounts/\(record.openKfID)/avatar"),
            "open_sessions": .int(record.openSessions), "link": .text(record.accessLink),
            "deletion_code": .int(record.deletionCode),
            "warnings": .array(warnings.map { .string($0) }),
        ]
        guard let settings = record.configuration else { return basics }
        let hours = ReceptionHours(
            zone: ZoneOffsets(initialSeconds: 0), weekly: settings.weekly, dates: settings.dates)
        return basics.with([
            "sub_organisation": .id(settings.subOrganisation),
            "agents": .array(settings.agents.map { names.text($0) }),
            "departments": .array(settings.departments.map { .id($0) }),
            "receiving_agents": .array(record.agents.map { names.text($0) }),
            "strategy": .string(settings.strategy.rawValue),
            "prior_agent_first": .bool(settings.priorAgentFirst), "cap": .int(settings.cap),
            "time_zone": .string(settings.timeZone), "hours": HoursForm.document(hours),
            "visitor_silence": .seconds(settings.visitorSilence),
            "agent_silence": .seconds(settings.agentSilence),
            "when_nobody": .string(settings.whenNobody.rawValue), "bot": false,
            "reception_channel": .string(settings.receptionChannel.rawValue),
        ])
    }

    /// Every agent that it names.
    static func agents(of record: AccountRecord) -> [AgentID] {
        (record.configuration?.agents ?? []) + record.agents
    }
}
