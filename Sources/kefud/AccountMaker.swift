import API
import WeCom

/// The platform as the API asks it.
struct AccountMaker: AccountPlatform {
    let client: PlatformClient

    func addAccount(
        name: String, avatar: [UInt8], type: String
    ) async throws(AccountPlatformFault) -> String {
        try await told { () throws(PlatformFailure) in
            let file = MediaFile(
                name: type == "image/png" ? "avatar.png" : "avatar.jpg", contentType: type,
                bytes: avatar)
            let picture = try await client.upload(file, as: .image)
            let made = try await client.addAccount(
                AddAccountRequest(name: name, mediaID: picture.mediaID))
            return made.openKfID
        }
    }

    func accessLink(
        openKfID: String, scene: String
    ) async throws(AccountPlatformFault) -> String {
        try await told { () throws(PlatformFailure) in
            try await client.addContactWay(AddContactWayRequest(openKfID: openKfID, scene: scene))
                .url
        }
    }

    func upgradeRange() async throws(AccountPlatformFault) -> UpgradeRange {
        try await told { () throws(PlatformFailure) in
            let range = try await client.upgradeServiceRange().memberRange
            return UpgradeRange(
                members: Set(range?.userIDs ?? []),
                departments: (range?.departmentIDs ?? []).map(Int64.init))
        }
    }

    func directory() async throws(AccountPlatformFault) -> PlatformDirectory {
        try await told { () throws(PlatformFailure) in
            let departments = try await client.departments().department
            var members: [String: PlatformDirectory.Member] = [:]
            var order: [String] = []
            for department in departments {
                for user in try await users(of: department.id) {
                    if members[user.userID] == nil { order.append(user.userID) }
                    members[user.userID] = Self.member(user, in: department.id, members)
                }
            }
            return PlatformDirectory(
                departments: departments.map {
                    PlatformDirectory.Department(
                        id: Int64($0.id), name: $0.name, parent: $0.parentID.map(Int64.init),
                        order: Int64($0.order ?? 0))
                }, members: order.compactMap { members[$0] })
        }
    }

    /// In full where that is permitted, else by name only.
    private func users(of department: Int) async throws(PlatformFailure) -> [DirectoryUser] {
        do throws(PlatformFailure) {
            return try await client.users(ofDepartment: department).users
        } catch {
            guard case .refused = error else { throw error }
            return try await client.usersSimply(ofDepartment: department).users
        }
    }

    private static func member(
        _ user: DirectoryUser, in department: Int, _ known: [String: PlatformDirectory.Member]
    ) -> PlatformDirectory.Member {
        var departments = known[user.userID]?.departments ?? []
        for id in [department] + (user.department ?? []) where !departments.contains(Int64(id)) {
            departments.append(Int64(id))
        }
        // 2 is disabled, 5 has left.
        return PlatformDirectory.Member(
            userID: user.userID, name: user.name,
            avatar: user.avatar.flatMap { $0.isEmpty ? nil : $0 }, departments: departments,
            isDisabled: user.status == 2 || user.status == 5)
    }

    private func told<T>(
        _ call: () async throws(PlatformFailure) -> T
    ) async throws(AccountPlatformFault) -> T {
        do throws(PlatformFailure) {
            return try await call()
        } catch {
            switch error {
            case .refused(let code, _), .notNow(let code, _): throw .refused(code: code)
            case .notSent, .unknown: throw .unknown
            }
        }
    }
}
