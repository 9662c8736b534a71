import Engine
import Routing
import Storage

/// What an administrator may do about a call that concerns an account itself.
extension EngineCore {
    /// Makes a call due: a waiting one at once, a failed one again, since each may be made twice.
    /// - Returns: false when it has been done or given up.
    func retryAccountEffect(_ id: AccountEffectID) throws(StoreError) -> Bool {
        guard let effect = try accountEffect(id),
            [.pending, .failed, .unknown].contains(effect.state)
        else { return false }
        try store.finishAccountEffect(id, .pending, at: moment.now)
        news.accountEffects.append(effect.account)
        return true
    }

    /// Gives a call up that waits, was refused or has no known outcome.
    /// - Returns: false when it is over already.
    func dropAccountEffect(_ id: AccountEffectID) throws(StoreError) -> Bool {
        guard let effect = try accountEffect(id),
            [.pending, .failed, .unknown].contains(effect.state)
        else { return false }
        try store.finishAccountEffect(id, .dropped, at: moment.now)
        return true
    }

    private func accountEffect(_ id: AccountEffectID) throws(StoreError) -> AccountEffect? {
        let next = AccountEffectID(id.rawValue + 1)
        let effect = try store.view.accountEffects(limit: 1, before: next).first
        return effect?.id == id ? effect : nil
    }
}
