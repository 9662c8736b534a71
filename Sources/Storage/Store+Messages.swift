public import Routing
import SQLite

/// Rows of `message`.
extension Store {
    /// Stores a message. Within a batch it is better handed to `save`, which also knows the session
    /// that routing gave it.
    public func insertMessage(_ message: StoredMessage) throws(StoreError) {
        try doing("store message \(message.id.rawValue)") { () throws(DatabaseError) in
            try insert(message)
        }
    }

    func insert(_ message: StoredMessage) throws(DatabaseError) {
        try connection.write(
            """
            INSERT INTO message (
              id, account, visitor, session, origin, agent, type, text, body, sent_at, at, state,
              code)
            VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(message.id)
            try values.add(message.account)
            try values.add(message.visitor)
            try values.add(message.session)
            try values.add(message.origin)
            try values.add(message.agent)
            try values.add(message.type)
            try values.add(message.text)
            try values.add(message.body)
            try values.add(message.sentAt)
            try values.add(message.at)
            try values.add(message.state)
            try values.add(message.code)
        }
    }

    func place(_ message: MessageID, in session: SessionID) throws(DatabaseError) {
        try connection.write("UPDATE message SET session = ? WHERE id = ?") {
            (values) throws(DatabaseError) in
            try values.add(session)
            try values.add(message)
        }
    }

    func save(
        _ state: MessageState, code: Int?, of message: MessageID
    ) throws(DatabaseError) {
        try connection.write("UPDATE message SET state = ?, code = ? WHERE id = ?") {
            (values) throws(DatabaseError) in
            try values.add(state)
            try values.add(code)
            try values.add(message)
        }
    }

    /// Keeps an event that belongs to no account we could name.
    public func insertStrayEvent(
        openKfID: String, json: String, at: Instant
    ) throws(StoreError) {
        try doing("store a stray event") { () throws(DatabaseError) in
            try connection.write(
                "INSERT INTO stray_event (open_kfid, at, json) VALUES (?, ?, ?)"
            ) { (values) throws(DatabaseError) in
                try values.add(openKfID)
                try values.add(at)
                try values.add(json)
            }
        }
    }
}
