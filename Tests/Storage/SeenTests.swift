import Routing
import Testing

@testable import Storage

struct SeenTests {
    private let account = AccountID(1)

    @Test func anIdIsTakenOnceInEachAccount() throws {
        let store = try makeStore(try TemporaryFolder())
        #expect(try store.markSeen("m1", in: account, as: MessageID(1)))
        #expect(try !store.markSeen("m1", in: account, as: MessageID(2)))
        #expect(try store.markSeen("m1", in: AccountID(2), as: nil))
        #expect(try store.isSeen("m1", in: AccountID(2)))
        #expect(try !store.isSeen("M1", in: account))
        #expect(try store.messageID(ofPlatformMessageID: "m1", in: account) == MessageID(1))
        #expect(try store.messageID(ofPlatformMessageID: "m1", in: AccountID(2)) == nil)
        #expect(try store.messageID(ofPlatformMessageID: "m2", in: account) == nil)
    }

    @Test func idsLiveForFourDaysAtLeastAndNotForEver() throws {
        let store = try makeStore(try TemporaryFolder())
        let hour: Int64 = 3_600
        var marked: [(id: String, at: Int64)] = []
        for step in Int64(0)..<40 {
            let now = step * 12 * hour
            try store.transaction { () throws in
                try store.rotateSeen(at: .at(now))
                #expect(try store.markSeen("m\(step)", in: account, as: MessageID(step)))
            }
            marked.append(("m\(step)", now))
            for (id, at) in marked {
                let age = now - at
                let isSeen = try store.isSeen(id, in: account)
                if age < 96 * hour { #expect(isSeen, "\(id) after \(age / hour) h") }
                if age > 2 * 96 * hour + 12 * hour {
                    #expect(!isSeen, "\(id) after \(age / hour) h")
                }
            }
        }
    }

    @Test func anIdOfTheOlderGenerationIsStillKnown() throws {
        let store = try makeStore(try TemporaryFolder())
        try store.rotateSeen(at: .at(0))
        _ = try store.markSeen("m1", in: account, as: MessageID(1))
        #expect(try !store.rotateSeen(at: .at(96 * 3_600 - 1)))
        #expect(try store.rotateSeen(at: .at(96 * 3_600)))
        #expect(try !store.markSeen("m1", in: account, as: MessageID(2)))
        #expect(try store.messageID(ofPlatformMessageID: "m1", in: account) == MessageID(1))
    }
}
