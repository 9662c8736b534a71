import Routing
import SQLite

/// The rare parts of a session in its column `extra`: agents' messages `m`, held silently `h`,
/// barred agents `b`, the pending end `e`, the code `c`, the undo `u`.
extension Session {
    var extraColumn: String? {
        var text = CompactText()
        for message in agentMessages {
            text.begin("m")
            text.add(message.message.rawValue)
            text.add(message.at.milliseconds)
        }
        for agent in heldSilently {
            text.begin("h")
            text.add(agent.rawValue)
        }
        for entry in barred {
            text.begin("b")
            text.add(entry.agent.rawValue)
            text.add(entry.until.milliseconds)
        }
        if let pendingEnd {
            text.begin("e")
            text.add(pendingEnd.reason.storedNumber)
            text.add(pendingEnd.firstCall?.rawValue)
            text.add(text: pendingEnd.closingText)
            text.add(pendingEnd.transferTo?.rawValue)
            text.add(pendingEnd.isLifeOver ? 1 : 0)
        }
        if let code {
            let state = StoredPlatformState(code.state)
            text.begin("c")
            text.add(text: code.code)
            text.add(state.number)
            text.add(state.agent?.rawValue)
            text.add(code.until.milliseconds)
        }
        if let undo { undo.write(to: &text) }
        return text.column
    }

    mutating func takeExtra(_ column: String?) throws(DatabaseError) {
        for item in try CompactItem.items(column) {
            var item = item
            switch item.letter {
            case "m":
                agentMessages.append(
                    AgentMessage(message: try item.id(), at: try item.instant()))
            case "h": heldSilently.append(try item.id())
            case "b": barred.append(BarredAgent(agent: try item.id(), until: try item.instant()))
            case "e":
                pendingEnd = PendingEnd(
                    reason: try item.word(), firstCall: try item.idOrNil(),
                    closingText: try item.textOrNil(), transferTo: try item.idOrNil(),
                    isLifeOver: try item.integer() != 0)
            case "c": code = try UnspentCode(item)
            case "u": undo = try AssignmentUndo(item)
            default: throw .nonsense("an unknown part \(item.letter) of a session")
            }
        }
    }
}

extension UnspentCode {
    fileprivate init(_ fields: CompactItem) throws(DatabaseError) {
        var item = fields
        let code = try item.text()
        let number = try item.integer()
        guard let state = StoredPlatformState.state(number, try item.idOrNil()) else {
            throw .nonsense("\(number) is no platform state")
        }
        self.init(code: code, state: state, until: try item.instant())
    }
}

extension AssignmentUndo {
    /// The pointer is two fields: whether the choice moved it, and where it stood.
    fileprivate func write(to text: inout CompactText) {
        text.begin("u")
        text.add(effect.rawValue)
        text.add(agent?.rawValue)
        text.add(pointer == nil ? 0 : 1)
        text.add((pointer ?? nil)?.rawValue)
        text.add(priorAgent?.rawValue)
        text.add(lastReceivedAt?.milliseconds)
        text.add(assignedAt?.milliseconds)
    }

    fileprivate init(_ fields: CompactItem) throws(DatabaseError) {
        var item = fields
        let effect: EffectID = try item.id()
        let agent: AgentID? = try item.idOrNil()
        let hasMoved = try item.integer() != 0
        let pointer: AgentID? = try item.idOrNil()
        self.init(
            effect: effect, agent: agent, pointer: hasMoved ? .some(pointer) : nil,
            priorAgent: try item.idOrNil(),
            lastReceivedAt: try item.integerOrNil().map { Instant(milliseconds: $0) },
            assignedAt: try item.integerOrNil().map { Instant(milliseconds: $0) })
    }
}
