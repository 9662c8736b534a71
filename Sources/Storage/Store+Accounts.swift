public import Routing
import SQLite

/// Rows of `account`: found at the platform, adopted, configured.
extension Store {
    /// An account that exists at the platform; a known one gets these facts.
    ///
    /// - Returns: its number. It is not adopted by this.
    @discardableResult
    public func discover(
        openKfID: String, name: String = "", avatar: String? = nil,
        managePrivilege: Bool = false, at now: Instant
    ) throws(StoreError) -> AccountID {
        try doing("insert the account \(openKfID)") { () throws(DatabaseError) in
            try connection.write(
                """
                INSERT INTO account (open_kfid, name, avatar, manage_privilege, created_at)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (open_kfid) DO UPDATE SET
                  name = iif(excluded.name = '' OR status <> 0, name, excluded.name),
                  avatar = coalesce(excluded.avatar, avatar),
                  manage_privilege = excluded.manage_privilege, is_listed = 1
                """
            ) { (values) throws(DatabaseError) in
                try values.add(openKfID)
                try values.add(name)
                try values.add(avatar)
                try values.add(managePrivilege)
                try values.add(now)
            }
        }
        guard let found = try accountID(openKfID: openKfID) else {
            throw StoreError(.notFound, doing: "find the account \(openKfID)", because: "no row")
        }
        return found
    }

    /// Whether the platform lists the account (`account/list`).
    public func setListed(_ account: AccountID, _ isListed: Bool) throws(StoreError) {
        try doing("update account \(account.rawValue)") { () throws(DatabaseError) in
            try connection.write("UPDATE account SET is_listed = ? WHERE id = ?") {
                (values) throws(DatabaseError) in
                try values.add(isListed)
                try values.add(account)
            }
        }
    }

    /// Adopts an account: from now on it is routed.
    ///
    /// - Returns: what routing is to follow (`Input.accountSet`).
    public func adopt(
        _ account: AccountID, _ configuration: AccountConfiguration, at now: Instant
    ) throws(StoreError) -> AccountSettings {
        try doing("adopt account \(account.rawValue)") { () throws(DatabaseError) in
            try connection.write(
                "UPDATE account SET status = 1, adopted_at = coalesce(adopted_at, ?) WHERE id = ?"
            ) { (values) throws(DatabaseError) in
                try values.add(now)
                try values.add(account)
            }
        }
        return try configure(account, configuration)
    }

    /// Writes what an administrator decided, and the expanded list of agents.
    ///
    /// - Parameter version: what the caller has read; nil does not ask.
    /// - Throws: `.editConflict` when somebody has changed it since, `.invalid` for an unknown
    ///   zone.
    /// - Returns: what routing is to follow (`Input.accountSet`).
    @discardableResult
    public func configure(
        _ account: AccountID, _ configuration: AccountConfiguration, expecting version: Int64? = nil
    ) throws(StoreError) -> AccountSettings {
        let action = "configure account \(account.rawValue) in \(path)"
        guard let zone = zone(configuration.timeZone) else {
            throw StoreError(.invalid, doing: action, because: "no zone \(configuration.timeZone)")
        }
        let agents = try expand(
            agents: configuration.agents, departments: configuration.departments)
        let isCurrent = try doing(action) { () throws(DatabaseError) in
            try write(configuration, to: account, expecting: version)
            guard connection.changes == 1 else { return false }
            try saveList(agents.list, of: account)
            return true
        }
        guard isCurrent else {
            let exists = try configurationOrNil(of: account) != nil
            throw StoreError(
                exists ? .editConflict : .notFound, doing: action,
                because: exists ? "it has been changed meanwhile" : "it is not adopted")
        }
        return configuration.settings(agents: agents.list, zone: zone)
    }

