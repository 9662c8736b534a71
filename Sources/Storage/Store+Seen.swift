public import Routing
import SQLite

/// Which message ids of the platform have been stored already, for at least four days.
///
/// Two tables take turns: one is written, both are asked. When the one that is written covers four
/// days, the other one is emptied and takes over.
extension Store {
    /// How long an id is remembered at least; the platform keeps messages for three days.
    public static var seenLife: Interval { .hours(96) }

    /// Remembers an id with the number of its message.
    ///
    /// - Returns: false when it was known: the message must not be stored again.
    public func markSeen(
        _ platformID: String, in account: AccountID, as message: MessageID?
    ) throws(StoreError) -> Bool {
        try doing("remember a message id") { () throws(DatabaseError) in
            let (current, older) = try seenTables()
            if try older.find(account, platformID, connection) != nil { return false }
            return try current.insert(account, platformID, message, connection)
        }
    }

    /// Whether the message with this id has been stored.
    public func isSeen(_ platformID: String, in account: AccountID) throws(StoreError) -> Bool {
        try seen(platformID, in: account) != nil
    }

    /// The message with this id at the platform: a recent one that was pulled, or one of ours.
    public func messageID(
        ofPlatformMessageID platformID: String, in account: AccountID
    ) throws(StoreError) -> MessageID? {
        if let known = try seen(platformID, in: account) { return known }
        guard let effect = effectID(ofPlatformMessageID: platformID) else { return nil }
        return try doing("find the message of an effect") { () throws(DatabaseError) in
            let found: MessageID?? = try connection.row(
                "SELECT message FROM effect WHERE id = ? AND account = ?"
            ) { (values) throws(DatabaseError) in
                try values.add(effect)
                try values.add(account)
            } row: {
                $0.idOrNil()
            }
            return found ?? nil
        }
    }

    /// Lets the generations take turns when the time has come.
    ///
    /// - Returns: whether they did.
    @discardableResult
    public func rotateSeen(at now: Instant) throws(StoreError) -> Bool {
        try doing("rotate the seen message ids") { () throws(DatabaseError) in
            let since: Instant?? = try connection.row("SELECT seen_since FROM progress") {
                $0.instantOrNil()
            }
            guard let since = since ?? nil else {
                try saveSeenGeneration(try seenTables().current, since: now)
                return false
            }
            guard now >= since + Self.seenLife else { return false }
            let next = try seenTables().older
            // Ids are nobody's words: to overwrite millions of them would hold up the engine.
            try connection.execute("PRAGMA secure_delete = FAST")
            try next.empty(connection)
            try connection.execute("PRAGMA secure_delete = ON")
            try saveSeenGeneration(next, since: now)
            return true
        }
    }

    private func seen(
        _ platformID: String, in account: AccountID
    ) throws(StoreError) -> MessageID?? {
        try doing("look up a message id") { () throws(DatabaseError) in
            let (current, older) = try seenTables()
            if let found = try current.find(account, platformID, connection) { return found }
            return try older.find(account, platformID, connection)
        }
    }

    private func seenTables() throws(DatabaseError) -> (current: SeenTable, older: SeenTable) {
        let generation: Int64
        if let known = seenGeneration {
            generation = known
        } else {
            let stored = try connection.row("SELECT seen_generation FROM progress") { $0.integer() }
            generation = stored ?? 0
            seenGeneration = generation
        }
        return generation == 1 ? (.b, .a) : (.a, .b)
    }

    private func saveSeenGeneration(
        _ table: SeenTable, since: Instant
    ) throws(DatabaseError) {
        let generation: Int64 = table == .b ? 1 : 0
        seenGeneration = generation
        try connection.write("UPDATE progress SET seen_generation = ?, seen_since = ?") {
            (values) throws(DatabaseError) in
            try values.add(generation)
            try values.add(since)
        }
    }
}

/// One of the two generations.
private enum SeenTable {
    case a, b

    /// Nil when the id is unknown; inside it nil when no message belongs to it.
    func find(
        _ account: AccountID, _ platformID: String, _ connection: Connection
    ) throws(DatabaseError) -> MessageID?? {
        try connection.row(
            self == .a
                ? "SELECT message FROM seen_a WHERE account = ? AND msgid = ?"
                : "SELECT message FROM seen_b WHERE account = ? AND msgid = ?"
        ) { (values) throws(DatabaseError) in
            try values.add(account)
            try values.add(platformID)
        } row: {
            $0.idOrNil()
        }
    }

    func insert(
        _ account: AccountID, _ platformID: String, _ message: MessageID?,
        _ connection: Connection
    ) throws(DatabaseError) -> Bool {
        try connection.write(
            self == .a
                ? "INSERT OR IGNORE INTO seen_a (account, msgid, message) VALUES (?, ?, ?)"
                : "INSERT OR IGNORE INTO seen_b (account, msgid, message) VALUES (?, ?, ?)"
        ) { (values) throws(DatabaseError) in
            try values.add(account)
            try values.add(platformID)
            try values.add(message)
        }
        return connection.changes == 1
    }

    /// Without a WHERE clause SQLite frees the pages and reads no rows.
    func empty(_ connection: Connection) throws(DatabaseError) {
        try connection.run(self == .a ? "DELETE FROM seen_a" : "DELETE FROM seen_b")
    }
}
