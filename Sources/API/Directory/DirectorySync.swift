import Engine
import HTTPServer
import Routing
import Storage
import Synchronization

/// Reads the platform's contact interface into the directory, when it is permitted. Whoever the
/// platform does not tell of stays: an application may see a part of the company only.
final class DirectorySync: Sendable {
    private let services: Services
    private let isRunning = Mutex(false)

    init(_ services: Services) { self.services = services }

    /// How long the platform may take for all of it.
    static let patience = Duration.seconds(600)

    /// Begins, unless it is under way already.
    func begin(_ caller: Caller?) {
        let isFirst = isRunning.withLock { running in
            defer { running = true }
            return !running
        }
        guard isFirst else { return }
        Task { await run(caller) }
    }

    /// What is known of the last reading.
    func document() throws -> JSON {
        let isRunning = isRunning.withLock { $0 }
        let record = try services.read { try $0.directorySync() }
        return [
            "state": .string(isRunning ? "running" : record?.state.rawValue ?? "never"),
            "synced_at": .time(record?.at), "code": .int(record?.code),
            "members": .int(record?.members ?? 0), "departments": .int(record?.departments ?? 0),
        ]
    }

    private func run(_ caller: Caller?) async {
        defer { isRunning.withLock { $0 = false } }
        var outcome = DirectorySyncRecord(state: .failed, at: services.engine.clock.now)
        do {
            let directory = try await services.ask(within: Self.patience) {
                platform throws(AccountPlatformFault) in try await platform.directory()
            }
            try await take(directory, caller)
            outcome.state = .done
            outcome.members = directory.members.count
            outcome.departments = directory.departments.count
        } catch let problem as Problem where problem.name == "platform-refused" {
            (outcome.state, outcome.code) = (.refused, problem.code)
        } catch let problem as Problem where problem.name == "platform-unknown" {
            // What is not known is a failure that another try may mend.
        } catch {
            services.report("reading the platform's directory: \(error)")
        }
        outcome.at = services.engine.clock.now
        let last = outcome
        _ = try? await services.change { core in try core.store.setDirectorySync(last) }
    }

    private func take(_ directory: PlatformDirectory, _ caller: Caller?) async throws {
        let departments = directory.departmentsFromTheTop
        try await services.change { core in
            for (position, department) in departments.enumerated() {
                try core.take(department, position: position)
            }
        }
        let known = Set(departments.map(\.id))
        for start in stride(from: 0, to: directory.members.count, by: DirectoryImport.chunk) {
            let end = min(start + DirectoryImport.chunk, directory.members.count)
            let part = Array(directory.members[start..<end])
            try await services.change { core in
                for member in part { try core.take(member, known: known) }
            }
        }
        let counts: JSON = [
            "members": .int(directory.members.count), "departments": .int(departments.count),
        ]
        try await services.change { core in
            try core.expandAccountsAgain()
            try core.audit(caller, "directory.sync", "directory", after: counts)
        }
    }
}

extension EngineCore {
    /// Departments keep the platform's numbers; their sub-organisation is ours to set.
    fileprivate func take(
        _ department: PlatformDirectory.Department, position: Int
    ) throws(StoreError) {
        let id = DepartmentID(department.id)
        let parent = department.parent.map { DepartmentID($0) }
        let old = try store.view.departments().first { $0.id == id }
        let name = department.name ?? old?.name ?? "\(department.id)"
        guard let old else {
            _ = try store.createDepartment(
                id: id, name: name, parent: parent, position: position, subOrganisation: nil)
            return
        }
        guard old.name != name || old.parent != parent || old.position != position else { return }
        try store.updateDepartment(
            id, name: name, parent: parent, position: position,
            subOrganisation: old.subOrganisation)
    }

    /// What the platform does not say stays; a member whom it has disabled receives nobody.
    fileprivate func take(
        _ member: PlatformDirectory.Member, known: Set<Int64>
    ) throws(StoreError) {
        let departments = member.departments.filter(known.contains).map { DepartmentID($0) }
        let found = try store.view.member(userID: member.userID)
        guard let old = found, old.removedAt == nil, old.isInDirectory else {
            if member.isDisabled { return }
            let agent = try store.createMember(
                userID: member.userID, name: member.name ?? found?.name ?? member.userID,
                avatar: member.avatar, departments: departments, at: moment.now)
            try apply(.agentActivated(agent, true))
            return
        }
        let (name, avatar) = (member.name ?? old.name, member.avatar ?? old.avatar)
        let isActive = old.isActive && !member.isDisabled
        guard
            name != old.name || avatar != old.avatar || isActive != old.isActive
                || Set(departments) != Set(old.departments)
        else { return }
        try store.updateMember(
            old.agent, name: name, avatar: avatar, subOrganisation: old.subOrganisation,
            departments: departments, isActive: isActive)
        if isActive != old.isActive { try apply(.agentActivated(old.agent, isActive)) }
    }
}
