public import Routing
import SQLite

/// A message with the names that people and the platform know.
public struct MessageRecord: Hashable, Sendable {
    /// Which.
    public let id: MessageID
    /// In which session; nil for a welcome and for what opened none.
    public let session: SessionID?
    /// Whose words.
    public let origin: MessageOrigin
    /// The agent who wrote.
    public let agent: AgentID?
    /// Its USERID.
    public let agentUserID: String?
    /// What kind.
    public let type: MessageType
    /// The text, or the head of a menu.
    public let text: String?
    /// The platform's JSON of the body, where the text does not say it all.
    public let body: String?
    /// The platform's `send_time` in Unix seconds; nil for our own.
    public let sentAt: Int64?
    /// When kefud stored it.
    public let at: Instant
    /// How it stands.
    public let state: MessageState
    /// The platform's code, of a failed one.
    public let code: Int?
}

extension ReadView {
    /// A page of a session's messages, the newest first.
    ///
    /// - Parameter before: where the page before ended.
    public func messages(
        of session: SessionID, limit: Int, before: MessageID? = nil
    ) throws(StoreError) -> [MessageRecord] {
        try reading("list the messages of session \(session.rawValue)") {
            () throws(DatabaseError) in
            try connection.rows(
                """
                SELECT * FROM message_record WHERE session = ? AND id < ?
                ORDER BY id DESC LIMIT ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(session)
                try values.add(before ?? MessageID(.max))
                try values.add(limit)
            } row: { (columns) throws(DatabaseError) in
                try MessageRecord(&columns)
            }
        }
    }

    /// A page of a session's messages in their order.
    ///
    /// - Parameter after: where the page before ended.
    public func messagesInOrder(
        of session: SessionID, limit: Int, after: MessageID? = nil
    ) throws(StoreError) -> [MessageRecord] {
        try reading("list the messages of session \(session.rawValue)") {
            () throws(DatabaseError) in
            try connection.rows(
                "SELECT * FROM message_record WHERE session = ? AND id > ? ORDER BY id LIMIT ?"
            ) { (values) throws(DatabaseError) in
                try values.add(session)
                try values.add(after ?? MessageID(.min))
                try values.add(limit)
            } row: { (columns) throws(DatabaseError) in
                try MessageRecord(&columns)
            }
        }
    }

    /// One message.
    public func message(_ id: MessageID) throws(StoreError) -> MessageRecord? {
        try reading("read message \(id.rawValue)") { () throws(DatabaseError) in
            try connection.row("SELECT * FROM message_record WHERE id = ?") {
                (values) throws(DatabaseError) in
                try values.add(id)
            } row: { (columns) throws(DatabaseError) in
                try MessageRecord(&columns)
            }
        }
    }
}

extension MessageRecord {
    fileprivate init(_ columns: inout Columns) throws(DatabaseError) {
        id = columns.id()
        session = columns.idOrNil()
        origin = try columns.word()
        agent = columns.idOrNil()
        agentUserID = columns.textOrNil()
        type = try columns.word()
        text = columns.textOrNil()
        body = columns.textOrNil()
        sentAt = columns.integerOrNil()
        at = columns.instant()
        state = try columns.word()
        code = columns.intOrNil()
    }
}
