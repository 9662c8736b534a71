internal import CSQLite
internal import Glibc

extension Connection {
    /// The schema's number, 0 in a new database.
    public func userVersion() throws(DatabaseError) -> Int {
        try first("PRAGMA user_version") { $0.int(0) } ?? 0
    }

    /// Sets the schema's number; part of the transaction that is open.
    public func setUserVersion(_ version: Int) throws(DatabaseError) {
        try executeScript("PRAGMA user_version = \(version)")
    }

    /// Refuses (`full`) to let the file grow beyond `pages`; for tests of a full disk.
    public func setMaxPageCount(_ pages: Int) throws(DatabaseError) {
        try executeScript("PRAGMA max_page_count = \(pages)")
    }

    /// How many pages the file has.
    public func pageCount() throws(DatabaseError) -> Int {
        try first("PRAGMA page_count") { $0.int(0) } ?? 0
    }

    /// Moves the write-ahead log into the database file and empties it, as far as readers allow.
    public func checkpoint() throws(DatabaseError) {
        try run("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Whether the path still leads to the file that is open. Somebody who moves or deletes it
    /// stops nobody from writing; what is written then is only gone afterwards.
    public var fileIsInPlace: Bool {
        var hasMoved: Int32 = 0
        let code = sqlite3_file_control(raw, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
        return code != SQLITE_OK || hasMoved == 0
    }

    /// Which file the write-ahead log is now; nil when there is none. SQLite keeps one and the same
    /// for as long as a connection is open.
    public var writeAheadLog: FileIdentity? { FileIdentity(path + "-wal") }

    /// What is wrong with the file, in SQLite's words; empty when nothing is. Reads every page.
    public func integrityCheck() throws(DatabaseError) -> [String] {
        let faults = try query("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" }
        let orphans = try query("PRAGMA foreign_key_check") { row in
            let rowID = row.int64OrNil(1).map { "\($0)" } ?? "?"
            return "row \(rowID) of \(row.text(0)) points at no row of \(row.text(2))"
        }
        return faults + orphans
    }

    /// Copies a snapshot of the whole database into the file `path` while others go on writing.
    ///
    /// Written beside the target and put in its place when it is complete, so that the target is
    /// never half a backup; an older file of that name is replaced.
    /// - Parameter pagesAStep: pages copied before `progress` is called again.
    public func backup(
        to path: String, pagesAStep: Int32 = 1_024,
        progress: (_ remaining: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(DatabaseError) {
        let partial = path + ".partial"
        unlink(partial)
        do {
            // One read transaction around all steps: without it each commit of the writer would
            // make SQLite begin the copy anew.
            try read { () throws(DatabaseError) in
                _ = try first("SELECT count(*) FROM sqlite_schema") { $0.int(0) }
                try copyPages(into: partial, pagesAStep, progress)
            }
        } catch {
            unlink(partial)
            throw error
        }
        guard rename(partial, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(partial)
            throw DatabaseError(code: .cantOpen, action: "put the backup \(path)", reason: reason)
        }
        Self.synchroniseFolder(of: path)
    }

    private func copyPages(
        into path: String, _ pagesAStep: Int32, _ progress: (Int, Int) -> Void
    ) throws(DatabaseError) {
        let target = try Self.open(path, .readWrite)
        defer { sqlite3_close_v2(target) }
        guard let backup = sqlite3_backup_init(target, "main", raw, "main") else {
            throw DatabaseError(sqlite3_errcode(target), target, doing: "begin a backup to \(path)")
        }
        var code = SQLITE_OK
        repeat {
            code = sqlite3_backup_step(backup, pagesAStep)
            let remaining = Int(sqlite3_backup_remaining(backup))
            progress(remaining, Int(sqlite3_backup_pagecount(backup)))
        } while code == SQLITE_OK
        sqlite3_backup_finish(backup)
        if code != SQLITE_DONE { throw DatabaseError(code, target, doing: "back up to \(path)") }
    }

    /// The new name must outlive a power cut, as the content does.
    private static func synchroniseFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = Glibc.open(folder, O_RDONLY)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
