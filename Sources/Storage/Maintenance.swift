import Glibc
import SQLite

/// Looks for faults in a database, while it is used or not: SQLite's own check of every page, of
/// references, and what must be true of our rows.
///
/// - Returns: what is wrong, in sentences; empty when nothing is.
public func checkDatabase(_ path: String) throws(StoreError) -> [String] {
    do {
        let connection = try Connection(path: path, mode: .readOnly)
        try Schema.migrations.check(connection)
        let version = try connection.userVersion()
        guard version == Schema.migrations.version else {
            return [
                "its schema is version \(version), this program's \(Schema.migrations.version): "
                    + "start the daemon once, it brings the schema up to date"
            ]
        }
        return try connection.read { () throws(DatabaseError) in
            let faults = try connection.integrityCheck()
            // Our own questions would only repeat what a damaged file is asked.
            return faults.isEmpty ? try invariantFaults(connection) : faults
        }
    } catch {
        throw StoreError(error, doing: "check the database \(path)")
    }
}

/// Copies a database into another file while it is used. The copy goes on under other message ids,
/// so that what it sends after a restore is not taken for what was sent before.
///
/// - Throws: `.cannotOpen`, `.diskFull`, … ; an older file at the target stays as it was then.
public func backup(from source: String, to target: String) throws(StoreError) {
    let fresh = target + ".new"
    do {
        let connection = try Connection(path: source, mode: .readOnly)
        try Schema.migrations.check(connection)
        try connection.backup(to: fresh)
        try renewMark(of: fresh)
    } catch {
        unlink(fresh)
        throw StoreError(error, doing: "back up \(source) to \(target)")
    }
    guard rename(fresh, target) == 0 else {
        let reason = String(cString: strerror(errno))
        unlink(fresh)
        throw StoreError(.cannotOpen, doing: "put the backup at \(target)", because: reason)
    }
    // The new name must outlive a power cut, as the content does.
    let folder = open(target.lastIndex(of: "/").map { String(target[...$0]) } ?? ".", O_RDONLY)
    if folder >= 0 {
        fsync(folder)
        close(folder)
    }
}

private func renewMark(of path: String) throws(DatabaseError) {
    let copy = try Connection(path: path)
    let next = try copy.row(
        "SELECT max(next_effect, coalesce((SELECT max(id) FROM effect), 0) + 1) FROM progress"
    ) { $0.integer() }
    try MessageIDPrefix.add(MessageIDPrefix.random(), from: next ?? 1, to: copy)
    try copy.checkpoint()
}

/// Questions that find a row only when something is wrong.
private func invariantFaults(_ connection: Connection) throws(DatabaseError) -> [String] {
    let sessions = try connection.rows(
        """
        SELECT 'session ' || s.id || ' is open, and its chat does not know it'
        FROM session s LEFT JOIN conversation c
          ON c.account = s.account AND c.visitor = s.visitor
        WHERE s.phase <> 2 AND c.open_session IS NOT s.id
        UNION ALL
        SELECT 'session ' || s.id || ' is active without an agent'
        FROM session s WHERE s.phase <> 2 AND s.phase = 1 AND s.agent IS NULL
        UNION ALL
        SELECT 'session ' || s.id || ' has ended, and its chat says it is open'
        FROM conversation c JOIN session s ON s.id = c.open_session
        WHERE c.is_live = 1 AND s.phase = 2
        LIMIT 100
        """
    ) { $0.text() }
    let others = try connection.rows(
        """
        SELECT 'a visitor of account ' || account || ' has ' || count(*) || ' open sessions'
        FROM session WHERE phase <> 2 GROUP BY account, visitor HAVING count(*) > 1
        UNION ALL
        SELECT 'account ' || id || ' is adopted without settings'
        FROM account WHERE status <> 0 AND strategy IS NULL
        UNION ALL
        SELECT 'the number ' || max(id) || ' of a session is beyond the counter'
        FROM session HAVING max(id) >= (SELECT next_session FROM progress)
        UNION ALL
        SELECT 'the number ' || max(id) || ' of an effect is beyond the counter'
        FROM effect HAVING max(id) >= (SELECT next_effect FROM progress)
        UNION ALL
        SELECT 'the number ' || max(id) || ' of a message is beyond the counter'
        FROM message HAVING max(id) >= (SELECT next_message FROM progress)
        LIMIT 100
        """
    ) { $0.text() }
    return sessions + others
}