    private func write(
        _ configuration: AccountConfiguration, to account: AccountID, expecting version: Int64?
    ) throws(DatabaseError) {
        try connection.write(
            """
            UPDATE account SET
              name = ?, sub_organisation = ?, chosen_agents = ?, chosen_departments = ?,
              takes_platform_list = ?,
              strategy = ?, prior_agent_first = ?, cap = ?, time_zone = ?, hours = ?,
              visitor_silence = ?, agent_silence = ?, when_nobody = ?, reception_channel = ?,
              prompts = ?, version = version + 1
            WHERE id = ? AND status <> 0 AND version = coalesce(?, version)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(configuration.name)
            try values.add(configuration.subOrganisation)
            try values.add(IDList.column(configuration.agents))
            try values.add(IDList.column(configuration.departments))
            try values.add(configuration.takesPlatformList)
            try values.add(configuration.strategy)
            try values.add(configuration.priorAgentFirst)
            try values.add(configuration.cap)
            try values.add(configuration.timeZone)
            try values.add(JSONText.encode(configuration.hours))
            try values.add(configuration.visitorSilence)
            try values.add(configuration.agentSilence)
            try values.add(configuration.whenNobody)
            try values.add(configuration.receptionChannel)
            try values.add(JSONText.encode(PromptsDocument(configuration.prompts)))
            try values.add(account)
            try values.add(version)
        }
    }

    /// What the administrator decided; nil when the account is unknown or not adopted.
    public func configurationOrNil(
        of account: AccountID
    ) throws(StoreError) -> AccountConfiguration? {
        try doing("read account \(account.rawValue)") { () throws(DatabaseError) in
            try storedConfiguration(of: account)
        }
    }

    /// Whether the platform's next servicer list becomes the account's list of agents.
    public func takesPlatformList(_ account: AccountID) throws(StoreError) -> Bool {
        try doing("read account \(account.rawValue)") { () throws(DatabaseError) in
            try connection.row(
                "SELECT takes_platform_list FROM account WHERE id = ? AND status <> 0"
            ) { (values) throws(DatabaseError) in
                try values.add(account)
            } row: {
                $0.bool()
            } ?? false
        }
    }

    func storedConfiguration(
        of account: AccountID
    ) throws(DatabaseError) -> AccountConfiguration? {
        let found: AccountConfiguration?? = try connection.row(
            """
            SELECT strategy, name, sub_organisation, chosen_agents, chosen_departments,
              takes_platform_list, prior_agent_first, cap, time_zone, hours, visitor_silence,
              agent_silence, when_nobody, reception_channel, prompts
            FROM account WHERE id = ?
            """
        ) { (values) throws(DatabaseError) in
            try values.add(account)
        } row: { (columns) throws(DatabaseError) in
            try AccountConfiguration.read(&columns)
        }
        return found ?? nil
    }

    /// What routing follows, with the list as it was expanded last.
    public func settings(of account: AccountID) throws(StoreError) -> AccountSettings? {
        try doing("read account \(account.rawValue)") { () throws(DatabaseError) in
            guard let configuration = try storedConfiguration(of: account) else { return nil }
            guard let zone = zone(configuration.timeZone) else {
                throw .nonsense("no zone \(configuration.timeZone)")
            }
            let list = try listedAgents(of: account).list
            return configuration.settings(agents: list, zone: zone)
        }
    }

    /// Expands departments anew after the directory has changed: who is still chosen keeps its
    /// place, newcomers join at the end (rule 5).
    ///
    /// - Returns: what routing is to follow, or nil when the list is the same.
    public func expandAgain(_ account: AccountID) throws(StoreError) -> AccountSettings? {
        guard let configuration = try configurationOrNil(of: account),
            let old = try settings(of: account)
        else { return nil }
        let wanted = try expand(
            agents: configuration.agents, departments: configuration.departments
        ).list
        let stay = old.agents.filter(Set(wanted).contains)
        let list = stay + wanted.filter { !Set(stay).contains($0) }
        guard list != old.agents else { return nil }
        try doing("expand account \(account.rawValue)") { () throws(DatabaseError) in
            try saveList(list, of: account)
        }
        var settings = old
        settings.agents = list
        return settings
    }

    /// A zone by its name, computed once.
    func zone(_ name: String) -> ZoneOffsets? {
        if let known = zones[name] { return known }
        let zone = ZoneOffsets(named: name)
        if let zone { zones[name] = zone }
        return zone
    }
}

extension AccountConfiguration {
    static func read(_ columns: inout Columns) throws(DatabaseError) -> AccountConfiguration? {
        guard let strategy: Strategy = try columns.wordOrNil() else { return nil }
        let name = columns.text()
        let subOrganisation: SubOrganisationID? = columns.idOrNil()
        let agents: [AgentID] = try IDList.ids(columns.textOrNil())
        let departments: [DepartmentID] = try IDList.ids(columns.textOrNil())
        let takesPlatformList = columns.bool()
        let priorAgentFirst = columns.bool()
        let cap = columns.int()
        let timeZone = columns.text()
        let document = try JSONText.decode(HoursDocument.self, from: columns.text())
        let hours: ReceptionHours
        do {
            hours = try document.hours(in: ZoneOffsets(initialSeconds: 0))
        } catch {
            throw .nonsense("hours with a fault at \(error.pointer)")
        }
        let visitorSilence = columns.intervalOrNil()
        let agentSilence = columns.intervalOrNil()
        let whenNobody: WhenNobody = try columns.word()
        let channel: ReceptionChannel = try columns.word()
        let texts = try JSONText.decode(PromptsDocument.self, from: columns.text())
        guard let prompts = texts.prompts else { throw .nonsense("an unknown menu line") }
        return AccountConfiguration(
            name: name, subOrganisation: subOrganisation, agents: agents,
            departments: departments, takesPlatformList: takesPlatformList, strategy: strategy,
            priorAgentFirst: priorAgentFirst, cap: cap, timeZone: timeZone, weekly: hours.weekly,
            dates: hours.dates,
            visitorSilence: visitorSilence, agentSilence: agentSilence, whenNobody: whenNobody,
            receptionChannel: channel, prompts: prompts)
    }
}

/// Numbers of rows as short text.
enum IDList {
    static func column<ID: Identifier>(_ ids: [ID]) -> String? {
        ids.isEmpty ? nil : ids.map { String($0.rawValue) }.joined(separator: ",")
    }

    static func ids<ID: Identifier>(_ column: String?) throws(DatabaseError) -> [ID] {
        var ids: [ID] = []
        for part in (column ?? "").split(separator: ",") {
            guard let number = Int64(part) else { throw .nonsense("a list of row numbers") }
            ids.append(ID(number))
        }
        return ids
    }
}
