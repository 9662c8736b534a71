public import Routing
import SQLite

/// The agents of an account as chosen by hand and by department.
extension Store {
    /// The most agents that an account has.
    public static var agentsMax: Int { 200 }

    /// Members as chosen first, then each department's by join order, followed by those of the
    /// departments below it;
    /// members who have left the directory stay out, and so do newcomers beyond 200.
    ///
    /// - Returns: the list, and how many found no room.
    public func expand(
        agents: [AgentID], departments: [DepartmentID]
    ) throws(StoreError) -> (list: [AgentID], leftOut: Int) {
        try view.expand(agents: agents, departments: departments)
    }
}

extension ReadView {
    /// What `Store.expand` says.
    public func expand(
        agents: [AgentID], departments: [DepartmentID]
    ) throws(StoreError) -> (list: [AgentID], leftOut: Int) {
        try reading("expand departments") { () throws(DatabaseError) in
            var list: [AgentID] = []
            var known: Set<AgentID> = []
            for agent in try present(agents) where known.insert(agent).inserted {
                list.append(agent)
            }
            for chosen in departments {
                for department in try connection.departmentsUnder(chosen) {
                    for agent in try members(of: department) where known.insert(agent).inserted {
                        list.append(agent)
                    }
                }
            }
            let leftOut = max(0, list.count - Store.agentsMax)
            return (Array(list.prefix(Store.agentsMax)), leftOut)
        }
    }

    private func present(_ agents: [AgentID]) throws(DatabaseError) -> [AgentID] {
        var result: [AgentID] = []
        for agent in agents {
            let isPresent = try connection.row(
                "SELECT removed_at IS NULL FROM member WHERE id = ?"
            ) { (values) throws(DatabaseError) in
                try values.add(agent)
            } row: {
                $0.bool()
            }
            if isPresent == true { result.append(agent) }
        }
        return result
    }

    private func members(of department: DepartmentID) throws(DatabaseError) -> [AgentID] {
        try connection.rows(
            """
            SELECT m.id FROM member_department d
            CROSS JOIN member m ON m.id = d.member AND m.removed_at IS NULL
            WHERE d.department = ? ORDER BY d.position
            """
        ) { (values) throws(DatabaseError) in
            try values.add(department)
        } row: {
            $0.id()
        }
    }
}
