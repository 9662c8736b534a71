import HTTPServer

/// What the API asks of the platform and waits for. Everything else goes through the outbox.
public protocol AccountPlatform: Sendable {
    /// Uploads the picture and adds the account.
    /// - Returns: its `open_kfid`.
    func addAccount(
        name: String, avatar: [UInt8], type: String
    ) async throws(AccountPlatformFault) -> String

    /// A link that opens the chat; visits by it carry the scene.
    func accessLink(
        openKfID: String, scene: String
    ) async throws(AccountPlatformFault) -> String

    /// To whose cards 升级服务 is limited.
    func upgradeRange() async throws(AccountPlatformFault) -> UpgradeRange

    /// The departments and members that the platform lets this application see.
    func directory() async throws(AccountPlatformFault) -> PlatformDirectory
}

/// Why the platform did not do what it was asked.
public enum AccountPlatformFault: Error, Sendable {
    /// The platform said no, with its code.
    case refused(code: Int)
    /// There was no answer; whether it acted is not known.
    case unknown
}

/// The members whose cards 升级服务 may send, as the platform's administration has set it.
public struct UpgradeRange: Sendable, Equatable {
    /// USERIDs.
    public var members: Set<String>
    /// Departments, with all below them.
    public var departments: [Int64]

    /// A range.
    public init(members: Set<String> = [], departments: [Int64] = []) {
        self.members = members
        self.departments = departments
    }
}

extension Services {
    /// Waits for the platform's answer, and not for longer than ten seconds.
    /// - Throws: `platform-refused` with the code, or `platform-unknown`.
    func ask<T: Sendable>(
        within limit: Duration = .seconds(10), unknown: Wording? = nil,
        _ question:
            @escaping @Sendable (any AccountPlatform) async throws(AccountPlatformFault) -> T
    ) async throws(Problem) -> T {
        let platform = platform
        let answer: Result<T, AccountPlatformFault> = await withDeadline(limit) {
            do throws(AccountPlatformFault) {
                return .success(try await question(platform))
            } catch {
                return .failure(error)
            }
        } otherwise: {
            .failure(.unknown)
        }
        switch answer {
        case .success(let value): return value
        case .failure(.refused(let code)): throw .platformRefused(code: code)
        case .failure(.unknown): throw .platformUnknown(unknown)
        }
    }
}
