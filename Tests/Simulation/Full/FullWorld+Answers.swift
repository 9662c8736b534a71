import Engine
import Routing
import WeCom

// What comes back from the platform.

extension FullWorld {
    func platformAnswers(_ random: inout Seeded) throws(Broken) {
        guard !platform.pending.isEmpty else { return }
        let index = random.below(platform.pending.count)
        switch random.below(20) {
        case 0: executeOnly(index)
        case 1: try fail(index, .notNow(-1, "busy"))
        case 2: try fail(index, .notSent("no route"))
        case 3: try fail(index, .unknown("no answer"))
        case 4:
            executeOnly(index)
            try fail(index, .unknown("the answer is lost"))
        case 5: try limitRate(index)
        case 6: try refuse(index, &random)
        case 7: try answer(index, size: 1 + random.below(3), repeating: random.below(4))
        default: try answer(index, size: 1 + random.below(40))
        }
    }

    /// The call does what it does; its answer is still to come.
    private func executeOnly(_ index: Int) {
        guard platform.pending[index].answer == nil,
            case .call(let call, _) = platform.pending[index].kind
        else { return }
        say("reaches the platform: \(call)")
        platform.pending[index].answer = platform.execute(call)
    }

    /// Answers as the platform would.
    func answer(_ index: Int, size: Int = 40, repeating count: Int = 0) throws(Broken) {
        let pending = platform.pending.remove(at: index)
        switch pending.kind {
        case .pull(let call, let then):
            let answer = platform.page(call, size: size, repeating: count)
            switch answer {
            case .success(let page):
                say(
                    "page of \(call.openKfID) after \(call.cursor ?? "nothing"): "
                        + "\(page.messages.map(\.msgID)), more: \(page.hasMore)")
            case .failure(let failure):
                say("pull of \(call.openKfID) after \(call.cursor ?? "nothing"): \(failure)")
            }
            then(answer)
        case .call(let call, let then):
            let answer = pending.answer ?? platform.execute(call)
            say("\(call): \(answer)")
            then(answer)
        case .accounts(let then): then(.success(platform.listedAccounts()))
        case .servicers(let name, let then):
            let list = platform.servicers(of: name)
            say("servicers of \(name): \(list.map { "\($0.userID ?? "") \($0.status ?? -1)" })")
            then(.success(list))
        case .account(let call, let then):
            let answer = platform.execute(call)
            say("\(call): \(answer)")
            then(answer)
        }
        try settle()
    }

    private func fail(_ index: Int, _ failure: CallFailure) throws(Broken) {
        // What has been done cannot be "not sent" or "not now".
        let isDone = platform.pending[index].answer != nil
        let failure = isDone ? CallFailure.unknown("the answer is lost") : failure
        let pending = platform.pending.remove(at: index)
        switch pending.kind {
        case .pull(let call, let then):
            say("pull of \(call.openKfID): \(failure)")
            then(.failure(failure))
        case .call(let call, let then):
            say("\(call): \(failure)")
            then(.failure(failure))
        case .accounts(let then): then(.failure(failure))
        case .servicers(_, let then): then(.failure(failure))
        case .account(let call, let then):
            // Lost is the answer, as a rule, and not the call.
            if case .unknown = failure { _ = platform.execute(call) }
            then(.failure(failure))
        }
        try settle()
    }

    /// 45009: nothing more of the kind may be asked for a minute.
    private func limitRate(_ index: Int) throws(Broken) {
        let kind = platform.pending[index].kind
        let until = platform.now + .seconds(60)
        try fail(index, .notNow(45_009, "too fast"))
        guard case .pull(let call, _) = kind else { return }
        tally.note(.rateLimit)
        let quiet = FullPlatform.Quiet(until: until, isKept: isSound)
        if call.token != nil {
            platform.quiet = quiet
        } else {
            platform.logs[platform.account(call.openKfID)].quietWithoutToken = quiet
        }
    }

    /// A definite refusal out of the blue.
    private func refuse(_ index: Int, _ random: inout Seeded) throws(Broken) {
        guard platform.pending[index].answer == nil else { return }
        switch platform.pending[index].kind {
        case .call(.changeState, _):
            let code = random.pick([95_014, 95_016, 95_019, 48_002])
            try fail(index, .refused(code, "no"))
        case .pull: try fail(index, .refused(95_007, "the token is old"))
        default: break
        }
    }
}
