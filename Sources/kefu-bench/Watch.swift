import Glibc

/// What time it is, and how much of a processor's a thread has had.
enum Watch {
    /// Nanoseconds of the monotonic clock, the same for all processes of the machine.
    static func nanoseconds() -> Int64 { read(CLOCK_MONOTONIC) }

    /// Nanoseconds of a processor that this thread has used.
    static func threadNanoseconds() -> Int64 { read(CLOCK_THREAD_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
