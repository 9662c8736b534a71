public import Storage

import Routing

/// What a verified callback leads to. It is acknowledged once the work's commit is through.
extension EngineCore {
    /// Something waits at the platform for this account (`kf_msg_or_event`): its pull is due. An
    /// account that nobody has heard of is taken note of.
    ///
    /// Hints of one batch for one account are written once, with the newest token: that is what
    /// would be left of them anyway.
    /// - Parameter token: the callback's token for `sync_msg`; nil when it has none.
    public func noteHint(openKfID: String, token: String?) throws(StoreError) {
        let account = try store.hintedAccount(openKfID: openKfID, at: moment.now)
        if token != nil || pendingHints[account] == nil {
            pendingHints.updateValue(token, forKey: account)
        }
    }

    /// Writes the batch's hints.
    func flushHints() throws(StoreError) {
        for (account, token) in pendingHints.sorted(by: { $0.key < $1.key }) {
            try store.noteHint(account, token: token, arrivedAt: moment.now)
            news.pullHints.append(
                CommitNews.PullHint(account: account, token: token, at: moment.now))
        }
    }

    /// The platform gave us accounts or took them away (`kf_account_auth_change`). What was taken
    /// away is not routed from now on; the list that is asked for next says the rest.
    public func noteAccountsChanged(added: [String], removed: [String]) throws(StoreError) {
        for name in added { try store.discover(openKfID: name, at: moment.now) }
        for name in removed {
            guard let account = try store.accountID(openKfID: name) else { continue }
            try setListed(account, false)
        }
        news.wantsAccountList = true
    }

    /// A visitor became somebody's friend (`add_external_contact`): kept as it came, for reports.
    public func noteExternalContact(json: String) throws(StoreError) {
        try store.insertStrayEvent(openKfID: "", json: json, at: moment.now)
    }

    /// Notes whether the platform has an account, and what that means to routing.
    func setListed(_ account: AccountID, _ isListed: Bool) throws(StoreError) {
        try store.setListed(account, isListed)
        news.changedAccounts.insert(account)
        switch routing.account(account)?.status {
        case .active where !isListed, .deleting where !isListed:
            try apply(.accountStatusSet(account, .withdrawn))
        case .withdrawn where isListed:
            try apply(.accountStatusSet(account, .active))
        default: break
        }
    }
}
