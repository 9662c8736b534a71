import Engine
import HTTPServer
import WeCom

/// What a verified callback leads to. It is answered once what it says is on the disk.
struct CallbackEvents {
    let services: Services

    /// Hands the event to the engine; the answer follows the commit.
    func take(_ event: CallbackEvent, _ responder: Responder) {
        switch event {
        case .messagesWaiting(let openKfID, let token, _):
            responder.answersSoon()
            services.engine.submitHint(
                openKfID: openKfID, token: token.isEmpty ? nil : token, then: answer(responder))
        case .accountsChanged(let added, let removed):
            submit(responder) { core in
                try core.noteAccountsChanged(added: added, removed: removed)
            }
        case .externalContactAdded(let userID, let externalUserID, let state):
            let kept: JSON = [
                "event": "add_external_contact", "userid": .string(userID),
                "external_userid": .string(externalUserID), "state": .string(state),
            ]
            submit(responder) { core in try core.noteExternalContact(json: kept.text) }
        case .other:
            services.counters.count(.ignored)
            responder.respond(Self.success)
        }
    }

    private func submit(
        _ responder: Responder, _ work: @escaping @Sendable (EngineCore) throws -> Void
    ) {
        responder.answersSoon()
        services.engine.submit(work, then: answer(responder))
    }

    private func answer(
        _ responder: Responder
    ) -> @Sendable (Result<Void, EngineError>) -> Void {
        { [services] result in
            switch result {
            case .success:
                services.counters.count(.accepted)
                responder.respond(Self.success)
            case .failure(let error):
                // Not acknowledged: the platform sends it again.
                services.counters.count(.failed)
                services.report(.ownFailure, "callback: \(error)")
                responder.respond(Problem.notReady("The hint could not be stored").response())
            }
        }
    }

    private static let success = PreparedResponse(.text(200, "success"))
}
