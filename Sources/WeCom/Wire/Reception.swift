/// Whether an agent takes new sessions in an account, as the platform shows it.
public enum Reception: Equatable, Sendable {
    /// Takes new sessions.
    case receiving
    /// Suspended for a while (`stop_type` 1).
    case suspended
    /// Does not take any (`stop_type` 0).
    case stopped

    fileprivate init(stopType: Int?) { self = stopType == 1 ? .suspended : .stopped }
}

/// `status` as `kf/servicer/list` gives it. The event below counts otherwise: never pass a number
/// of the one to the other.
public enum ListedServicerStatus: Int, CaseIterable, Sendable {
    /// Takes new sessions.
    case receiving = 0
    /// Takes none; `stop_type` says how.
    case stopped = 1

    /// Both fields together. `stopType` counts only when stopped.
    public func reception(stopType: Int?) -> Reception {
        self == .receiving ? .receiving : Reception(stopType: stopType)
    }
}

/// `status` as the event `servicer_status_change` gives it. The list above counts otherwise.
public enum ServicerStatusEvent: Int, CaseIterable, Sendable {
    /// Takes new sessions.
    case receiving = 1
    /// Takes none; `stop_type` says how.
    case stopped = 2

    /// Both fields together. `stopType` counts only when stopped.
    public func reception(stopType: Int?) -> Reception {
        self == .receiving ? .receiving : Reception(stopType: stopType)
    }
}

/// The states of a visitor's conversation in one account (document 94669).
public enum ServiceState: Int, CaseIterable, Codable, Sendable {
    /// A new conversation: the visitor wrote, nobody has acted.
    case untreated = 0
    /// Served by the API (the "assistant").
    case assistant = 1
    /// Waits in the platform's pool.
    case pool = 2
    /// With an agent in the WeCom client.
    case human = 3
    /// Ended, or not begun.
    case ended = 4
}

/// Who wrote a pulled message.
public enum Origin {
    /// The visitor, in WeChat.
    public static let visitor = 3
    /// The platform itself: an event.
    public static let system = 4
    /// An agent, in the WeCom client.
    public static let servicer = 5
}
