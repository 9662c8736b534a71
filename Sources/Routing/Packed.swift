/// A number that may be missing, in eight bytes: live sessions are many, and each keeps a dozen
/// moments and names of which most are missing most of the time.
@propertyWrapper
public struct Packed<Value: PackedNumber>: Hashable, Sendable {
    private var number: Int64 = .min

    /// Nothing yet.
    public init() {}

    /// A number, or nothing.
    public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    /// The number; nil when it is missing. The smallest 64-bit number stands for that and cannot
    /// be kept.
    public var wrappedValue: Value? {
        get { number == .min ? nil : Value(number: number) }
        set { number = newValue?.number ?? .min }
    }
}

/// What can be packed.
public protocol PackedNumber: Hashable, Sendable {
    /// As a number.
    var number: Int64 { get }
    /// What the number stands for.
    init(number: Int64)
}

extension Identifier {
    /// The row's number.
    public var number: Int64 { rawValue }
    /// Names the row with this number.
    public init(number: Int64) { self.init(number) }
}

extension AccountID: PackedNumber {}
extension AgentID: PackedNumber {}
extension SessionID: PackedNumber {}
extension MessageID: PackedNumber {}
extension EffectID: PackedNumber {}

extension Instant: PackedNumber {
    /// Milliseconds since 1970.
    public var number: Int64 { milliseconds }
    /// The point this many milliseconds after 1970.
    public init(number: Int64) { self.init(milliseconds: number) }
}
