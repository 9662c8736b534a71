import Foundation
import Routing
import Testing

@testable import Storage

struct LockTests {
    @Test func aSecondDaemonIsRefusedAndToldWhoHoldsTheDatabase() throws {
        let folder = try TemporaryFolder()
        let first = try Store(path: folder.database)
        let error = #expect(throws: StoreError.self) { try Store(path: folder.database) }
        guard case .locked(let holder) = error?.kind else {
            Issue.record("not refused: \(String(describing: error))")
            return
        }
        #expect(holder.process == ProcessInfo.processInfo.processIdentifier)
        #expect(holder.host == ProcessInfo.processInfo.hostName)
        #expect(error?.description.contains("\(holder.process)") == true)
        withExtendedLifetime(first) {}
    }

    @Test func aLinkIsNoWayAroundTheLock() throws {
        let folder = try TemporaryFolder()
        let first = try Store(path: folder.database)
        let link = folder.path + "/other.db"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: folder.database)
        #expect(throws: StoreError.self) { try Store(path: link) }
        withExtendedLifetime(first) {}
    }

    @Test func theLockIsFreeWhenItsHolderIsGone() throws {
        let folder = try TemporaryFolder()
        do { _ = try Store(path: folder.database) }
        _ = try Store(path: folder.database)
    }

    /// The kernel lets go of the lock; what the file still says is no lock.
    @Test func aLeftOverLockFileLocksNothing() throws {
        let folder = try TemporaryFolder()
        try "1 somewhere\n".write(
            toFile: folder.database + "-lock", atomically: true, encoding: .utf8)
        _ = try Store(path: folder.database)
    }

    @Test func readersAndTheCommandLineNeedNoLock() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let reader = try Reader(path: folder.database)
        let users = try UserStore.open(folder.database)
        let id = try users.addUser(name: "root", role: .admin, passwordHash: nil, at: .at(1))
        #expect(try reader.read { try $0.user(id) }?.name == "root")
        withExtendedLifetime(store) {}
    }
}
