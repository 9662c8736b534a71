/// What the platform's contact interface tells: as much as it lets this application see.
public struct PlatformDirectory: Sendable, Equatable {
    /// A department of the platform.
    public struct Department: Sendable, Equatable {
        /// Its number at the platform.
        public var id: Int64
        /// Its name; not every application is told.
        public var name: String?
        /// The one above; nil at the top.
        public var parent: Int64?
        /// Larger comes first among siblings.
        public var order: Int64

        /// A department.
        public init(id: Int64, name: String?, parent: Int64?, order: Int64 = 0) {
            (self.id, self.name, self.parent, self.order) = (id, name, parent, order)
        }
    }

    /// A member of the platform.
    public struct Member: Sendable, Equatable {
        /// The USERID.
        public var userID: String
        /// Not every application is told.
        public var name: String?
        /// A URL; nil when nothing is said.
        public var avatar: String?
        /// The numbers of its departments.
        public var departments: [Int64]
        /// Whether the platform says that it is disabled or has left.
        public var isDisabled: Bool

        /// A member.
        public init(
            userID: String, name: String?, avatar: String? = nil, departments: [Int64],
            isDisabled: Bool = false
        ) {
            (self.userID, self.name, self.avatar) = (userID, name, avatar)
            (self.departments, self.isDisabled) = (departments, isDisabled)
        }
    }

    /// In no order.
    public var departments: [Department]
    /// In join order, each once.
    public var members: [Member]

    /// A directory.
    public init(departments: [Department], members: [Member]) {
        (self.departments, self.members) = (departments, members)
    }

    /// Those above before those below them; one whose parent is not told of stands at the top.
    var departmentsFromTheTop: [Department] {
        let known = Set(departments.map(\.id))
        var below: [Int64: [Department]] = [:]
        var rest: [Department] = []
        for var department in departments {
            if let parent = department.parent, known.contains(parent), parent != department.id {
                below[parent, default: []].append(department)
            } else {
                department.parent = nil
                rest.append(department)
            }
        }
        var sorted: [Department] = []
        rest.sort { $0.order < $1.order }
        while let next = rest.popLast() {
            sorted.append(next)
            rest += (below.removeValue(forKey: next.id) ?? []).sorted { $0.order < $1.order }
        }
        return sorted
    }
}
