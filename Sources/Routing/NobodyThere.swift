// Rules 11 and 12: nobody there.

extension RoutingCore {
    /// Rule 11: the offline prompt, and the session ends or waits as the account has chosen.
    mutating func meetNobody(_ id: SessionID) {
        guard let session = sessions[id], session.pendingEnd == nil,
            let account = accounts[session.account]
        else { return }
        record(.nobodyThere, of: id)
        speakOfflinePrompt(id)
        change(id) { $0.queuePromptIsDone = true }
        switch account.settings.whenNobody {
        case .end: beginEnd(id, .offline)
        case .queue: poolIfNeeded(id)
        }
    }

    /// Rule 12: at closing time, or when every listed agent is gone, each queued session meets
    /// rule 11; active ones go on.
    mutating func meetNobody(inQueueOf id: AccountID) {
        guard let account = accounts[id], account.isSettled, account.status == .active
        else { return }
        for session in account.waiting.inOrder { meetNobody(session) }
    }

    /// Looks at the hours: closing sends who waits to rule 11, and `isOpen` serves them at opening.
    mutating func watchHours(_ id: AccountID) {
        guard let account = accounts[id] else { return }
        let wasOpen = account.toldOpen
        let isOpen = isOpen(id)
        accounts.change(id) { $0.toldOpen = isOpen }
        if !isOpen, wasOpen { meetNobody(inQueueOf: id) }
        armAccount(id)
    }

    /// The account's own deadlines: its hours' next change, the end of a pause, the minute after
    /// which a first pull that fails holds nothing up any longer.
    mutating func armAccount(_ id: AccountID) {
        guard let account = accounts[id] else { return }
        let lead = moment.now.milliseconds - moment.wall.milliseconds
        if let change = account.hoursHoldUntil {
            arm(
                .account(id), at: Instant(milliseconds: change.milliseconds + lead))
        }
        arm(.account(id), at: account.choosesNobodyUntil)
        if !account.isSettled, let since = account.knownSince {
            arm(.account(id), at: since + Self.settlingTime)
        }
    }

    mutating func accountIsDue(_ id: AccountID) {
        guard let account = accounts[id] else { return }
        if let until = account.choosesNobodyUntil, until <= moment.now {
            change(id) { $0.choosesNobodyUntil = nil }
            free(id)
        }
        if !account.isSettled, let since = account.knownSince,
            since + Self.settlingTime <= moment.now
        {
            settle(id)
        }
        watchHours(id)
    }

    /// The account's first pull since the start is through, or has failed for a minute: time-outs,
    /// graces and closing act from now on, those that came due meanwhile at once (section 1.3).
    mutating func settle(_ id: AccountID) {
        guard let account = accounts[id], !account.isSettled else { return }
        accounts.change(id) { $0.isSettled = true }
        for agent in account.settings.agents {
            arm(.listed(id, agent), at: moment.now)
            if agents[agent]?.relayAbsence == .gone { agentIsGone(agent, on: .relay, in: id) }
        }
        for session in account.open.sorted() {
            arm(.session(session), at: moment.now)
        }
        if !isOpen(id) { tellThoseWhoWaited(in: id) }
        runTimers()
    }

    /// The closing time passed while the daemon was down: who has not been told in its session is
    /// told now.
    private mutating func tellThoseWhoWaited(in id: AccountID) {
        guard let account = accounts[id], account.status == .active else { return }
        for waiting in account.waiting.inOrder {
            guard let session = sessions[waiting] else { continue }
            let told = conversations[session.conversation]?.offlinePromptAt
            let wasTold = told.map { $0 >= session.openedAt } ?? false
            if !wasTold || account.settings.whenNobody == .end { meetNobody(waiting) }
        }
    }

    /// How long a failing first pull holds up the time-outs.
    static let settlingTime = Interval.seconds(60)
}
