import Routing

// The pull and the outbox.

extension CoreWorld {
    /// Takes in the next entries of an account's log, in order.
    mutating func pull(_ account: AccountID, atMost count: Int) throws(Broken) {
        for _ in 0..<count {
            guard let logged = platform.logs[account.index].popFirst() else { return }
            try take(logged, in: account)
        }
    }

    private mutating func take(
        _ logged: ModelPlatform.Logged, in account: AccountID
    ) throws(Broken) {
        let at = moment.instant(ofPlatformSeconds: logged.at)
        if let back = givenBackAt[account.index], logged.at < back.milliseconds / 1_000 {
            tally.note(.entryOfBeforeTheReturn)
        }
        switch logged.entry {
        case .visit(let chat, let code):
            let id = shape.id(chat)
            admit(id)
            say("pulls visit \(name(chat))")
            let name = ModelPlatform.codeName(code)
            try apply(.visited(id, at: at, channel: "web", welcomeCode: name))
        case .visitor(let chat, let choice, let number):
            try takeMessage(in: chat, choice, number, at)
        case .agent(let chat, let agent):
            admit(shape.id(chat))
            say("pulls agent \(agent.rawValue)'s message \(name(chat))")
            try apply(.agentWrote(shape.id(chat), agent, core.newMessageID(), at: at))
        case .change(let chat, let change):
            admit(shape.id(chat))
            say("pulls \(change) \(name(chat))")
            try apply(.changedInClient(shape.id(chat), change, at: at))
        case .reception(let agent, let reception):
            say("pulls \(reception) of \(agent.rawValue) in \(account.rawValue)")
            let asOf = min(logged.at, moment.wall.milliseconds / 1_000 + 60)
            try apply(.receptionChanged(account, agent, reception, asOf: asOf))
        }
    }

    private mutating func takeMessage(
        in chat: Int, _ choice: MenuChoice?, _ number: Int, _ at: Instant
    ) throws(Broken) {
        let id = shape.id(chat)
        admit(id)
        let message = core.newMessageID()
        // A tap on "end" of a visitor who never had a session belongs to none.
        let belongs = choice == nil || disk.chatMarks[chat].latestSession != nil
        let isRouted = disk.statuses[id.account.index] == .active
        if belongs, isRouted {
            memory.unplaced.append(
                .init(message: message, chat: chat, number: number, isTap: choice != nil))
        }
        memory.renewBudget(chat, at: at, pending: pendingSends(of: chat))
        say("pulls visitor's \(message.rawValue) \(name(chat))")
        try apply(.visitorWrote(id, message, at: at, choice: choice))
    }

    private func pendingSends(of chat: Int) -> Int {
        pending[chat].count { disk.effectMarks[Int($0.rawValue)]?.isSend ?? false }
    }

    /// A chat whose oldest effect may be tried, from this one on.
    func readyChat(from roll: Int) -> Int? {
        let chats = busy.members
        for offset in 0..<chats.count {
            let chat = chats[(roll + offset) % chats.count]
            guard let first = pending[chat].first else { continue }
            if !calls.contains(where: { $0.effect.id == first }) { return chat }
        }
        return nil
    }

    /// Makes the call of a chat's oldest effect, or settles the change whose outcome is unknown.
    mutating func attempt(_ chat: Int) throws(Broken) -> EffectID? {
        guard let id = pending[chat].first, let effect = disk.effect(id) else { return nil }
        if unsettled.contains(id) {
            try settle(effect)
            return nil
        }
        let deadline = effect.deadline
        guard try apply(.attempting(id)) == .attempt(.proceed) else {
            say("attempt \(id.rawValue) withdrawn")
            return nil
        }
        try expect(
            deadline.map { now < $0 } ?? true, .codes,
            "effect \(id.rawValue) is tried after its deadline")
        try noteCode(of: effect)
        say("attempts \(id.rawValue) \(effect.kind) \(name(chat))")
        calls.append(Call(effect: effect, since: now))
        return id
    }

    /// A pull and a read settle it.
    private mutating func settle(_ effect: Effect) throws(Broken) {
        let account = effect.conversation.account
        try pull(account, atMost: .max)
        guard disk.effect(effect.id) != nil else { return }
        unsettled.remove(effect.id)
        admit(effect.conversation)
        let isGone = platform.isWithdrawn[account.index]
        let state = platform.states[shape.index(effect.conversation)]
        say("settles \(effect.id.rawValue) \(effect.kind): \(isGone ? "gone" : "\(state)")")
        try apply(.finished(effect.id, isGone ? .unknown : .observed(state)))
    }

    /// The call reaches the platform.
    mutating func execute(_ index: Int, refusing code: Int? = nil) {
        guard calls[index].answer == nil else { return }
        let effect = calls[index].effect
        if let code {
            calls[index].answer = .refused(code: code)
        } else {
            calls[index].answer = platform.perform(effect, at: seconds)
            noteEnd(effect)
        }
    }

    private mutating func noteEnd(_ effect: Effect) {
        guard case .change(to: .ended) = effect.kind else { return }
        // A call that was under way when the account was taken away is nobody's any more.
        let returnedAt = core.account(effect.conversation.account)?.givenBackAt
        let attemptedAt = core.effect(effect.id)?.attemptedAt
        if let returnedAt, let attemptedAt, attemptedAt < returnedAt { return }
        let chat = shape.index(effect.conversation)
        memory.promptEnds[chat] = platform.endedAt[chat]
    }

    /// The answer reaches kefud.
    mutating func answer(_ index: Int) throws(Broken) {
        execute(index)
        let call = calls.remove(at: index)
        guard let outcome = call.answer else { return }
        say("answer to \(call.effect.id.rawValue): \(outcome)")
        if case .accepted = outcome, case .send(_, let message, _) = call.effect.kind {
            if recent.count >= 8 { recent.removeFirst() }
            recent.append((shape.index(call.effect.conversation), message))
        }
        try apply(.finished(call.effect.id, outcome))
    }

    mutating func answer(_ id: EffectID) throws(Broken) {
        guard let index = calls.firstIndex(where: { $0.effect.id == id }) else { return }
        try answer(index)
    }

    /// The answer is lost, and with it whether the call was made.
    mutating func lose(_ call: Call) throws(Broken) {
        let id = call.effect.id
        say("answer to \(id.rawValue) lost")
        switch call.effect.kind {
        case .change: if disk.effect(id) != nil { unsettled.insert(id) }
        case .sendOnCode: try apply(.finished(id, .unknown))
        case .send, .readState: break
        }
    }
}
