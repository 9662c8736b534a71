/// One thing that can be asked for: a method and a path, who may ask, and what then happens.
///
/// It never changes; a class, so that finding one copies nothing.
public final class Route<Access: Sendable, Handle: Sendable>: Sendable {
    /// The method. A GET route also answers HEAD.
    public let method: Method

    /// The path template, such as `/api/sessions/{id}/assign`.
    public let path: String

    /// Who may ask. It has no default: whoever adds a route must say it.
    public let access: Access

    /// What happens.
    public let handle: Handle

    /// Describes a route.
    public init(_ method: Method, _ path: String, _ access: Access, _ handle: Handle) {
        precondition(path.hasPrefix("/"), "a path begins with a slash: \(path)")
        self.method = method
        self.path = path
        self.access = access
        self.handle = handle
    }
}
