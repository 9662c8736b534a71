import Glibc

// Compiled for the thread sanitizer only (Package.swift): what of the standard library's module of
// this name kefud uses, over a lock of the system, which the sanitizer knows.

/// A value that one thread at a time touches.
///
/// `@unchecked Sendable`: `value` is touched under `lock` only.
public struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    /// A lock around this.
    public init(_ initial: consuming sending Value) {
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        value = .allocate(capacity: 1)
        value.initialize(to: initial)
    }

    deinit {
        value.deinitialize(count: 1)
        value.deallocate()
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Runs `body` while nobody else has the value.
    public borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value.pointee)
    }
}

/// How far an atomic access orders others; a lock orders all of them.
public enum AtomicUpdateOrdering {
    case relaxed, acquiring, releasing, acquiringAndReleasing, sequentiallyConsistent
}

/// A number or flag that any thread may touch at any time.
///
/// `@unchecked Sendable`: all of it is behind the lock.
public struct Atomic<Value: Sendable>: ~Copyable, @unchecked Sendable {
    private let storage: Mutex<Value>

    /// Begins with this.
    public init(_ initial: Value) { storage = Mutex(initial) }

    /// What it is.
    public borrowing func load(ordering: AtomicUpdateOrdering) -> Value {
        storage.withLock { $0 }
    }

    /// Makes it this.
    public borrowing func store(_ new: Value, ordering: AtomicUpdateOrdering) {
        storage.withLock { $0 = new }
    }

    /// Makes it this, and says what it was.
    public borrowing func exchange(_ new: Value, ordering: AtomicUpdateOrdering) -> Value {
        storage.withLock { value in
            defer { value = new }
            return value
        }
    }
}

extension Atomic where Value: FixedWidthInteger {
    /// Adds, and says what it was and is.
    @discardableResult
    public borrowing func add(
        _ number: Value, ordering: AtomicUpdateOrdering
    ) -> (oldValue: Value, newValue: Value) {
        storage.withLock { value in
            let old = value
            value += number
            return (old, value)
        }
    }

    /// Subtracts, and says what it was and is.
    @discardableResult
    public borrowing func subtract(
        _ number: Value, ordering: AtomicUpdateOrdering
    ) -> (oldValue: Value, newValue: Value) {
        storage.withLock { value in
            let old = value
            value -= number
            return (old, value)
        }
    }
}
