import Engine
import Routing
import Storage

extension FullWorld {
    func configuration(of account: Int, _ random: inout Seeded) -> AccountConfiguration {
        func prompt(_ text: String) -> Prompt { Prompt(isEnabled: random.coin(), text: text) }
        let prompts = Prompts(
            welcome: prompt("welcome"), queue: prompt("place {position}"),
            offline: prompt("nobody"), offlineSuppressedWhileOnline: random.isOne(in: 4),
            end: prompt("bye"))
        var configuration = AccountConfiguration(
            name: FullPlatform.name(account), agents: shape.lists[account],
            strategy: random.coin() ? .roundRobin : .idleFirst, priorAgentFirst: random.coin(),
            cap: 1 + random.below(shape.capMax),
            timeZone: random.pick(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "UTC"]),
            visitorSilence: random.coin() ? .minutes(10) : nil,
            agentSilence: random.coin() ? .minutes(3) : nil,
            whenNobody: random.coin() ? .end : .queue,
            receptionChannel: random.coin() ? .relay : .wecom, prompts: prompts)
        if shape.hasHours { configuration.weekly = Self.weekly(&random) }
        return configuration
    }

    static func weekly(_ random: inout Seeded) -> [Int: [HoursSpan]] {
        var weekly: [Int: [HoursSpan]] = [:]
        for day in 1...7 where !random.isOne(in: 8) {
            let from = random.below(1_440)
            let to = (from + 60 + random.below(1_200)) % 1_440
            weekly[day] = [HoursSpan(from: MinuteOfDay(from), to: MinuteOfDay(to))]
        }
        return weekly
    }

    func administratorDoes(_ random: inout Seeded) throws(Broken) {
        let account = random.below(shape.accounts)
        switch random.below(8) {
        case 0:
            let agent = AgentID(random.from(1, to: Int64(shape.agents)))
            let isActive = random.coin()
            say("agent \(agent.rawValue) active: \(isActive)")
            try work { core in _ = try core.apply(.agentActivated(agent, isActive)) }
        case 1: try changeStatus(of: account, &random)
        default: try editSettings(of: account, &random)
        }
    }

    private func changeStatus(of account: Int, _ random: inout Seeded) throws(Broken) {
        let id = AccountID(Int64(account) + 1)
        mayLeaveUnplaced = true
        let status = core?.routing.account(id)?.status
        let roll = random.below(6)
        let (isOnlyOne, chance) = (platform.isDeleted.count { !$0 } == 1, random.below(4))
        say("account \(id.rawValue) was \(status as Any): \(roll)")
        guard !platform.isDeleted[account] else { return }
        switch status {
        case .active where roll == 0 && !isOnlyOne:
            tally.note(.deletionAtThePlatform)
            platform.delete(account)
            // A callback may be lost; the next start asks for the list.
            if chance > 0 { try tellRemoval(of: account) }
        case .active where roll < 3:
            let isCalled = !isOnlyOne && roll == 1
            try work { core in
                _ = try core.apply(.accountStatusSet(id, .deleting))
                guard isCalled else { return }
                try core.store.addAccountEffect(.delete, for: id, at: core.moment.now)
                core.news.accountEffects.append(id)
            }
        case .active where trouble.isDiskFull:
            break  // The platform would say it again until kefud could write it down.
        case .active:
            try setWithdrawn(account, true, keepsLog: chance > 0)
            // Back before the pull that was under way is answered.
            if platform.isPulled(account) { try setWithdrawn(account, false) }
        default: try setWithdrawn(account, false)
        }
    }

    private func tellRemoval(of account: Int) throws(Broken) {
        let name = FullPlatform.name(account)
        try work { core in try core.noteAccountsChanged(added: [], removed: [name]) }
    }

    /// The platform takes an account away, or gives it back; a deletion that is only wanted is
    /// taken back.
    func setWithdrawn(
        _ account: Int, _ isWithdrawn: Bool, keepsLog: Bool = true
    ) throws(Broken) {
        let id = AccountID(Int64(account) + 1)
        let name = FullPlatform.name(account)
        if platform.isDeleted[account] { return try tellRemoval(of: account) }
        if isWithdrawn {
            platform.withdraw(account, keepsLog: keepsLog)
            return try tellRemoval(of: account)
        }
        platform.giveBack(account)
        try work { core in
            try core.noteAccountsChanged(added: [name], removed: [])
            guard core.routing.account(id)?.status == .deleting else { return }
            for effect in try core.store.view.unfinishedAccountEffects()
            where effect.account == id && effect.kind == .delete {
                try core.store.finishAccountEffect(effect.id, .withdrawn, at: core.moment.now)
            }
            _ = try core.apply(.accountStatusSet(id, .active))
        }
    }

    private func editSettings(of account: Int, _ random: inout Seeded) throws(Broken) {
        let id = AccountID(Int64(account) + 1)
        let list = shape.lists[account].filter { _ in random.coin() }
        let cap = 1 + random.below(shape.capMax)
        let isQueue = random.coin()
        let isWecom = random.coin()
        let weekly = shape.hasHours ? Self.weekly(&random) : [:]
        let full = shape.lists[account]
        let roll = random.below(6)
        guard core?.routing.account(id).map({ $0.status != .deleted }) ?? false else { return }
        say("settings of \(id.rawValue): \(roll), cap \(cap), list \(list.map(\.rawValue))")
        let edited = try work { core -> AccountConfiguration? in
            guard var configuration = try core.store.configurationOrNil(of: id) else { return nil }
            switch roll {
            case 0: configuration.cap = cap
            case 1: configuration.whenNobody = isQueue ? .queue : .end
            case 2: configuration.agents = list
            case 3: configuration.agents = full
            case 4: configuration.receptionChannel = isWecom ? .wecom : .relay
            default: configuration.weekly = weekly
            }
            _ = try core.apply(.accountSet(id, try core.store.configure(id, configuration)))
            return configuration
        }
        if let edited = edited ?? nil {
            hours.plans[account] = .init(edited)
        } else {
            hours.undecided.insert(account)
        }
    }

    /// After a start the disk says what has become of edits that were not answered.
    func decideEdits() throws(Broken) {
        for account in hours.undecided {
            let id = AccountID(Int64(account) + 1)
            let stored = try work { core in try core.store.configurationOrNil(of: id) }
            if let stored = stored ?? nil { hours.plans[account] = .init(stored) }
        }
        hours.undecided = []
    }
}
