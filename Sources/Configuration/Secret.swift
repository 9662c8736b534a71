/// A text that must not be shown: printing it, also as a part of something else, shows dots.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The text itself. For the one who signs, decrypts or signs in with it.
    public let value: String

    /// Keeps a text.
    public init(_ value: String) { self.value = value }

    /// Dots, or nothing when there is no secret.
    public var description: String { value.isEmpty ? "(none)" : "•••" }
    /// As `description`.
    public var debugDescription: String { description }
    /// As `description`, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
