extension PlatformModel {
    /// `kf/service_state/get`. From this answer on the caller knows the state.
    mutating func readState(_ parameters: Parameters, now: Int64) throws(Refusal) -> [String: JSON]
    {
        let id = try account(parameters)
        let customer = try parameters.text("external_userid", max: 64)
        let key = try self.key(id, customer: customer)
        guard let conversation = conversation(key, now: now) else { return [:] }
        conversations[key]?.learn(at: now, from: now)
        var answer: [String: JSON] = ["service_state": .int(conversation.state.rawValue)]
        if let servicer = conversation.servicer { answer["servicer_userid"] = .string(servicer) }
        return answer
    }

    /// `kf/service_state/trans`: the table first, then whether the servicer can take it.
    mutating func changeState(
        _ parameters: Parameters, now: Int64
    ) throws(Refusal) -> [String: JSON] {
        let id = try account(parameters)
        let customer = try parameters.text("external_userid", max: 64)
        let wanted = try parameters.number("service_state", in: 0...4, default: nil)
        guard let state = ServiceState(rawValue: wanted) else {
            throw .shape(40058, "field service_state is no state")
        }
        let named = try parameters.optionalText("servicer_userid", max: 64)
        if state == .human, named == nil { throw .shape(41009, "missing userid") }
        let key = try self.key(id, customer: customer)
        guard let conversation = conversation(key, now: now) else { return [:] }
        let same = conversation.servicer != nil && conversation.servicer == named
        try judge(conversation, to: state, sameServicer: same, now: now)
        if state == .human, let named { try checkServicer(named, key: key) }
        if conversation.state == .ended, state == .ended { return [:] }
        change(key) {
            $0.changeAsAsked(to: state, servicer: state == .human ? named : nil, at: now)
        }
        if state == .human, let named { loads.given(account: id, to: named) }
        guard let code = codeOfChange(to: state, key, now: now) else { return [:] }
        return ["msg_code": .string(code)]
    }

    private func judge(
        _ conversation: Conversation, to state: ServiceState, sameServicer: Bool, now: Int64
    ) throws(Refusal) {
        let from = conversation.state
        let verdict = TransitionTable.verdict(from: from, to: state, sameServicer: sameServicer)
        let change = "\(from.rawValue) to \(state.rawValue)"
        switch verdict {
        case .allowed: return
        case .open where settings.allowOpenCells: return
        case .open(let code):
            throw Refusal(
                code, Self.text(code), .openCell(change), about: conversation.key)
        case .forbidden(let code):
            throw Refusal(
                code, Self.text(code), blame(conversation, "forbidden-change", now: now),
                about: conversation.key)
        }
    }

    private static func text(_ code: Int) -> String {
        code == 95013 ? "conversation end" : "not allow transition state"
    }

    /// The caller may hear late that a member left the list or stopped; it is no violation to try.
    private func checkServicer(_ userID: String, key: ConversationKey) throws(Refusal) {
        guard let reception = reception(of: userID, in: key.account) else {
            throw Refusal(95014, "user is not a servicer", .none, about: key)
        }
        guard reception == .receiving else {
            throw Refusal(95019, "servicer is not receiving", .none, about: key)
        }
    }

    /// The reception of a member who is on the list, alone or through a department.
    func reception(of userID: String, in account: String) -> Servicer.Reception? {
        guard let account = accounts[account] else { return nil }
        if let servicer = account.servicer(userID) { return servicer.reception }
        let listed = Set(account.departments)
        guard let member = members[userID], member.departments.contains(where: listed.contains)
        else { return nil }
        return .receiving
    }
}
