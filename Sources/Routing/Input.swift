/// Everything that can happen to the routing state. Whoever makes one has stored the message it
/// speaks of, or stores it in the same transaction.
public enum Input: Hashable, Sendable {
    // From a pull.

    /// `enter_session`: the visitor opened the chat. The code, if any, is 20 s old at
    /// `at + 20 s`.
    case visited(ConversationID, at: Instant, channel: String?, welcomeCode: String?)
    /// A visitor's message (origin 3).
    case visitorWrote(ConversationID, MessageID, at: Instant, choice: MenuChoice?)
    /// An agent's message from the WeCom client (origin 5).
    case agentWrote(ConversationID, AgentID, MessageID, at: Instant)
    /// The visitor or an agent took a message back; the message may be of another time.
    case recalled(ConversationID, MessageID)
    /// `msg_send_fail`: a message that was accepted earlier has not been delivered.
    case sendFailed(ConversationID, MessageID)
    /// `session_status_change`: an agent acted in the WeCom client.
    case changedInClient(ConversationID, ClientChange, at: Instant)
    /// `servicer_status_change`, at this platform time (Unix seconds).
    case receptionChanged(AccountID, AgentID, Reception, asOf: Int64)
    /// `servicer/list`, asked at this platform time (Unix seconds).
    case receptionListed(AccountID, [AgentID: Reception], askedAt: Int64)
    /// The account's pull has reached `has_more` 0.
    case pulledToEnd(AccountID)
    /// A first pull is through: read the state of a visitor who wrote in the last 48 h, or was
    /// written to, and of an open session if the cursor had been lost (1.3).
    case adopt(ConversationID, visitorWroteAt: Instant?)

    // From the outbox.

    /// The effect is about to be performed; its attempt counts from this commit.
    case attempting(EffectID)
    /// The effect came out.
    case finished(EffectID, EffectOutcome)

    // From people.

    /// The agent's client says how ready it is, everywhere.
    case setStatus(AgentID, AgentStatus)
    /// A poll of the agent began to wait, or was answered.
    case pollBegan(AgentID)
    /// A poll of the agent ended.
    case pollEnded(AgentID)
    /// The agent writes through kefud (`relay`).
    case reply(SessionID, by: AgentID, MessageID, Content)
    /// Somebody moves a session.
    case command(SessionID, Command, by: Actor)

    // From administrators.

    /// The account is adopted, or its settings are changed.
    case accountSet(AccountID, AccountSettings)
    /// The account's deletion begins (sessions end), is taken back, or the platform took it away
    /// or gave it back.
    case accountStatusSet(AccountID, AccountStatus)
    /// The member left the directory or was deactivated (false), or is back (true).
    case agentActivated(AgentID, Bool)

    // From the clock.

    /// Time has passed.
    case tick
}

/// What an agent did in the WeCom client.
public enum ClientChange: Hashable, Sendable {
    /// Took the session out of the pool.
    case took(AgentID)
    /// Handed it to another agent.
    case transferred(from: AgentID?, to: AgentID)
    /// Ended it; the code allows one closing message for 20 s.
    case ended(by: AgentID?, code: String?)
    /// Took an ended or transferred session up again by writing.
    case reopened(AgentID)
}

/// What a person asks of a session.
public enum Command: Hashable, Sendable {
    /// Give it to this agent (a supervisor), or hand it on (its agent).
    case assign(to: AgentID)
    /// Back to the queue.
    case requeue
    /// End it.
    case end
    /// End it here with a message that carries the other account's link (rule 16).
    case transfer(to: AccountID, closingText: String)
}

/// Who asks.
public enum Actor: Hashable, Sendable {
    /// The session's agent.
    case agent(AgentID)
    /// A supervisor or an administrator, as a user's number.
    case supervisor(user: Int64)
}

/// What an input came to.
public enum Answer: Hashable, Sendable {
    /// It was taken in.
    case done
    /// The effect may or may not be performed.
    case attempt(AttemptVerdict)
    /// A person's wish that the rules do not allow.
    case refused(Refusal)
}

/// Why a person's wish is not allowed; each is a problem of the API with this name.
public enum Refusal: Hashable, Sendable {
    /// No such session, or it is out of reach.
    case notFound
    /// `session-ended`
    case sessionEnded
    /// `not-your-session`
    case notYourSession
    /// `agent-not-eligible`, and why.
    case agentNotEligible(Exclusion)
    /// `window-closed`
    case windowClosed
    /// `wrong-channel`
    case wrongChannel
    /// `nobody-there`
    case nobodyThere
    /// `no-closing-message`
    case noClosingMessage
    /// The other account cannot take the session: not adopted, being deleted, or the same one.
    case accountNotAvailable
}
