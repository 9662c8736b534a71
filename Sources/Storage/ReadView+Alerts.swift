public import Routing
import SQLite

/// An alert with the names that people know.
public struct AlertRecord: Hashable, Sendable {
    /// Which.
    public let id: AlertID
    /// What it is about.
    public let alert: Alert
    /// The account's name at the platform.
    public let openKfID: String
    /// Whose account it is.
    public let subOrganisation: SubOrganisationID?
    /// Who has acknowledged it, by name.
    public let acknowledgedBy: String?
    /// When.
    public let acknowledgedAt: Instant?
}

extension ReadView {
    /// A page of alerts, the newest first.
    ///
    /// - Parameter isAcknowledged: nil for all.
    public func alerts(
        subOrganisation: SubOrganisationID? = nil, isAcknowledged: Bool? = nil, limit: Int,
        before: AlertID? = nil
    ) throws(StoreError) -> [AlertRecord] {
        try reading("list alerts") { () throws(DatabaseError) in
            let sql: StaticString =
                isAcknowledged == false
                ? """
                SELECT * FROM alert_record
                WHERE acknowledged_at IS NULL AND id < ?1
                  AND (?2 IS NULL OR sub_organisation = ?2) AND ?3 IS NOT 1
                ORDER BY id DESC LIMIT ?4
                """
                : """
                SELECT * FROM alert_record
                WHERE id < ?1 AND (?2 IS NULL OR sub_organisation = ?2)
                  AND (?3 IS NULL OR acknowledged_at IS NOT NULL)
                ORDER BY id DESC LIMIT ?4
                """
            return try connection.rows(sql) { (values) throws(DatabaseError) in
                try values.add(before ?? AlertID(.max))
                try values.add(subOrganisation)
                try values.add(isAcknowledged.map { $0 ? 1 : 0 })
                try values.add(limit)
            } row: { (columns) throws(DatabaseError) in
                try AlertRecord(&columns)
            }
        }
    }

    /// One alert.
    public func alert(_ id: AlertID) throws(StoreError) -> AlertRecord? {
        try reading("read alert \(id.rawValue)") { () throws(DatabaseError) in
            try connection.row("SELECT * FROM alert_record WHERE id = ?") {
                (values) throws(DatabaseError) in
                try values.add(id)
            } row: { (columns) throws(DatabaseError) in
                try AlertRecord(&columns)
            }
        }
    }
}

extension AlertRecord {
    fileprivate init(_ columns: inout Columns) throws(DatabaseError) {
        id = columns.id()
        let kind: Alert.Kind = try columns.word()
        let account: AccountID = columns.id()
        let session: SessionID? = columns.idOrNil()
        alert = Alert(
            kind: kind, account: account, session: session, at: columns.instant(),
            detail: columns.textOrNil())
        openKfID = columns.text()
        subOrganisation = columns.idOrNil()
        acknowledgedBy = columns.textOrNil()
        acknowledgedAt = columns.instantOrNil()
    }
}
