import Engine
import HTTPServer
import Routing
import Storage

/// Accounts as the API shows them, with all names and calls looked up together.
struct AccountDocuments {
    private let agents: [AgentID: MemberRecord]
    private let departments: [DepartmentID: String]
    private let calls: [AccountID: [AccountEffect]]
    /// How many members of chosen departments found no room.
    private let leftOut: [AccountID: Int]

    /// Looks up what these accounts name.
    init(_ records: [AccountRecord], _ view: ReadView) throws(StoreError) {
        let wanted = Set(records.flatMap { ($0.configuration?.agents ?? []) + $0.agents })
        let hasDepartments = records.contains { $0.configuration?.departments.isEmpty == false }
        var agents: [AgentID: MemberRecord] = [:]
        for agent in wanted { agents[agent] = try view.member(agent) }
        self.agents = agents
        let names = hasDepartments ? try view.departments().map { ($0.id, $0.name) } : []
        departments = Dictionary(names, uniquingKeysWith: { first, _ in first })
        var leftOut: [AccountID: Int] = [:]
        for record in records {
            guard let settings = record.configuration, !settings.departments.isEmpty else {
                continue
            }
            leftOut[record.id] = try view.expand(
                agents: settings.agents, departments: settings.departments
            ).leftOut
        }
        self.leftOut = leftOut
        calls = Dictionary(grouping: try view.unfinishedAccountEffects(), by: \.account)
    }

    /// An account; one that is not adopted has no rules to show.
    func document(_ record: AccountRecord, in language: Language = .english) -> JSON {
        let basics: JSON = [
            "id": .string(record.openKfID), "open_kfid": .string(record.openKfID),
            "name": .string(record.shownName),
            "status": .string(record.status?.rawValue ?? "not_adopted"),
            "manage_privilege": .bool(record.managePrivilege),
            "avatar": .string("/api/accounts/\(record.openKfID)/avatar"),
            "open_sessions": .int(record.openSessions), "link": .text(record.accessLink),
            "deletion_code": .int(record.deletionCode), "platform": platform(record),
            "warnings": .array(warnings(record).map { .string(language.text($0)) }),
        ]
        guard let settings = record.configuration else { return basics }
        return basics.with(Self.settings(settings)).with([
            "agents": .array(settings.agents.map { userID($0) }),
            "receiving_agents": .array(record.agents.map { userID($0) }),
            "agent_names": .members(names(settings.agents + record.agents)),
            "department_names": .members(
                settings.departments.map { id in
                    (String(id.rawValue), .text(departments[id]))
                }),
        ])
    }

    /// What a person should know about the agents: departments may hold more than there is room
    /// for.
    private func warnings(_ record: AccountRecord) -> [Wording] {
        guard let count = leftOut[record.id], count > 0 else { return [] }
        return ["\(count) members found no room: an account has at most 200 agents"]
    }

    /// What an administrator decided, but for the agents.
    private static func settings(_ settings: AccountConfiguration) -> KeyValuePairs<String, JSON> {
        let hours = ReceptionHours(
            zone: ZoneOffsets(initialSeconds: 0), weekly: settings.weekly, dates: settings.dates)
        return [
            "sub_organisation": .id(settings.subOrganisation),
            "departments": .array(settings.departments.map { .id($0) }),
            "strategy": .string(settings.strategy.rawValue),
            "prior_agent_first": .bool(settings.priorAgentFirst), "cap": .int(settings.cap),
            "time_zone": .string(settings.timeZone), "hours": HoursForm.document(hours),
            "visitor_silence": .seconds(settings.visitorSilence),
            "agent_silence": .seconds(settings.agentSilence),
            "when_nobody": .string(settings.whenNobody.rawValue), "bot": false,
            "reception_channel": .string(settings.receptionChannel.rawValue),
        ]
    }

    private func userID(_ agent: AgentID) -> JSON { .text(agents[agent]?.userID) }

    /// What people call the agents, by USERID; one that is known by its USERID only is called so.
    private func names(_ list: [AgentID]) -> [(String, JSON)] {
        var seen: Set<AgentID> = []
        return list.compactMap { id in
            guard seen.insert(id).inserted, let member = agents[id] else { return nil }
            return (member.userID, .string(member.name ?? member.userID))
        }
    }

    // MARK: What is half-done at the platform

    /// The calls that wait, and those that have failed and still matter: each can be repeated
    /// (`POST /api/effects/{id}/retry`).
    private func platform(_ record: AccountRecord) -> JSON {
        let calls = calls[record.id] ?? []
        return [
            "pending": .int(calls.filter { $0.state == .pending }.count),
            "failures": .array(
                calls.filter { $0.state != .pending }.compactMap { failure($0, record) }),
        ]
    }

    private func failure(_ call: AccountEffect, _ record: AccountRecord) -> JSON? {
        let isWeCom = record.configuration?.receptionChannel == .wecom
        let listed = isWeCom ? Set(record.agents.compactMap { agents[$0]?.userID }) : nil
        guard let left = call.unfinished(agents: listed) else { return nil }
        var items: [JSON] = []
        switch left {
        case .addServicers(let list), .deleteServicers(let list):
            items = list.compactMap { name in
                call.results[name].map { ["agent": .string(name), "code": .int($0)] }
            }
        case .fetchLink where record.accessLink != nil: return nil
        case .delete where record.status != .deleting: return nil
        case .update, .delete, .fetchLink: break
        }
        return [
            "effect": .string("a\(call.id.rawValue)"), "kind": .string(call.kind.name),
            "code": .int(call.code), "at": .time(call.attemptedAt ?? call.createdAt),
            "items": .array(items),
        ]
    }
}
