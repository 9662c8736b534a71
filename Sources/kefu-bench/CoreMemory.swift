import Routing

/// Resident memory for each live session: what the process grows by while 100,000 sessions come
/// in, ten thousand of which an agent has and the others wait. Everything counts: sessions, chats,
/// the queue, deadlines, indexes, and what the allocator keeps.
enum CoreMemory {
    static func run(_ options: Program.Options) -> [Measurement] {
        let count = options.isQuick ? 20_000 : 100_000
        return [ReceptionChannel.wecom, .relay].map { channel in
            var world = CoreWorld(CoreWorld.Shape(channel: channel))
            let before = Meter.residentBytes()
            for _ in 0..<(count / 1_000) {
                _ = world.visitorsWrite(1_000)
                _ = world.callsComeOut()
            }
            let grown = Meter.residentBytes() - before
            return Measurement(
                name: "core-memory",
                details: [
                    ("channel", .word(channel.rawValue)),
                    ("sessions", .number(Double(world.core.openSessionIDs.count))),
                ],
                unit: "bytes", rounds: [Double(grown) / Double(count)])
        }
    }
}
