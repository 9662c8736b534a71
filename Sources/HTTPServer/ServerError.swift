/// Why a server could not be started.
public enum ServerError: Error, Equatable, CustomStringConvertible {
    /// Not of the form `127.0.0.1:8080`, `[::1]:8080` or `name:8080`, or an unknown name.
    case badAddress(String, reason: String)
    /// The system refused the address.
    case cannotListen(String, reason: String)
    /// The HTTP library refused to start.
    case cannotStart(String, reason: String)

    /// What was tried, and why it did not work.
    public var description: String {
        switch self {
        case .badAddress(let address, let reason):
            "'\(address)' is no address to listen on, such as 127.0.0.1:8080: \(reason)"
        case .cannotListen(let address, let reason):
            "cannot listen on \(address): \(reason)"
        case .cannotStart(let address, let reason):
            "cannot start the HTTP server on \(address): \(reason)"
        }
    }
}
