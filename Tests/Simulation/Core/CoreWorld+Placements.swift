import Routing

// Where visitors' messages go (rules 2, 11 and 22).

extension CoreWorld {
    func checkPlacements(_ journal: Journal) throws(Broken) {
        for (message, session) in journal.placements {
            guard let entry = memory.unplaced.first(where: { $0.message == message }) else {
                continue
            }
            // The disk still holds what was so before.
            if let before = disk.session(session), before.phase == .ended {
                let isFlagged = journal.unansweredAfterEnd.contains(session)
                try checkLeft(entry, with: before, isFlagged: isFlagged)
            } else {
                try checkTaken(entry, by: session)
            }
        }
    }

    /// A message is left with a session that had ended before only if the platform has ended the
    /// chat after it, and then it is flagged; or it was a tap, or of the ten minutes after an end
    /// because nobody was there, or the account routes nothing.
    private func checkLeft(
        _ entry: Memory.Unplaced, with session: Session, isFlagged: Bool
    ) throws(Broken) {
        let label = "message \(entry.message.rawValue) of \(name(entry.chat))"
        if isFlagged {
            return try expect(
                platform.endedAt[entry.chat] > entry.number, .returningVisitor,
                "\(label) was left with a session that had ended before it")
        }
        let isOffline =
            session.endReason == .offline
            && session.endedAt.map { now < $0 + .minutes(10) } ?? false
        try expect(
            entry.isTap || isOffline || disk.statuses[session.account.index] != .active
                || core.account(session.account)?.status != .active,
            .returningVisitor, "\(label) was left with an ended session, and nobody is told")
    }

    /// A message of before an end of ours, which the platform still has, opens nothing; an agent
    /// who has re-opened the chat in between takes it along. What it goes by is the time of
    /// sending, which a wall clock that jumps falsifies.
    private func checkTaken(_ entry: Memory.Unplaced, by session: SessionID) throws(Broken) {
        let chat = entry.chat
        guard disk.session(session) == nil, !shape.hasJumps, platform.states[chat] == .ended,
            entry.number < platform.endedAt[chat],
            platform.endedAt[chat] == memory.promptEnds[chat],
            disk.chatMarks[chat].latestSession != nil,
            core.session(session)?.openedBy == .visitor
        else { return }
        throw Broken(
            .returningVisitor,
            "message \(entry.message.rawValue) of \(name(chat)) came before the end, and opens "
                + "session \(session.rawValue)")
    }
}
