import Glibc

/// The command line's two modes: the platform itself, and the agents' side of the traffic.
enum Program {
    static let usage = """
        kefu-platform --listen 127.0.0.1:0 --callback-url URL --corp-id ID --secret SECRET
                      --callback-token TOKEN --encoding-aes-key KEY --seed N
                      [--allow-open-cells] [--port-file FILE]
            plays the platform until SIGTERM; orders come in under /sim/

        kefu-platform agents --kefud URL --tokens FILE --seconds N --seed S
            plays agents at a daemon's interface; FILE has a line 'USERID TOKEN' for each
        """

    /// The exit status: 0 is well, 1 is a broken promise or failure, 2 a wrong command line.
    static func run(_ words: [String]) async -> CInt {
        do {
            if words.first == "agents" {
                return try await AgentsProgram(Array(words.dropFirst())).run()
            }
            if words.contains("--help") {
                say(usage)
                return 0
            }
            return try await ServeProgram(words).run()
        } catch let mistake as Options.Mistake {
            complain("\(mistake.text)\n\n\(usage)")
            return 2
        } catch {
            complain("\(error)")
            return 1
        }
    }

    /// Milliseconds since 1970.
    @Sendable static func wallClock() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Writes a line at once, also into a pipe.
    static func say(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    private static func complain(_ text: String) {
        write("kefu-platform: \(text)\n", to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: CInt) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
