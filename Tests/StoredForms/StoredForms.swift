public import Routing

// The part of each row of the core that Storage keeps. Only public names are used here, so nothing
// that is not stored can slip in.

extension Account {
    /// What a start would read of it.
    public var asStored: Account {
        Account(
            id: id, status: status, settings: settings, pointer: pointer,
            assignmentTimes: assignmentTimes, choosesNobodyUntil: choosesNobodyUntil,
            givenBackAt: givenBackAt, reception: reception.mapValues(\.asStored))
    }
}

extension ListedAgent {
    /// What a start would read of it.
    public var asStored: ListedAgent {
        ListedAgent(
            reception: reception, receptionAsOf: receptionAsOf, absence: absence,
            doubtedSince: doubtedSince, refusedAt: refusedAt, barredUntil: barredUntil)
    }
}

extension Agent {
    /// What a start would read of it.
    public var asStored: Agent {
        Agent(
            id: id, setStatus: setStatus, isActive: isActive, lastReceivedAt: lastReceivedAt,
            relayAbsence: relayAbsence)
    }
}

extension Session {
    /// What a start would read of it.
    public var asStored: Session {
        var stored = Session(
            id: id, conversation: conversation, place: place, waitingSince: waitingSince,
            receptionChannel: receptionChannel, openedBy: openedBy, openedAt: openedAt)
        stored.phase = phase
        stored.agent = agent
        stored.assignedAt = assignedAt
        stored.endedAt = endedAt
        stored.endReason = endReason
        stored.lastMessageAt = lastMessageAt
        stored.visitChannel = visitChannel
        stored.visitorWroteAt = visitorWroteAt
        stored.isUnanswered = isUnanswered
        stored.agentMessages = agentMessages
        stored.visitorSilentAt = visitorSilentAt
        stored.agentSilentAt = agentSilentAt
        stored.heldSilently = heldSilently
        stored.queuePromptIsDone = queuePromptIsDone
        stored.queuePromptText = queuePromptText
        stored.endPromptIsDone = endPromptIsDone
        stored.pendingEnd = pendingEnd
        stored.code = code
        stored.undo = undo
        stored.barred = barred
        stored.waitsForRead = waitsForRead
        stored.agentIsGone = agentIsGone
        return stored
    }
}

extension Conversation {
    /// What a start would read of it.
    public var asStored: Conversation {
        var stored = Conversation(id)
        stored.openSession = openSession
        stored.latestSession = latestSession
        stored.priorAgent = priorAgent
        stored.platform = platform
        stored.isUncertain = isUncertain
        stored.budget = budget
        stored.offlinePromptAt = offlinePromptAt
        stored.offlineSession = offlineSession
        stored.offlineUntil = offlineUntil
        stored.visitChannel = visitChannel
        stored.ticket = ticket
        stored.held = held
        stored.closing = closing
        stored.reading = reading
        stored.platformEndedAt = platformEndedAt
        stored.changedAt = changedAt
        return stored
    }
}
