/// A conversation that an agent of the generator has in the WeCom client.
struct ClientChat: Sendable {
    var servicer: String
    var nextAt: Int64
    var answersLeft: Int64
    /// The visitor's last message that was answered.
    var answeredAt: Int64 = 0
}

extension Traffic {
    /// Agents notice what is theirs, answer, end, pass on, take from the pool and pause.
    mutating func stepClientAgents(_ model: inout PlatformModel, now: Int64) {
        let keys = model.liveInOrder
        for key in keys {
            guard let conversation = model.conversation(key, now: now) else { continue }
            notice(conversation, now: now)
            guard let chat = chats[key], chat.nextAt <= now else { continue }
            serve(key, chat, &model, now: now)
        }
        for key in chats.keys where !model.live.contains(key) { chats[key] = nil }
        if random.chance(plan.takeShare / 10) { takeOne(&model, keys, now: now) }
        endBreaks(&model, now: now, all: phase != .running)
        if phase == .running { beginBreaks(&model, now: now) }
    }

    private mutating func notice(_ conversation: Conversation, now: Int64) {
        guard conversation.state == .human, let servicer = conversation.servicer else {
            chats[conversation.key] = nil
            return
        }
        guard chats[conversation.key]?.servicer != servicer else { return }
        chats[conversation.key] = ClientChat(
            servicer: servicer, nextAt: now + random.int(plan.answerMs),
            answersLeft: random.int(plan.answers))
    }

    private mutating func serve(
        _ key: ConversationKey, _ chat: ClientChat, _ model: inout PlatformModel, now: Int64
    ) {
        chats[key]?.nextAt = now + random.int(plan.answerMs)
        let written = model.conversations[key]?.window.openedAt ?? 0
        if written > chat.answeredAt, chat.answersLeft > 0 {
            guard
                (try? model.servicerWrites(
                    key, chat.servicer, body: ["content": "您好,我来处理"], now: now)) != nil
            else { return }
            counts.answers += 1
            clientAnswers[key, default: 0] += 1
            chats[key]?.answersLeft -= 1
            chats[key]?.answeredAt = written
            return
        }
        // The visitor has had an answer to everything, or the agent has said what there is to say.
        guard chat.answersLeft <= 0 || phase != .running else { return }
        finish(key, chat, &model, now: now)
    }

    private mutating func finish(
        _ key: ConversationKey, _ chat: ClientChat, _ model: inout PlatformModel, now: Int64
    ) {
        if phase == .running, random.chance(plan.transferShare),
            let other = freeServicer(key.account, besides: chat.servicer, model)
        {
            if (try? model.servicerTransfers(key, chat.servicer, to: other, now: now)) != nil {
                counts.transfers += 1
            }
            return
        }
        guard (try? model.servicerEnds(key, chat.servicer, now: now)) != nil else { return }
        counts.ends += 1
        chats[key] = nil
        let load = model.loads.totalNow[chat.servicer] ?? 0
        guard phase == .running, load < plan.byHandBelow, random.chance(plan.reopenShare) else {
            return
        }
        let body: JSON = ["content": "还有一点补充"]
        if (try? model.servicerWrites(key, chat.servicer, body: body, now: now)) != nil {
            counts.reopened += 1
        }
    }

    private mutating func freeServicer(
        _ account: String, besides: String, _ model: PlatformModel
    ) -> String? {
        let free = (model.accounts[account]?.servicers ?? []).filter {
            $0.userID != besides && $0.reception == .receiving
                && (model.loads.totalNow[$0.userID] ?? 0) < plan.byHandBelow
        }
        return random.pick(free)?.userID
    }

    private mutating func takeOne(
        _ model: inout PlatformModel, _ keys: [ConversationKey], now: Int64
    ) {
        let waiting = keys.filter { model.conversations[$0]?.state == .pool }
        guard let key = random.pick(waiting),
            let servicer = freeServicer(key.account, besides: "", model)
        else { return }
        if (try? model.servicerTakes(key, servicer, now: now)) != nil { counts.taken += 1 }
    }

    private mutating func beginBreaks(_ model: inout PlatformModel, now: Int64) {
        for account in model.accountOrder {
            for servicer in model.accounts[account]?.servicers ?? []
            where servicer.reception == .receiving && breaks[servicer.userID] == nil {
                // The step is a tenth of a second, the share is meant for a minute.
                guard random.chance(plan.breakShare / 600) else { continue }
                counts.breaks += 1
                breaks[servicer.userID] = now + random.int(plan.breakMs)
                let reception: Servicer.Reception = random.chance(0.5) ? .suspended : .stopped
                set(servicer.userID, reception, &model, now: now)
            }
        }
    }

    mutating func endBreaks(_ model: inout PlatformModel, now: Int64, all: Bool) {
        for userID in breaks.keys.sorted() where all || (breaks[userID] ?? 0) <= now {
            breaks[userID] = nil
            set(userID, .receiving, &model, now: now)
        }
    }

    private func set(
        _ userID: String, _ reception: Servicer.Reception, _ model: inout PlatformModel,
        now: Int64
    ) {
        for account in model.accountOrder where model.accounts[account]?.servicer(userID) != nil {
            try? model.servicerSets(userID, reception, account: account, now: now)
        }
    }
}
