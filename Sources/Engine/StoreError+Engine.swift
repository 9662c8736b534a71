import Storage

extension StoreError {
    /// Whether the work asked for something that the database does not allow, while the database
    /// itself is well: only that work fails then.
    var isFaultOfTheWork: Bool {
        switch kind {
        case .duplicate, .dangling, .notFound, .invalid, .other: true
        default: false
        }
    }

    /// Whether it is worth going on: there may be room, or peace, again.
    var mayPass: Bool {
        switch kind {
        case .diskFull, .busy: true
        default: isFaultOfTheWork
        }
    }
}
