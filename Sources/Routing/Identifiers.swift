/// A name for one row: small, ordered and cheap to hash, so that the core never compares strings.
/// `Storage` keeps the platform's own names (`open_kfid`, USERID, `external_userid`) beside them.
public protocol Identifier: Hashable, Comparable, Sendable {
    /// The row's number.
    var rawValue: Int64 { get }
    /// Names the row with this number.
    init(_ rawValue: Int64)
}

extension Identifier {
    /// Dictionaries and sets need a spread of the number and no secret: the numbers are our own,
    /// so nobody can choose ones that collide.
    @inlinable
    public func _rawHashValue(seed: Int) -> Int { spread(rawValue, seed) }

    /// By number, which is the order in which the rows came to be.
    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A customer-service account (客服账号; the platform's `open_kfid`).
public struct AccountID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// A member who receives visitors (接待人员; the platform's `servicer`).
public struct AgentID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// A WeChat user who writes to the company (访客; the platform's `external_userid`).
public struct VisitorID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// One session (会话), from a visitor's first message to the end of its reception.
public struct SessionID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// One message or event of a conversation, in the order of arrival.
public struct MessageID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// One call to the platform that a decision caused.
public struct EffectID: Identifier {
    /// The row's number.
    public let rawValue: Int64
    /// Names the row with this number.
    @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// Spreads a number over all bits.
@inlinable
func spread(_ number: Int64, _ seed: Int) -> Int {
    let mixed = (UInt64(bitPattern: number) ^ UInt64(bitPattern: Int64(seed))).multipliedFullWidth(
        by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: mixed.high ^ mixed.low)
}

/// One visitor's chat with one account: what the platform keeps one state for.
public struct ConversationID: Hashable, Comparable, Sendable {
    /// The account that is written to.
    public let account: AccountID
    /// The visitor who writes.
    public let visitor: VisitorID

    /// The chat of this visitor with this account.
    @inlinable
    public init(_ account: AccountID, _ visitor: VisitorID) {
        self.account = account
        self.visitor = visitor
    }

    /// See `Identifier._rawHashValue`.
    @inlinable
    public func _rawHashValue(seed: Int) -> Int {
        spread(visitor.rawValue, spread(account.rawValue, seed))
    }

    /// By account, then by visitor.
    public static func < (left: Self, right: Self) -> Bool {
        (left.account, left.visitor) < (right.account, right.visitor)
    }
}
