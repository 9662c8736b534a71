internal import CSQLite

/// How long the write-ahead log is, as SQLite says after each commit.
final class LogSize {
    var pages: Int32 = 0
}

extension Connection {
    /// From now on SQLite makes no checkpoints by itself after this connection's commits: whoever
    /// calls this sees to them, by `pagesInLog`.
    public func takeOverCheckpoints() {
        sqlite3_wal_hook(
            raw,
            { size, _, _, pages in
                guard let size else { return SQLITE_OK }
                Unmanaged<LogSize>.fromOpaque(size).takeUnretainedValue().pages = pages
                return SQLITE_OK
            }, Unmanaged.passUnretained(logSize).toOpaque())
    }

    /// How many pages the log held after the last commit of this connection.
    public var pagesInLog: Int { Int(logSize.pages) }

    /// Moves as much of the log into the database file as can be moved without waiting for anybody.
    /// - Returns: how many pages the log has, and how many of them are in the file now.
    /// - Throws: `busy` when somebody else is doing it.
    public func checkpointPassively() throws(DatabaseError) -> (inLog: Int, moved: Int) {
        var inLog: Int32 = 0
        var moved: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(
            raw, "main", SQLITE_CHECKPOINT_PASSIVE, &inLog, &moved)
        if code != SQLITE_OK { throw DatabaseError(code, raw, doing: "a passive checkpoint") }
        return (Int(inLog), Int(moved))
    }
}
