import Testing

@testable import Routing

/// The order of those who wait (rule 7), however many they are.
struct PlaceQueueTests {
    private static func entry(_ session: Int64, at place: Int64) -> PlaceQueue.Entry {
        PlaceQueue.Entry(
            place: place, session: SessionID(session), visitor: VisitorID(session))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func aQueueDoesWhatASortedListDoes(seed: UInt64) {
        var random = Seeded(state: seed)
        var queue = PlaceQueue()
        var places: [Int64] = []
        var next: Int64 = 10_000
        for step in 0..<12_000 {
            // First it grows, then it shrinks, and again.
            let grows = step / 3_000 % 2 == 0
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<(grows ? 6 : 2):
                next += Int64.random(in: 1...3, using: &random)
                queue.insert(Self.entry(next, at: next))
                places.append(next)
            case 6..<8:
                let place = Int64.random(in: 0...next, using: &random)
                if !places.contains(place) {
                    places.insert(place, at: places.firstIndex { $0 > place } ?? places.count)
                }
                queue.insert(Self.entry(place, at: place))
            case 8:
                guard let place = places.randomElement(using: &random) else { continue }
                places.removeAll { $0 == place }
                queue.remove(at: place)
            default:
                guard let place = places.first else { continue }
                #expect(queue.first?.place == place)
                places.removeFirst()
                queue.remove(at: place)
            }
            #expect(queue.count == places.count)
            #expect(queue.first?.place == places.first)
            let place = Int64.random(in: 0...(next + 2), using: &random)
            #expect(queue.count(through: place) == places.count { $0 <= place })
            if step % 500 == 0 { #expect(queue.map(\.place) == places) }
        }
        #expect(queue.map(\.place) == places)
        #expect(queue.allSatisfy { $0.session.rawValue == $0.place })
        for place in places.shuffled(using: &random) { queue.remove(at: place) }
        #expect(queue.isEmpty && queue.first == nil && queue.count(through: .max - 1) == 0)
    }

    @Test func whatIsNotInTheQueueIsNotTakenOut() {
        var queue = PlaceQueue()
        queue.remove(at: 5)
        queue.insert(Self.entry(1, at: 5))
        queue.insert(Self.entry(2, at: 5))
        queue.remove(at: 4)
        queue.remove(at: 6)
        #expect(queue.map(\.session) == [SessionID(1)])
    }
}
