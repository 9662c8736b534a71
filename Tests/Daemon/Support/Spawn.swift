import Foundation

/// A process made by `posix_spawn`. (Foundation's `Process` looks through all open files while other
/// threads open and close theirs, and does not survive that.)
struct Spawn {
    let id: pid_t
    /// The reading ends of its standard output and standard error.
    let output: FileHandle
    let errors: FileHandle

    struct Failure: Error {
        let code: Int32
    }

    /// Starts a program whose standard input is this text.
    init(_ path: String, _ arguments: [String], environment: [String: String], input: String) throws
    {
        let (words, out, err) = (try Self.pair(), try Self.pair(), try Self.pair())
        // Before the program runs: it fits into the pipe, and nobody has closed the other end.
        _ = Array(input.utf8).withUnsafeBytes { write(words.writing, $0.baseAddress, $0.count) }
        close(words.writing)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, words.reading, 0)
        posix_spawn_file_actions_adddup2(&actions, out.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, err.writing, 2)
        let texts = ([path] + arguments).map { strdup($0) }
        let variables = environment.map { strdup("\($0)=\($1)") }
        defer { for text in texts + variables { free(text) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, path, &actions, nil, texts + [nil], variables + [nil])
        for end in [words.reading, out.writing, err.writing] { close(end) }
        guard code == 0 else { throw Failure(code: code) }
        self.id = id
        output = FileHandle(fileDescriptor: out.reading, closeOnDealloc: true)
        errors = FileHandle(fileDescriptor: err.reading, closeOnDealloc: true)
    }

    /// Waits for its end: the exit status, or minus the signal that ended it.
    static func wait(_ id: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : -signal
    }

    /// A pair of sockets: unlike a pipe it can be had closed to other programs from the beginning,
    /// so that none that is started meanwhile keeps an end open.
    private static func pair() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Failure(code: errno) }
        return (ends[0], ends[1])
    }
}
