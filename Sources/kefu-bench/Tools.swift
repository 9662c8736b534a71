/// What `scripts/bench` needs beside the measures that run in this process: one tool a process.
enum Tools {
    static let all: [(name: String, run: @Sendable (Arguments) async throws -> Void)] = [
        ("seal", SealTool.run),
        ("ingest", IngestTool.run),
        ("stub", StubTool.run),
        ("polls", PollTool.run),
    ]

    /// Runs the tool that the first word names; nil when it names none.
    static func run(_ arguments: [String]) async -> Int32? {
        guard let name = arguments.first, let tool = all.first(where: { $0.name == name }) else {
            return nil
        }
        do {
            try await tool.run(try Arguments(arguments.dropFirst()))
            return 0
        } catch {
            Output.toErrors("kefu-bench \(name): \(error)\n")
            return error is Arguments.Mistake ? 64 : 1
        }
    }
}
