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

    func openSessions() throws(DatabaseError) -> [Session] {
        try connection.rows(
            """
            SELECT id, account, visitor, place, waiting_since, reception_channel, opened_by,
              opened_at, phase, agent, assigned_at, ended_at, end_reason, last_message_at,
              visit_channel, visitor_wrote_at, is_unanswered, visitor_silent_at,
              agent_silent_at, queue_prompt_is_done, queue_prompt_text, end_prompt_is_done,
              waits_for_read, agent_is_gone, extra
            FROM session WHERE phase <> 2 ORDER BY id
            """
        ) { (columns) throws(DatabaseError) in try Session(&columns) }
    }

    /// Inserts or updates. What never changes (the chat, how and when it was opened) is left out of
    /// the update, so that its index is not rewritten each time.
    func save(_ session: Session) throws(DatabaseError) {
        try connection.write(
            """
            INSERT INTO session (
              id, account, visitor, place, waiting_since, reception_channel, opened_by, opened_at,
              phase, agent, assigned_at, ended_at, end_reason, last_message_at, visit_channel,
              visitor_wrote_at, is_unanswered, visitor_silent_at, agent_silent_at,
              queue_prompt_is_done, queue_prompt_text, end_prompt_is_done, waits_for_read,
              agent_is_gone, extra)
            VALUES (?,?,?,?,?,?,?,?, ?,?,?,?,?,?,?, ?,?,?,?, ?,?,?,?, ?,?)
            ON CONFLICT (id) DO UPDATE SET
              place = excluded.place, waiting_since = excluded.waiting_since,
              reception_channel = excluded.reception_channel,
              phase = excluded.phase, agent = excluded.agent, assigned_at = excluded.assigned_at,
              ended_at = excluded.ended_at, end_reason = excluded.end_reason,
              last_message_at = excluded.last_message_at, visit_channel = excluded.visit_channel,
              visitor_wrote_at = excluded.visitor_wrote_at,
              is_unanswered = excluded.is_unanswered,
              visitor_silent_at = excluded.visitor_silent_at,
              agent_silent_at = excluded.agent_silent_at,
              queue_prompt_is_done = excluded.queue_prompt_is_done,
              queue_prompt_text = excluded.queue_prompt_text,
              end_prompt_is_done = excluded.end_prompt_is_done,
              waits_for_read = excluded.waits_for_read, agent_is_gone = excluded.agent_is_gone,
              extra = excluded.extra
            """
        ) { (values) throws(DatabaseError) in try session.bind(&values) }
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

    fileprivate func bind(_ values: inout Binder) throws(DatabaseError) {
        try values.add(id)
        try values.add(conversation.account)
        try values.add(conversation.visitor)
        try values.add(place)
        try values.add(waitingSince)
        try values.add(receptionChannel)
        try values.add(openedBy)
        try values.add(openedAt)
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
