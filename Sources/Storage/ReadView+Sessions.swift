public import Routing
import SQLite

extension ReadView {
    /// One session, open or ended.
    public func session(_ id: SessionID) throws(StoreError) -> SessionRecord? {
        try reading("read session \(id.rawValue)") { () throws(DatabaseError) in
            try connection.row("SELECT * FROM session_record WHERE id = ?") {
                (values) throws(DatabaseError) in
                try values.add(id)
            } row: { (columns) throws(DatabaseError) in
                try SessionRecord(&columns)
            }
        }
    }

    /// A visitor's name at the platform.
    public func externalUserID(of visitor: VisitorID) throws(StoreError) -> String? {
        try reading("read visitor \(visitor.rawValue)") { () throws(DatabaseError) in
            try connection.row("SELECT external_userid FROM visitor WHERE id = ?") {
                (values) throws(DatabaseError) in
                try values.add(visitor)
            } row: {
                $0.text()
            }
        }
    }

    /// The sessions that an agent has, oldest first.
    public func openSessions(of agent: AgentID) throws(StoreError) -> [SessionRecord] {
        try reading("read the sessions of agent \(agent.rawValue)") { () throws(DatabaseError) in
            try connection.rows(
                """
                SELECT * FROM session_record WHERE phase <> 2 AND agent = ? AND phase = 1
                ORDER BY id
                """
            ) { (values) throws(DatabaseError) in
                try values.add(agent)
            } row: { (columns) throws(DatabaseError) in
                try SessionRecord(&columns)
            }
        }
    }

    /// A page of sessions, the last opened first.
    ///
    /// - Parameter after: where the page before ended.
    public func sessions(
        _ filter: SessionFilter, limit: Int, after key: SessionKey? = nil
    ) throws(StoreError) -> [SessionRecord] {
        try reading("list sessions") { () throws(DatabaseError) in
            let bounds = Bounds(filter, key)
            let isOpen = filter.isOpen == true || (filter.phase ?? .ended) != .ended
            if isOpen { return try open(filter, bounds, limit) }
            if filter.agent != nil { return try ofAgent(filter, bounds, limit) }
            // No index over all accounts is needed: there are few of them, so their pages are
            // merged here.
            var found: [SessionRecord] = []
            for account in try accounts(filter) {
                found += try ofAccount(account, filter, bounds, limit)
            }
            return Array(
                found.sorted { SessionKey($0.session) > SessionKey($1.session) }.prefix(limit))
        }
    }

    /// Half-open bounds of (opened_at, id).
    private struct Bounds {
        let from: Instant
        let before: SessionKey

        init(_ filter: SessionFilter, _ key: SessionKey?) {
            from = filter.openedFrom ?? Instant(milliseconds: .min)
            let end = filter.openedBefore ?? Instant(milliseconds: .max)
            let first = SessionKey(openedAt: end, id: SessionID(.min))
            before = min(key ?? first, first)
        }

        func bind(_ values: inout Binder) throws(DatabaseError) {
            try values.add(from)
            try values.add(before.openedAt)
            try values.add(before.id)
        }
    }

    private func accounts(_ filter: SessionFilter) throws(DatabaseError) -> [AccountID] {
        try connection.rows(
            """
            SELECT id FROM account
            WHERE (?1 IS NULL OR id = ?1) AND (?2 IS NULL OR sub_organisation = ?2)
            """
        ) { (values) throws(DatabaseError) in
            try values.add(filter.account)
            try values.add(filter.subOrganisation)
        } row: {
            $0.id()
        }
    }

    private func ofAccount(
        _ account: AccountID, _ filter: SessionFilter, _ bounds: Bounds, _ limit: Int
    ) throws(DatabaseError) -> [SessionRecord] {
        try connection.rows(
            """
            SELECT * FROM session_record
            WHERE account = ?1 AND opened_at >= ?2 AND (opened_at, id) < (?3, ?4)
              AND (?5 IS NULL OR phase = ?5) AND (?6 IS NULL OR (phase <> 2) = ?6)
            ORDER BY opened_at DESC, id DESC LIMIT ?7
            """
        ) { (values) throws(DatabaseError) in
            try values.add(account)
            try bounds.bind(&values)
            try values.add(filter.phase)
            try values.add(filter.isOpen.map { $0 ? 1 : 0 })
            try values.add(limit)
        } row: { (columns) throws(DatabaseError) in
            try SessionRecord(&columns)
        }
    }

    private func ofAgent(
        _ filter: SessionFilter, _ bounds: Bounds, _ limit: Int
    ) throws(DatabaseError) -> [SessionRecord] {
        try connection.rows(
            """
            SELECT * FROM session_record
            WHERE agent = ?1 AND opened_at >= ?2 AND (opened_at, id) < (?3, ?4)
              AND (?5 IS NULL OR phase = ?5) AND (?6 IS NULL OR (phase <> 2) = ?6)
              AND (?7 IS NULL OR account = ?7) AND (?8 IS NULL OR sub_organisation = ?8)
            ORDER BY opened_at DESC, id DESC LIMIT ?9
            """
        ) { (values) throws(DatabaseError) in
            try values.add(filter.agent)
            try bounds.bind(&values)
            try values.add(filter.phase)
            try values.add(filter.isOpen.map { $0 ? 1 : 0 })
            try values.add(filter.account)
            try values.add(filter.subOrganisation)
            try values.add(limit)
        } row: { (columns) throws(DatabaseError) in
            try SessionRecord(&columns)
        }
    }

    /// Open sessions are few: all of them are looked at.
    private func open(
        _ filter: SessionFilter, _ bounds: Bounds, _ limit: Int
    ) throws(DatabaseError) -> [SessionRecord] {
        try connection.rows(
            """
            SELECT * FROM session_record
            WHERE phase <> 2 AND opened_at >= ?1 AND (opened_at, id) < (?2, ?3)
              AND (?4 IS NULL OR phase = ?4) AND (?5 IS NULL OR +agent = ?5)
              AND (?6 IS NULL OR +account = ?6) AND (?7 IS NULL OR sub_organisation = ?7)
            ORDER BY +opened_at DESC, id DESC LIMIT ?8
            """
        ) { (values) throws(DatabaseError) in
            try bounds.bind(&values)
            try values.add(filter.phase)
            try values.add(filter.agent)
            try values.add(filter.account)
            try values.add(filter.subOrganisation)
            try values.add(limit)
        } row: { (columns) throws(DatabaseError) in
            try SessionRecord(&columns)
        }
    }
}

extension SessionRecord {
    init(_ columns: inout Columns) throws(DatabaseError) {
        session = try Session(&columns)
        openKfID = columns.text()
        subOrganisation = columns.idOrNil()
        agentUserID = columns.textOrNil()
        agentName = columns.textOrNil()
        externalUserID = columns.text()
        visitorName = columns.textOrNil()
        visitorAvatar = columns.textOrNil()
        budget = SendBudget(openedAt: columns.instantOrNil(), used: columns.intOrNil() ?? 0)
        rating = columns.textOrNil()
    }
}
