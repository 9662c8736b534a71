public import Routing

/// What `Store.save` asks of the routing core: the rows as they stand, by number. Ended sessions
/// that the journal names are still there when it is saved.
public protocol RoutingRecords {
    /// The session, if the core has it.
    func session(_ id: SessionID) -> Session?
    /// The chat, if the core has it.
    func conversation(_ id: ConversationID) -> Conversation?
    /// The agent, if the core has it.
    func agent(_ id: AgentID) -> Agent?
    /// The account, if the core has it.
    func account(_ id: AccountID) -> Account?
    /// The unfinished effect, if the core has it.
    func effect(_ id: EffectID) -> Effect?
    /// The next numbers.
    var counters: Counters { get }
}

extension RoutingCore: RoutingRecords {}
