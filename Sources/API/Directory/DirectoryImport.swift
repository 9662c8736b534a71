import Engine
import HTTPServer
import Routing
import Storage

/// Puts the members of a file into the directory. Departments and sub-organisations that are named
/// and not there are made; members who are not in the file stay as they are.
struct DirectoryImport: Sendable {
    let services: Services
    let caller: Caller?

    /// What a file changes.
    struct Counts: Sendable, Equatable {
        var created = 0
        var changed = 0
        var unchanged = 0
        var departments = 0
        var subOrganisations = 0
    }

    /// So many members are one transaction: others need not wait for longer.
    static let chunk = 500

    /// What the file would change.
    func plan(_ lines: [DirectoryFile.Line]) throws -> Counts {
        try services.read { view in
            let names = try DirectoryNames(view)
            var counts = Counts()
            var paths: Set<[String]> = []
            for path in lines.flatMap({ $0.departments ?? [] }) {
                for end in 1...path.count { paths.insert(Array(path.prefix(end))) }
            }
            counts.departments = paths.filter { names.department($0) == nil }.count
            let subs = Set(lines.compactMap(\.subOrganisation).filter { !$0.isEmpty })
            counts.subOrganisations = subs.filter { names.subOrganisations[$0] == nil }.count
            for line in lines { try Self.count(line, names, view, &counts) }
            return counts
        }
    }

    /// Changes it.
    func apply(_ lines: [DirectoryFile.Line]) async throws -> Counts {
        var counts = try plan(lines)
        try await services.change { core in
            var names = try DirectoryNames(core.store.view)
            for line in lines { try names.make(what: line, core) }
        }
        (counts.created, counts.changed, counts.unchanged) = (0, 0, 0)
        for start in stride(from: 0, to: lines.count, by: Self.chunk) {
            let part = Array(lines[start..<min(start + Self.chunk, lines.count)])
            let done = try await services.change { core in
                let names = try DirectoryNames(core.store.view)
                var done = Counts()
                for line in part {
                    try Self.count(line, names, core.store.view, &done)
                    try Self.write(line, names, core)
                }
                return done
            }
            counts.created += done.created
            counts.changed += done.changed
            counts.unchanged += done.unchanged
        }
        let (result, caller) = (counts, caller)
        try await services.change { core in
            try core.expandAccountsAgain()
            try core.audit(caller, "directory.import", "directory", after: result.document)
        }
        return counts
    }

    // MARK: One member

    private static func count(
        _ line: DirectoryFile.Line, _ names: DirectoryNames, _ view: ReadView,
        _ counts: inout Counts
    ) throws(StoreError) {
        let old = try view.member(userID: line.userID)
        guard let old, old.removedAt == nil, old.isInDirectory else {
            counts.created += 1
            return
        }
        if wanted(line, names, over: old) == Wanted(old) {
            counts.unchanged += 1
        } else {
            counts.changed += 1
        }
    }

    private static func write(
        _ line: DirectoryFile.Line, _ names: DirectoryNames, _ core: EngineCore
    ) throws(StoreError) {
        let found = try core.store.view.member(userID: line.userID)
        let old = found?.removedAt == nil && found?.isInDirectory == true ? found : nil
        let new = wanted(line, names, over: old)
        guard let old else {
            let agent = try core.store.createMember(
                userID: line.userID, name: line.name, avatar: new.avatar,
                subOrganisation: new.subOrganisation, departments: new.departments,
                at: core.moment.now)
            if !new.isActive {
                try core.store.updateMember(
                    agent, name: line.name, avatar: new.avatar,
                    subOrganisation: new.subOrganisation, departments: new.departments,
                    isActive: false)
            }
            try core.apply(.agentActivated(agent, new.isActive))
            return
        }
        guard new != Wanted(old) else { return }
        try core.store.updateMember(
            old.agent, name: new.name, avatar: new.avatar, subOrganisation: new.subOrganisation,
            departments: new.departments, isActive: new.isActive)
        if new.isActive != old.isActive { try core.apply(.agentActivated(old.agent, new.isActive)) }
    }

    private struct Wanted: Equatable {
        var name: String?
        var avatar: String?
        var subOrganisation: SubOrganisationID?
        var departments: [DepartmentID]
        var isActive: Bool
        private var set: Set<DepartmentID> { Set(departments) }

        init(_ record: MemberRecord) {
            (name, avatar) = (record.name, record.avatar)
            (subOrganisation, departments) = (record.subOrganisation, record.departments)
            isActive = record.isActive
        }

        init() { (departments, isActive) = ([], true) }

        static func == (left: Wanted, right: Wanted) -> Bool {
            left.name == right.name && left.avatar == right.avatar && left.set == right.set
                && left.subOrganisation == right.subOrganisation && left.isActive == right.isActive
        }
    }

    private static func wanted(
        _ line: DirectoryFile.Line, _ names: DirectoryNames, over old: MemberRecord?
    ) -> Wanted {
        var wanted = old.map { Wanted($0) } ?? Wanted()
        wanted.name = line.name
        if let avatar = line.avatar { wanted.avatar = avatar.isEmpty ? nil : avatar }
        if let name = line.subOrganisation { wanted.subOrganisation = names.subOrganisations[name] }
        if let paths = line.departments {
            // A path that is not there yet is a number that nobody has: it counts as a change.
            wanted.departments = paths.map { names.department($0) ?? DepartmentID(0) }
        }
        if let isActive = line.isActive { wanted.isActive = isActive }
        return wanted
    }
}

/// Departments by their paths and sub-organisations by their names.
struct DirectoryNames {
    private struct Key: Hashable {
        let parent: DepartmentID?
        let name: String
    }

    private(set) var subOrganisations: [String: SubOrganisationID] = [:]
    private var departments: [Key: DepartmentID] = [:]

    init(_ view: ReadView) throws(StoreError) {
        for record in try view.subOrganisations() { subOrganisations[record.name] = record.id }
        for record in try view.departments() {
            let key = Key(parent: record.parent, name: record.name)
            if departments[key] == nil { departments[key] = record.id }
        }
    }

    /// The department at the end of a path; nil when it is not there.
    func department(_ path: [String]) -> DepartmentID? {
        var at: DepartmentID?
        for name in path {
            guard let next = departments[Key(parent: at, name: name)] else { return nil }
            at = next
        }
        return at
    }

    /// Makes what a line names and is not there.
    mutating func make(what line: DirectoryFile.Line, _ core: EngineCore) throws(StoreError) {
        if let name = line.subOrganisation, !name.isEmpty, subOrganisations[name] == nil {
            subOrganisations[name] = try core.store.createSubOrganisation(
                name: name, at: core.moment.now)
        }
        for path in line.departments ?? [] {
            var at: DepartmentID?
            for name in path {
                let key = Key(parent: at, name: name)
                if departments[key] == nil {
                    departments[key] = try core.store.createDepartment(
                        name: name, parent: at, subOrganisation: nil)
                }
                at = departments[key]
            }
        }
    }
}

extension DirectoryImport.Counts {
    /// As the API shows it.
    var document: JSON {
        [
            "created": .int(created), "changed": .int(changed), "unchanged": .int(unchanged),
            "departments_created": .int(departments),
            "sub_organisations_created": .int(subOrganisations),
        ]
    }
}
