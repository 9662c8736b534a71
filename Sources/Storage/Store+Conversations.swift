public import Routing
import SQLite

/// Rows of `conversation`.
extension Store {
    /// The chat as it is stored; nil when this visitor has never been seen in this account.
    public func conversation(_ id: ConversationID) throws(StoreError) -> Conversation? {
        try doing("read a conversation") { () throws(DatabaseError) in
            try storedConversation(id)
        }
    }

    func storedConversation(_ id: ConversationID) throws(DatabaseError) -> Conversation? {
        try connection.row(
            """
            SELECT account, visitor, open_session, latest_session, prior_agent, platform,
              platform_agent, is_uncertain, budget_opened_at, budget_used, offline_prompt_at,
              offline_session, offline_until, visit_channel, ticket_place, ticket_waiting_since,
              ticket_until, held, closing_session, closing_attempted_at, reading,
              platform_ended_at, changed_at
            FROM conversation WHERE account = ? AND visitor = ?
            """
        ) { (values) throws(DatabaseError) in
            try values.add(id.account)
            try values.add(id.visitor)
        } row: { (columns) throws(DatabaseError) in
            try Conversation(&columns)
        }
    }

    func liveConversations() throws(DatabaseError) -> [Conversation] {
        try connection.rows(
            """
            SELECT account, visitor, open_session, latest_session, prior_agent, platform,
              platform_agent, is_uncertain, budget_opened_at, budget_used, offline_prompt_at,
              offline_session, offline_until, visit_channel, ticket_place, ticket_waiting_since,
              ticket_until, held, closing_session, closing_attempted_at, reading,
              platform_ended_at, changed_at
            FROM conversation INDEXED BY conversation_live WHERE is_live = 1
            """
        ) { (columns) throws(DatabaseError) in try Conversation(&columns) }
    }

    func save(_ conversation: Conversation) throws(DatabaseError) {
        try connection.write(
            """
            INSERT INTO conversation (
              account, visitor, is_live, open_session, latest_session, prior_agent, platform,
              platform_agent, is_uncertain, budget_opened_at, budget_used, offline_prompt_at,
              offline_session, offline_until, visit_channel, ticket_place, ticket_waiting_since,
              ticket_until, held, closing_session, closing_attempted_at, reading,
              platform_ended_at, changed_at)
            VALUES (?,?,?,?,?,?,?, ?,?,?,?,?, ?,?,?,?,?, ?,?,?,?,?, ?,?)
            ON CONFLICT (account, visitor) DO UPDATE SET
              is_live = excluded.is_live, open_session = excluded.open_session,
              latest_session = excluded.latest_session, prior_agent = excluded.prior_agent,
              platform = excluded.platform, platform_agent = excluded.platform_agent,
              is_uncertain = excluded.is_uncertain,
              budget_opened_at = excluded.budget_opened_at, budget_used = excluded.budget_used,
              offline_prompt_at = excluded.offline_prompt_at,
              offline_session = excluded.offline_session,
              offline_until = excluded.offline_until, visit_channel = excluded.visit_channel,
              ticket_place = excluded.ticket_place,
              ticket_waiting_since = excluded.ticket_waiting_since,
              ticket_until = excluded.ticket_until, held = excluded.held,
              closing_session = excluded.closing_session,
              closing_attempted_at = excluded.closing_attempted_at, reading = excluded.reading,
              platform_ended_at = excluded.platform_ended_at, changed_at = excluded.changed_at
            """
        ) { (values) throws(DatabaseError) in try conversation.bind(&values) }
    }
}

extension Conversation {
    init(_ columns: inout Columns) throws(DatabaseError) {
        let account: AccountID = columns.id()
        self.init(ConversationID(account, columns.id()))
        openSession = columns.idOrNil()
        latestSession = columns.idOrNil()
        priorAgent = columns.idOrNil()
        platform = try columns.platformState()
        isUncertain = columns.bool()
        budget = SendBudget(openedAt: columns.instantOrNil(), used: columns.int())
        offlinePromptAt = columns.instantOrNil()
        offlineSession = columns.idOrNil()
        offlineUntil = columns.instantOrNil()
        visitChannel = columns.textOrNil()
        let place = columns.integerOrNil()
        let waitingSince = columns.instantOrNil()
        let until = columns.instantOrNil()
        if let place, let waitingSince, let until {
            ticket = TransferTicket(place: place, waitingSince: waitingSince, until: until)
        }
        held = try HeldMessage.messages(columns.textOrNil())
        let closing: SessionID? = columns.idOrNil()
        let attemptedAt = columns.instantOrNil()
        if let closing, let attemptedAt {
            self.closing = Closing(session: closing, attemptedAt: attemptedAt)
        }
        reading = columns.idOrNil()
        platformEndedAt = columns.instantOrNil()
        changedAt = columns.instantOrNil()
    }

    fileprivate func bind(_ values: inout Binder) throws(DatabaseError) {
        let state = StoredPlatformState(platform)
        try values.add(id.account)
        try values.add(id.visitor)
        try values.add(isLive)
        try values.add(openSession)
        try values.add(latestSession)
        try values.add(priorAgent)
        try values.add(state.number)
        try values.add(state.agent)
        try values.add(isUncertain)
        try values.add(budget.openedAt)
        try values.add(budget.used)
        try values.add(offlinePromptAt)
        try values.add(offlineSession)
        try values.add(offlineUntil)
        try values.add(visitChannel)
        try values.add(ticket?.place)
        try values.add(ticket?.waitingSince)
        try values.add(ticket?.until)
        try values.add(HeldMessage.column(held))
        try values.add(closing?.session)
        try values.add(closing?.attemptedAt)
        try values.add(reading)
        try values.add(platformEndedAt)
        try values.add(changedAt)
    }
}
