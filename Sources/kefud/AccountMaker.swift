import API
import WeCom

/// Makes accounts at the platform for the API.
struct AccountMaker: AccountPlatform {
    let client: PlatformClient

    func addAccount(
        name: String, avatar: [UInt8], type: String
    ) async throws(AccountPlatformFault) -> String {
        do throws(PlatformFailure) {
            let file = MediaFile(
                name: type == "image/png" ? "avatar.png" : "avatar.jpg", contentType: type,
                bytes: avatar)
            let picture = try await client.upload(file, as: .image)
            let made = try await client.addAccount(
                AddAccountRequest(name: name, mediaID: picture.mediaID))
            return made.openKfID
        } catch {
            switch error {
            case .refused(let code, _), .notNow(let code, _): throw .refused(code: code)
            case .notSent, .unknown: throw .unknown
            }
        }
    }
}
