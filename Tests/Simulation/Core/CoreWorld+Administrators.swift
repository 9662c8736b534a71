import Routing

extension CoreWorld {
    mutating func administratorDoes(_ random: inout Seeded) throws(Broken) {
        let id = account(&random)
        switch random.below(8) {
        case 0: try askForServicers(id)
        case 1:
            let agent = AgentID(random.from(1, to: Int64(shape.agents)))
            let isActive = random.coin()
            say("agent \(agent.rawValue) active: \(isActive)")
            try apply(.agentActivated(agent, isActive))
        case 2:
            let isActive = core.account(id)?.status == .active
            try setStatus(
                id, isActive ? (random.coin() ? .deleting : .withdrawn) : .active,
                keepsLog: random.coin())
        default: try editSettings(of: id, &random)
        }
    }

    mutating func setStatus(
        _ id: AccountID, _ status: AccountStatus, keepsLog: Bool = true
    ) throws(Broken) {
        say("account \(id.rawValue) \(status)")
        if status == .withdrawn {
            tally.note(.withdrawal)
            platform.withdraw(id.index, keepsLog: keepsLog)
        } else if platform.isWithdrawn[id.index] {
            platform.isWithdrawn[id.index] = false
            givenBackAt[id.index] = now
        }
        try apply(.accountStatusSet(id, status))
    }

    private mutating func editSettings(
        of id: AccountID, _ random: inout Seeded
    ) throws(Broken) {
        guard var settings = core.account(id)?.settings else { return }
        switch random.below(7) {
        case 0: settings.cap = 1 + random.below(shape.capMax)
        case 1: settings.whenNobody = random.coin() ? .end : .queue
        case 2:
            var list: [AgentID] = []
            for agent in shape.list(id) where random.coin() { list.append(agent) }
            settings.agents = list
        case 3: settings.agents = shape.list(id)
        case 4: settings.receptionChannel = random.coin() ? .wecom : .relay
        case 5: settings.hours = hours(&random)
        default:
            let isClosed = random.coin()
            let day = CalendarDate(day: now.milliseconds / 86_400_000)
            settings.hours.dates = isClosed ? [day: []] : [:]
        }
        say("settings of \(id.rawValue): cap \(settings.cap), \(settings.agents.count) agents")
        try apply(.accountSet(id, settings))
        try askForServicers(id)
    }

    /// `servicer/list`.
    mutating func askForServicers(_ id: AccountID) throws(Broken) {
        guard !platform.isWithdrawn[id.index] else { return }
        say("asks for the servicers of \(id.rawValue)")
        var list: [AgentID: Reception] = [:]
        for agent in shape.list(id) {
            if let reception = platform.reception[id.index][agent.index] {
                list[agent] = reception
            }
        }
        let askedAt = moment.wall.milliseconds / 1_000
        try apply(.receptionListed(id, list, askedAt: askedAt))
    }
}
