public import Routing
import SQLite

/// Rows of `session`.
extension Store {
    /// The session with this number, open or ended.
    public func session(_ id: SessionID) throws(StoreError) -> Session? {
        try doing("read session \(id.rawValue)") { () throws(DatabaseError) in
            try connection.row(
                """
                SELECT id, account, visitor, place, waiting_since, reception_channel, opened_by,
                  opened_at, phase, agent, assigned_at, ended_at, end_reason, last_message_at,
                  visit_channel, visitor_wrote_at, is_unanswered, visitor_silent_at,
                  agent_silent_at, queue_prompt_is_done, queue_prompt_text, end_prompt_is_done,
                  waits_for_read, agent_is_gone, extra
                FROM session WHERE id = ?
                """
            ) { (values) throws(DatabaseError) in
                try values.add(id)
            } row: { (columns) throws(DatabaseError) in
                try Session(&columns)
            }
        }
    }

    /// By number. The numbers alone are sorted and then looked up: whole rows would take longer.
    func openSessions() throws(DatabaseError) -> [Session] {
        try connection.rows(
            """
            SELECT id, account, visitor, place, waiting_since, reception_channel, opened_by,
              opened_at, phase, agent, assigned_at, ended_at, end_reason, last_message_at,
              visit_channel, visitor_wrote_at, is_unanswered, visitor_silent_at,
              agent_silent_at, queue_prompt_is_done, queue_prompt_text, end_prompt_is_done,
              waits_for_read, agent_is_gone, extra
            FROM session
            WHERE id IN (SELECT id FROM session INDEXED BY session_open WHERE phase <> 2)
            ORDER BY id
            """
        ) { (columns) throws(DatabaseError) in try Session(&columns) }
    }

    /// Updates or inserts. What never changes (the chat, how and when it was opened) is left out of
    /// the update, so that its index is not rewritten each time.
    ///
    /// Not `ON CONFLICT … DO UPDATE`: with it SQLite plans to look through all rows that may point
    /// at a session.
    func save(_ session: Session) throws(DatabaseError) {
        try connection.write(
            """
            UPDATE session SET
              place = ?, waiting_since = ?, reception_channel = ?, phase = ?, agent = ?,
              assigned_at = ?, ended_at = ?, end_reason = ?, last_message_at = ?,
              visit_channel = ?, visitor_wrote_at = ?, is_unanswered = ?, visitor_silent_at = ?,
              agent_silent_at = ?, queue_prompt_is_done = ?, queue_prompt_text = ?,
              end_prompt_is_done = ?, waits_for_read = ?, agent_is_gone = ?, extra = ?
            WHERE id = ?
            """
        ) { (values) throws(DatabaseError) in
            try session.bindWhatChanges(&values)
            try values.add(session.id)
        }
        if connection.changes == 1 { return }
        try connection.write(
            """
            INSERT INTO session (
              place, waiting_since, reception_channel, phase, agent, assigned_at, ended_at,
              end_reason, last_message_at, visit_channel, visitor_wrote_at, is_unanswered,
              visitor_silent_at, agent_silent_at, queue_prompt_is_done, queue_prompt_text,
              end_prompt_is_done, waits_for_read, agent_is_gone, extra,
              id, account, visitor, opened_by, opened_at)
            VALUES (?,?,?,?,?,?,?, ?,?,?,?,?, ?,?,?,?, ?,?,?,?, ?,?,?,?,?)
            """
        ) { (values) throws(DatabaseError) in
            try session.bindWhatChanges(&values)
            try values.add(session.id)
            try values.add(session.conversation.account)
            try values.add(session.conversation.visitor)
            try values.add(session.openedBy)
            try values.add(session.openedAt)
        }
    }

    /// A message reached the ended session too late (rule 22); the core does not have it any more.
    func flagUnanswered(_ session: SessionID) throws(DatabaseError) {
        try connection.write("UPDATE session SET is_unanswered = 1 WHERE id = ?") {
            (values) throws(DatabaseError) in try values.add(session)
        }
    }

    func save(
        rating choice: String, message: MessageID, of session: SessionID
    ) throws(DatabaseError) {
        try connection.write("UPDATE session SET rating = ?, rating_message = ? WHERE id = ?") {
            (values) throws(DatabaseError) in
            try values.add(choice)
            try values.add(message)
            try values.add(session)
        }
    }
}

extension Session {
    init(_ columns: inout Columns) throws(DatabaseError) {
        let id: SessionID = columns.id()
        let account: AccountID = columns.id()
        self.init(
            id: id, conversation: ConversationID(account, columns.id()),
            place: columns.integer(), waitingSince: columns.instant(),
            receptionChannel: try columns.word(), openedBy: try columns.word(),
            openedAt: columns.instant())
        phase = try columns.word()
        agent = columns.idOrNil()
        assignedAt = columns.instantOrNil()
        endedAt = columns.instantOrNil()
        endReason = try columns.wordOrNil()
        lastMessageAt = columns.instantOrNil()
        visitChannel = columns.textOrNil()
        visitorWroteAt = columns.instantOrNil()
        isUnanswered = columns.bool()
        visitorSilentAt = columns.instantOrNil()
        agentSilentAt = columns.instantOrNil()
        queuePromptIsDone = columns.bool()
        queuePromptText = columns.textOrNil()
        endPromptIsDone = columns.bool()
        waitsForRead = columns.bool()
        agentIsGone = columns.bool()
        try takeExtra(columns.textOrNil())
    }

    fileprivate func bindWhatChanges(_ values: inout Binder) throws(DatabaseError) {
        try values.add(place)
        try values.add(waitingSince)
        try values.add(receptionChannel)
        try values.add(phase)
        try values.add(agent)
        try values.add(assignedAt)
        try values.add(endedAt)
        try values.add(endReason)
        try values.add(lastMessageAt)
        try values.add(visitChannel)
        try values.add(visitorWroteAt)
        try values.add(isUnanswered)
        try values.add(visitorSilentAt)
        try values.add(agentSilentAt)
        try values.add(queuePromptIsDone)
        try values.add(queuePromptText)
        try values.add(endPromptIsDone)
        try values.add(waitsForRead)
        try values.add(agentIsGone)
        try values.add(extraColumn)
    }
}
