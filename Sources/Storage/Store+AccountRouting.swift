import Routing
import SQLite

/// What routing remembers about an account.
extension Store {
    /// Every adopted account that is not deleted.
    func accounts() throws(DatabaseError) -> [Account] {
        let rows = try connection.rows(
            """
            SELECT a.id, a.status, r.pointer, r.assignment_times, r.chooses_nobody_until,
              r.given_back_at
            FROM account a LEFT JOIN account_routing r ON r.account = a.id
            WHERE a.status IN (1, 2, 3) ORDER BY a.id
            """
        ) { (columns) throws(DatabaseError) in try AccountRow(&columns) }
        var accounts: [Account] = []
        for row in rows {
            guard let configuration = try storedConfiguration(of: row.id),
                let zone = zone(configuration.timeZone)
            else { throw .nonsense("account \(row.id.rawValue) without settings or zone") }
            let agents = try listedAgents(of: row.id)
            accounts.append(
                Account(
                    id: row.id, status: row.status,
                    settings: configuration.settings(agents: agents.list, zone: zone),
                    pointer: row.pointer, assignmentTimes: row.times,
                    choosesNobodyUntil: row.choosesNobodyUntil, givenBackAt: row.givenBackAt,
                    reception: agents.reception))
        }
        return accounts
    }

    /// Its status, what routing remembers and the order of its list, which routing keeps (rule 5);
    /// not the other settings.
    func save(_ account: Account) throws(DatabaseError) {
        try connection.write("UPDATE account SET status = ?1 WHERE id = ?2 AND status <> ?1") {
            (values) throws(DatabaseError) in
            try values.add(account.status.storedNumber)
            try values.add(account.id)
        }
        try connection.write(
            """
            INSERT INTO account_routing
              (account, pointer, assignment_times, chooses_nobody_until, given_back_at)
            VALUES (?,?,?,?,?)
            ON CONFLICT (account) DO UPDATE SET
              pointer = excluded.pointer, assignment_times = excluded.assignment_times,
              chooses_nobody_until = excluded.chooses_nobody_until,
              given_back_at = excluded.given_back_at
            """
        ) { (values) throws(DatabaseError) in
            try values.add(account.id)
            try values.add(account.pointer)
            try values.add(InstantList.column(account.assignmentTimes))
            try values.add(account.choosesNobodyUntil)
            try values.add(account.givenBackAt)
        }
        if lists[account.id] != account.settings.agents {
            try saveList(account.settings.agents, of: account.id)
        }
    }
}

private struct AccountRow {
    let id: AccountID
    let status: AccountStatus
    let pointer: AgentID?
    let times: [Instant]
    let choosesNobodyUntil: Instant?
    let givenBackAt: Instant?

    init(_ columns: inout Columns) throws(DatabaseError) {
        id = columns.id()
        status = try columns.accountStatus() ?? .active
        pointer = columns.idOrNil()
        times = try InstantList.instants(columns.textOrNil())
        choosesNobodyUntil = columns.instantOrNil()
        givenBackAt = columns.instantOrNil()
    }
}

extension Columns {
    /// Nil is "not adopted".
    mutating func accountStatus() throws(DatabaseError) -> AccountStatus? {
        let number = int()
        guard AccountStatus.stored.indices.contains(number) else {
            throw .nonsense("\(number) is no status of an account")
        }
        return AccountStatus.stored[number]
    }
}
