// Rule 24: settings hold from their commit for every later decision.

extension RoutingCore {
    /// An account is adopted, or its settings are changed.
    mutating func setAccount(_ id: AccountID, _ settings: AccountSettings) {
        var settings = settings
        let oldList = accounts[id]?.settings.agents ?? []
        settings.agents = settings.inOrder(of: oldList)
        if accounts.slot(of: id) == nil {
            var account = Account(id: id, status: .active, settings: settings)
            account.knownSince = moment.now
            accounts.add(account)
        }
        change(id) {
            $0.pointer = settings.pointer(after: $0.pointer, in: oldList)
            $0.settings = settings
            $0.hoursCheckedAt = nil
        }
        renewPlaces(of: id, before: oldList)
        let kept = Set(settings.agents)
        for agent in oldList where !kept.contains(agent) { unlist(agent, from: id) }
        if !kept.isSuperset(of: oldList), everybodyIsGone(id) { meetNobody(inQueueOf: id) }
        let present = Set(oldList)
        for agent in settings.agents where !present.contains(agent) { list(agent, in: id) }
        free(id)
        watchHours(id)
    }

    /// A newcomer is offline until its client or the platform says otherwise.
    private mutating func list(_ agent: AgentID, in id: AccountID) {
        know(agent)
        var listed = ListedAgent()
        listed.awaitsWord = true
        setListed(listed, .init(id, agent))
        journal.reception.insert(.init(id, agent))
        journal.wantsServicerList.insert(id)
        reviewStatus(of: agent)
    }

    /// Taken off the list: all its sessions in the account queue again at once.
    private mutating func unlist(_ agent: AgentID, from id: AccountID) {
        setListed(nil, .init(id, agent))
        journal.reception.insert(.init(id, agent))
        requeueAll(of: agent, in: id, reason: "off the list")
    }

    private mutating func requeueAll(of agent: AgentID, in id: AccountID, reason: String) {
        let held = (agents[agent]?.held ?? []).compactMap { sessions[$0] }
            .filter { $0.account == id }.sorted { $0.place < $1.place }
        for session in held {
            guard session.pendingEnd == nil else {
                // Should the visitor cancel the end, the session queues then.
                change(session.id) { $0.agentIsGone = true }
                continue
            }
            backToQueue(session.id, barring: false, reason: reason, actor: nil)
            if !somebodyIsThere(id) { meetNobody(session.id) }
        }
    }

    /// A member who left or was deactivated receives nobody; back again it is offline until its
    /// client says otherwise.
    mutating func activate(_ id: AgentID, _ isActive: Bool) {
        know(id)
        guard agents[id]?.isActive != isActive else { return }
        // Whatever was said before counts no more: it is offline until somebody says otherwise.
        change(id) {
            $0.isActive = isActive
            $0.setStatus = nil
        }
        for account in agents[id]?.accounts ?? [] {
            change(.init(account, id)) {
                $0.reception = nil
                $0.awaitsWord = true
            }
            if isActive { journal.wantsServicerList.insert(account) }
        }
        if !isActive {
            for account in agents[id]?.accounts ?? [] {
                requeueAll(of: id, in: account, reason: "deactivated")
            }
        }
        reviewStatus(of: id)
    }

    /// The account's deletion begins or is taken back, or the platform took the account away or
    /// gave it back.
    mutating func setAccountStatus(_ id: AccountID, _ status: AccountStatus) {
        guard accounts[id] != nil, accounts[id]?.status != status else { return }
        let now = moment.now
        let isReturn = accounts[id]?.status == .withdrawn
        change(id) {
            if isReturn { $0.givenBackAt = now }
            $0.status = status
        }
        let open = accounts[id]?.open.sorted() ?? []
        switch status {
        case .active:
            if isReturn { readUncertainChats(of: id) }
            free(id)
        case .deleting: for session in open { endForDeletion(session) }
        case .withdrawn, .deleted:
            for session in open { endWithoutCall(session) }
            forgetChats(of: id)
        }
    }

    /// Ends with the end prompt; an end that is under way takes on the reason that nobody can
    /// take back.
    private mutating func endForDeletion(_ id: SessionID) {
        if sessions[id]?.pendingEnd == nil { return beginEnd(id, .accountDeleted) }
        change(id) { $0.pendingEnd?.reason = .accountDeleted }
    }

    /// The account is gone at the platform: no call could succeed.
    private mutating func endWithoutCall(_ id: SessionID) {
        guard let session = sessions[id] else { return }
        withdrawCalls(of: session.conversation)
        change(id) { $0.pendingEnd = PendingEnd(reason: .accountDeleted) }
        finishEnd(id)
    }

    /// What was pulled while the account was away: the pull had begun before. Should it come back,
    /// the state decides what has come of it.
    mutating func keep(_ message: HeldMessage, untilReturnOf id: ConversationID) {
        change(id) {
            $0.isUncertain = true
            $0.held.append(message)
        }
    }

    private mutating func readUncertainChats(of id: AccountID) {
        let chats = conversations.keys.filter {
            $0.account == id && conversations[$0]?.isUncertain == true
        }
        for chat in chats.sorted() { readState(chat, session: nil, adopts: true) }
    }

    private mutating func withdrawCalls(of id: ConversationID) {
        for effect in conversations[id]?.effects ?? CallLine() { withdraw(effect) }
    }

    /// Without the account there is no chat that an agent could be in.
    private mutating func forgetChats(of id: AccountID) {
        for chat in conversations.keys.filter({ $0.account == id }).sorted() {
            fileAway(heldOf: chat)
            withdrawCalls(of: chat)
            change(chat) {
                $0.platform = .ended
                $0.isUncertain = false
                $0.closing = nil
                $0.movedSinceRead = true  // what is answered after this was asked before
            }
        }
    }
}
