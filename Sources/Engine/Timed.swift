import Routing

/// Something that wants to act at a time of its own. The engine's thread keeps the time for all of
/// them, so there is one timer in the daemon, and a test moves it by hand.
protocol Timed: AnyObject, Sendable {
    /// When it next wants to be woken; nil when only news can give it something to do.
    var nextWake: Instant? { get }
    /// Its time has come. Called on the engine's thread, outside of any transaction and lock.
    func wake(at now: Instant)
}
