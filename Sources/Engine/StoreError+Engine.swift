import Storage

extension StoreError {
    /// Whether the work asked for something that cannot be, while the database itself is well: only
    /// that work fails then, and nobody needs to worry.
    var isRefusal: Bool {
        switch kind {
        case .duplicate, .dangling, .notFound, .invalid, .editConflict: true
        default: false
        }
    }

    /// Whether one work of a batch may be to blame, so that the others are worth another try.
    var mayBeOneWorks: Bool { isRefusal || kind == .other }

    /// Whether the file is not what was written to it.
    var isDamage: Bool { kind == .corrupt || kind == .notADatabase }

    /// Whether it is worth going on: there may be room, or peace, again.
    var mayPass: Bool { kind == .diskFull || kind == .busy || isRefusal }
}
