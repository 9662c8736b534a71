import Routing
import SQLite

/// What routing remembers about members and about the agents on accounts' lists.
extension Store {
    func agents() throws(DatabaseError) -> [Agent] {
        try connection.rows(
            """
            SELECT id, set_status, is_active, last_received_at, relay_absence
            FROM member ORDER BY id
            """
        ) { (columns) throws(DatabaseError) in
            Agent(
                id: columns.id(), setStatus: try columns.wordOrNil(), isActive: columns.bool(),
                lastReceivedAt: columns.instantOrNil(),
                relayAbsence: Absence(stored: columns.integerOrNil()))
        }
    }

    func save(_ agent: Agent) throws(DatabaseError) {
        try connection.write(
            """
            UPDATE member
            SET set_status = ?, is_active = ?, last_received_at = ?, relay_absence = ?
            WHERE id = ?
            """
        ) { (values) throws(DatabaseError) in
            try values.add(agent.setStatus)
            try values.add(agent.isActive)
            try values.add(agent.lastReceivedAt)
            try values.add(agent.relayAbsence.stored)
            try values.add(agent.id)
        }
        guard connection.changes == 1 else { throw .nonsense("no member \(agent.id.rawValue)") }
    }

    /// What an account knows about an agent; nil takes its word away and leaves its place on the
    /// list, if it has one.
    func save(
        _ entry: ListedAgent?, of agent: AgentID, in account: AccountID
    ) throws(DatabaseError) {
        try connection.write(
            """
            INSERT INTO listed_agent (
              account, agent, as_of, reception, absence, doubted_since, refused_at, barred_until)
            VALUES (?,?,?,?,?,?,?,?)
            ON CONFLICT (account, agent) DO UPDATE SET
              as_of = excluded.as_of, reception = excluded.reception,
              absence = excluded.absence, doubted_since = excluded.doubted_since,
              refused_at = excluded.refused_at, barred_until = excluded.barred_until
            """
        ) { (values) throws(DatabaseError) in
            try values.add(account)
            try values.add(agent)
            try values.add(entry?.receptionAsOf)
            try values.add(entry?.reception)
            try values.add(entry?.absence.stored)
            try values.add(entry?.doubtedSince)
            try values.add(entry.flatMap { InstantList.column($0.refusedAt) })
            try values.add(entry?.barredUntil)
        }
        if entry == nil { try dropUnlisted(account) }
    }

    /// Writes the order of an account's list; who is no longer on it keeps what is known about it.
    func saveList(_ agents: [AgentID], of account: AccountID) throws(DatabaseError) {
        lists[account] = agents
        try connection.write("UPDATE listed_agent SET position = NULL WHERE account = ?") {
            (values) throws(DatabaseError) in try values.add(account)
        }
        for (position, agent) in agents.enumerated() {
            try connection.write(
                """
                INSERT INTO listed_agent (account, agent, position) VALUES (?,?,?)
                ON CONFLICT (account, agent) DO UPDATE SET position = excluded.position
                """
            ) { (values) throws(DatabaseError) in
                try values.add(account)
                try values.add(agent)
                try values.add(position)
            }
        }
        try dropUnlisted(account)
    }

    private func dropUnlisted(_ account: AccountID) throws(DatabaseError) {
        try connection.write(
            "DELETE FROM listed_agent WHERE account = ? AND position IS NULL AND as_of IS NULL"
        ) { (values) throws(DatabaseError) in try values.add(account) }
    }

    /// The list in its order, and what is known about each agent.
    func listedAgents(
        of account: AccountID
    ) throws(DatabaseError) -> (list: [AgentID], reception: [AgentID: ListedAgent]) {
        var list: [AgentID] = []
        var reception: [AgentID: ListedAgent] = [:]
        let rows = try connection.rows(
            """
            SELECT agent, position, as_of, reception, absence, doubted_since, refused_at,
              barred_until
            FROM listed_agent WHERE account = ? ORDER BY position
            """
        ) { (values) throws(DatabaseError) in
            try values.add(account)
        } row: { (columns) throws(DatabaseError) in
            let agent: AgentID = columns.id()
            let isListed = columns.integerOrNil() != nil
            return (agent, isListed, try ListedAgent.read(&columns))
        }
        for (agent, isListed, entry) in rows {
            if isListed { list.append(agent) }
            if let entry { reception[agent] = entry }
        }
        return (list, reception)
    }
}

extension ListedAgent {
    static func read(_ columns: inout Columns) throws(DatabaseError) -> ListedAgent? {
        guard let asOf = columns.integerOrNil() else { return nil }
        return ListedAgent(
            reception: try columns.wordOrNil(), receptionAsOf: asOf,
            absence: Absence(stored: columns.integerOrNil()),
            doubtedSince: columns.integerOrNil(),
            refusedAt: try InstantList.instants(columns.textOrNil()),
            barredUntil: columns.instantOrNil())
    }
}
