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
