/// Counts calls in one window and, once the limit is passed, blocks for as long as the window.
struct CallWindow: Equatable, Sendable {
    private var startedAt: Int64 = 0
    private var count = 0
    private var blockedUntil: Int64 = 0

    /// True if the call may go on.
    mutating func admit(limit: Int, windowMs: Int64, now: Int64) -> Bool {
        if now < blockedUntil { return false }
        if now - startedAt >= windowMs || now < startedAt {
            startedAt = now
            count = 0
        }
        count += 1
        if count > limit {
            blockedUntil = now + windowMs
            return false
        }
        return true
    }
}

/// The documented limits of one interface: per minute and per hour.
struct CallLimits: Equatable, Sendable {
    private var minute = CallWindow()
    private var hour = CallWindow()

    mutating func admit(settings: Settings, now: Int64) -> Bool {
        let inMinute = minute.admit(limit: settings.callsPerMinute, windowMs: 60_000, now: now)
        let inHour = hour.admit(limit: settings.callsPerHour, windowMs: 3_600_000, now: now)
        return inMinute && inHour
    }
}
