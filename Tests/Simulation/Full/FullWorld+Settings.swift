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
        let isWithdrawn = status == .active && random.coin()
        say("account \(id.rawValue) was \(status as Any), withdrawn: \(isWithdrawn)")
        if status == .active, !isWithdrawn {
            try work { core in _ = try core.apply(.accountStatusSet(id, .deleting)) }
        } else {
            try setWithdrawn(account, isWithdrawn)
        }
    }

    func setWithdrawn(_ account: Int, _ isWithdrawn: Bool) throws(Broken) {
        let id = AccountID(Int64(account) + 1)
        let name = FullPlatform.name(account)
        if isWithdrawn {
            platform.publish()
            platform.withdraw(account)
        } else {
            platform.model.isWithdrawn[account] = false
        }
        try work { core in
            try core.noteAccountsChanged(
                added: isWithdrawn ? [] : [name], removed: isWithdrawn ? [name] : [])
            if !isWithdrawn, core.routing.account(id)?.status == .deleting {
                _ = try core.apply(.accountStatusSet(id, .active))
            }
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
        say("settings of \(id.rawValue): \(roll), cap \(cap), list \(list.map(\.rawValue))")
        try work { core in
            guard var configuration = try core.store.configurationOrNil(of: id) else { return }
            switch roll {
            case 0: configuration.cap = cap
            case 1: configuration.whenNobody = isQueue ? .queue : .end
            case 2: configuration.agents = list
            case 3: configuration.agents = full
            case 4: configuration.receptionChannel = isWecom ? .wecom : .relay
            default: configuration.weekly = weekly
            }
            _ = try core.apply(.accountSet(id, try core.store.configure(id, configuration)))
        }
    }
}
