public import Routing
import SQLite

/// An account of the platform, adopted or not.
public struct AccountRecord: Hashable, Sendable {
    /// Which.
    public let id: AccountID
    /// Its name at the platform.
    public let openKfID: String
    /// What it is called.
    public let name: String
    /// The platform's URL of its picture.
    public let avatar: String?
    /// Whether it has a picture of its own (`ReadView.ownAvatar`).
    public let hasOwnAvatar: Bool
    /// Whether the platform lets us change it.
    public let managePrivilege: Bool
    /// Whether the platform's last list had it.
    public let isListed: Bool
    /// Where it stands; nil when it is not adopted.
    public let status: AccountStatus?
    /// Rises with each edit.
    public let version: Int64
    /// When it was found.
    public let createdAt: Instant
    /// When it was adopted first.
    public let adoptedAt: Instant?
    /// What the administrator decided; nil when it is not adopted.
    public let configuration: AccountConfiguration?
    /// Its agents in list order, departments expanded.
    public let agents: [AgentID]
    /// Where visitors find it (web page link).
    public let accessLink: String?
    /// The code with which the platform refused to delete it.
    public let deletionCode: Int?
    /// Sessions that have not ended.
    public let openSessions: Int
}

/// What decides whether an account is pulled.
public struct AccountStanding: Hashable, Sendable {
    /// Which.
    public let id: AccountID
    /// Where it stands; nil when it is not adopted.
    public let status: AccountStatus?
}

extension ReadView {
    /// The accounts, or the one, that the platform's last list had.
    public func listedAccounts(
        _ id: AccountID? = nil
    ) throws(StoreError) -> [AccountStanding] {
        try reading("list accounts") { () throws(DatabaseError) in
            try connection.rows(
                """
                SELECT id, status FROM account WHERE is_listed = 1 AND (?1 IS NULL OR id = ?1)
                ORDER BY id
                """
            ) { (values) throws(DatabaseError) in
                try values.add(id)
            } row: { (columns) throws(DatabaseError) in
                AccountStanding(id: columns.id(), status: try columns.accountStatus())
            }
        }
    }

    /// Every account, adopted or not, deleted ones included; in the order in which they were found.
    public func accounts() throws(StoreError) -> [AccountRecord] {
        try reading("list accounts") { () throws(DatabaseError) in
            try records(of: nil)
        }
    }

    /// One account.
    public func account(_ id: AccountID) throws(StoreError) -> AccountRecord? {
        try reading("read account \(id.rawValue)") { () throws(DatabaseError) in
            try records(of: id).first
        }
    }

    /// One account by its name at the platform.
    public func account(openKfID: String) throws(StoreError) -> AccountRecord? {
        try reading("read the account \(openKfID)") { () throws(DatabaseError) in
            let id: AccountID? = try connection.row("SELECT id FROM account WHERE open_kfid = ?") {
                (values) throws(DatabaseError) in
                try values.add(openKfID)
            } row: {
                $0.id()
            }
            guard let id else { return nil }
            return try records(of: id).first
        }
    }

    /// An account's own picture: its media type and its bytes.
    public func ownAvatar(
        of account: AccountID
    ) throws(StoreError) -> (type: String, bytes: [UInt8])? {
        try reading("read a picture") { () throws(DatabaseError) in
            try connection.row("SELECT type, bytes FROM account_avatar WHERE account = ?") {
                (values) throws(DatabaseError) in
                try values.add(account)
            } row: { (columns) throws(DatabaseError) in
                (columns.text(), columns.bytes())
            }
        }
    }

    private func records(of id: AccountID?) throws(DatabaseError) -> [AccountRecord] {
        let open = try openSessionCounts(of: id)
        let rows = try connection.rows(
            """
            SELECT id, open_kfid, avatar,
              EXISTS (SELECT 1 FROM account_avatar v WHERE v.account = a.id), manage_privilege,
              is_listed, status, version, created_at, adopted_at, access_link, deletion_code,
              name, strategy, name, sub_organisation, chosen_agents, chosen_departments,
              takes_platform_list, prior_agent_first, cap, time_zone, hours, visitor_silence,
              agent_silence, when_nobody, reception_channel, prompts
            FROM account a WHERE ?1 IS NULL OR id = ?1 ORDER BY id
            """
        ) { (values) throws(DatabaseError) in
            try values.add(id)
        } row: { (columns) throws(DatabaseError) in
            try AccountRow(&columns)
        }
        var records: [AccountRecord] = []
        for row in rows {
            records.append(
                row.record(agents: try list(of: row.id), openSessions: open[row.id] ?? 0))
        }
        return records
    }

    private func list(of account: AccountID) throws(DatabaseError) -> [AgentID] {
        try connection.rows(
            """
            SELECT agent FROM listed_agent WHERE account = ? AND position IS NOT NULL
            ORDER BY position
            """
        ) { (values) throws(DatabaseError) in
            try values.add(account)
        } row: {
            $0.id()
        }
    }

    private func openSessionCounts(
        of id: AccountID?
    ) throws(DatabaseError) -> [AccountID: Int] {
        let rows = try connection.rows(
            """
            SELECT account, count(*) FROM session INDEXED BY session_open
            WHERE phase <> 2 AND (?1 IS NULL OR account = ?1) GROUP BY +account
            """
        ) { (values) throws(DatabaseError) in
            try values.add(id)
        } row: { (columns) throws(DatabaseError) in
            (AccountID(columns.integer()), columns.int())
        }
        return Dictionary(rows, uniquingKeysWith: +)
    }
}

private struct AccountRow {
    let id: AccountID
    let openKfID: String
    let avatar: String?
    let hasOwnAvatar: Bool
    let managePrivilege: Bool
    let isListed: Bool
    let status: AccountStatus?
    let version: Int64
    let createdAt: Instant
    let adoptedAt: Instant?
    let accessLink: String?
    let deletionCode: Int?
    let name: String
    let configuration: AccountConfiguration?

    init(_ columns: inout Columns) throws(DatabaseError) {
        id = columns.id()
        openKfID = columns.text()
        avatar = columns.textOrNil()
        hasOwnAvatar = columns.bool()
        managePrivilege = columns.bool()
        isListed = columns.bool()
        status = try columns.accountStatus()
        version = columns.integer()
        createdAt = columns.instant()
        adoptedAt = columns.instantOrNil()
        accessLink = columns.textOrNil()
        deletionCode = columns.intOrNil()
        name = columns.text()
        configuration = try AccountConfiguration.read(&columns)
    }

    func record(agents: [AgentID], openSessions: Int) -> AccountRecord {
        AccountRecord(
            id: id, openKfID: openKfID, name: name, avatar: avatar, hasOwnAvatar: hasOwnAvatar,
            managePrivilege: managePrivilege, isListed: isListed, status: status,
            version: version, createdAt: createdAt, adoptedAt: adoptedAt,
            configuration: configuration, agents: agents, accessLink: accessLink,
            deletionCode: deletionCode, openSessions: openSessions)
    }
}
