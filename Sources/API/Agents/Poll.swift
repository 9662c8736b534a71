import Engine
import HTTPServer
import Routing
import Storage
import Synchronization

/// One poll from its arrival to its answer.
final class Poll: Sendable {
    private let services: Services
    private let agent: AgentID
    private let cursor: String?
    private let deadline: Instant
    private let responder: Responder
    private let isOver = Atomic(false)
    private let whenOver: @Sendable () -> Void

    /// A poll that has not begun.
    /// - Parameter whenOver: called once, when it is answered or its client has gone.
    init(
        services: Services, agent: AgentID, cursor: String?, until deadline: Instant,
        responder: Responder, whenOver: @escaping @Sendable () -> Void
    ) {
        self.services = services
        self.agent = agent
        self.cursor = cursor.flatMap { $0.isEmpty ? nil : $0 }
        self.deadline = deadline
        self.responder = responder
        self.whenOver = whenOver
    }

    /// Counts as the agent's being there, and answers or waits.
    func begin() {
        let agent = agent
        services.engine.submit({ core in _ = try core.apply(.pollBegan(agent)) }, then: { _ in })
        advance(mayWait: true)
    }

    /// Looks for something new; the mark is taken before, so that nothing in between is missed.
    private func advance(mayWait: Bool) {
        let mark = services.mailboxes.mark(of: agent)
        do {
            let page = try FeedPage.read(
                services, agent: agent, cursor: cursor)
            if page.isEmpty, mayWait, cursor != nil, services.engine.clock.now < deadline {
                hold(since: mark)
            } else {
                finish(page.answer)
            }
        } catch let problem as Problem {
            finish(problem.response())
        } catch {
            services.report(.ownFailure, "poll: \(error)")
            let problem = (error as? StoreError).map(Problem.unusable) ?? .notReady()
            finish(problem.response())
        }
    }

    private func hold(since mark: Mailboxes.Mark) {
        let ticket = services.mailboxes.hold(agent, since: mark, until: deadline) { ending in
            // Called on the engine's thread, which has better to do than to read the feed; but not
            // at a stop, where all are answered at once. What had come was told before.
            switch ending {
            case .news: Task { self.advance(mayWait: true) }
            case .timeout: Task { self.finishWithoutNews() }
            case .stopping: self.finishWithoutNews()
            }
        }
        guard let ticket else { return }
        responder.onDisconnect { [services] in
            if services.mailboxes.takeBack(ticket) { self.end() }
        }
    }

    private func finishWithoutNews() {
        finish(FeedPage.nothing(after: cursor ?? "").answer)
    }

    private func finish(_ response: Response) {
        responder.respond(response)
        end()
    }

    private func end() {
        if isOver.exchange(true, ordering: .relaxed) { return }
        let agent = agent
        services.engine.submit({ core in _ = try core.apply(.pollEnded(agent)) }, then: { _ in })
        whenOver()
    }
}
