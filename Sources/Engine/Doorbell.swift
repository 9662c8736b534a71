#if canImport(Glibc)
    import Glibc
#endif

/// A lock with a condition on the monotonic clock: what the engine's thread sleeps on.
///
/// Foundation's `NSCondition` waits until a *date*, so that a wall clock set back by an hour would
/// keep the thread asleep for an hour; this one waits for a length of time.
final class Doorbell: @unchecked Sendable {
    // `@unchecked`: both are made in `init`, freed in `deinit` and touched only by pthread calls,
    // which are made for being called from any thread.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs a short body under the lock.
    func locked<T>(_ body: () -> T) -> T {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Wakes whoever sleeps.
    func ring() { pthread_cond_broadcast(condition) }

    /// Sleeps until `ready` says so under the lock, or for this many nanoseconds, and then runs
    /// `body` under the same lock.
    func wait<T>(nanoseconds: Int64, until ready: () -> Bool, then body: () -> T) -> T {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        let fraction = end.tv_nsec + Int(nanoseconds % 1_000_000_000)
        end.tv_sec += Int(nanoseconds / 1_000_000_000) + fraction / 1_000_000_000
        end.tv_nsec = fraction % 1_000_000_000
        while !ready() {
            if pthread_cond_timedwait(condition, mutex, &end) != 0 { break }
        }
        return body()
    }
}
