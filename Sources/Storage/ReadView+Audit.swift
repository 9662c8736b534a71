import SQLite

extension ReadView {
    /// A page of the audit log, the newest first.
    /// - Parameters:
    ///   - actor: only what somebody of this name did.
    ///   - subject: only what was done to this, such as `account/3`; all that begins so when it
    ///     ends with a slash.
    public func audit(
        actor: String? = nil, subject: String? = nil, limit: Int, before: Int64 = .max
    ) throws(StoreError) -> [AuditRecord] {
        try reading("read the audit log") { () throws(DatabaseError) in
            let sql: StaticString =
                switch (actor, subject) {
                case (nil, nil):
                    """
                    SELECT id, at, user, actor, action, subject, before, after FROM audit
                    WHERE id < ?1 AND ?2 IS NULL AND ?3 IS NULL AND ?4 IS NULL
                    ORDER BY id DESC LIMIT ?5
                    """
                case (.some, nil):
                    """
                    SELECT id, at, user, actor, action, subject, before, after FROM audit
                    WHERE id < ?1 AND actor = ?2 AND ?3 IS NULL AND ?4 IS NULL
                    ORDER BY id DESC LIMIT ?5
                    """
                default:
                    """
                    SELECT id, at, user, actor, action, subject, before, after FROM audit
                    WHERE id < ?1 AND (?2 IS NULL OR +actor = ?2)
                      AND subject >= ?3 AND subject <= ?4
                    ORDER BY id DESC LIMIT ?5
                    """
                }
            return try connection.rows(sql) { (values) throws(DatabaseError) in
                try values.add(before)
                try values.add(actor)
                try values.add(subject)
                let isPrefix = subject?.hasSuffix("/") == true
                try values.add(isPrefix ? subject.map { $0 + "\u{10FFFF}" } : subject)
                try values.add(limit)
            } row: { (columns) throws(DatabaseError) in
                AuditRecord(
                    id: columns.integer(), at: columns.instant(), user: columns.idOrNil(),
                    actor: columns.text(), action: columns.text(), subject: columns.text(),
                    before: columns.textOrNil(), after: columns.textOrNil())
            }
        }
    }
}
