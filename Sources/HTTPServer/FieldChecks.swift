/// Collects every broken rule, so that a caller can repair a request in one round.
public struct FieldChecks {
    /// What has been found so far.
    public private(set) var errors: [Problem.FieldError] = []

    /// Begins with nothing wrong.
    public init() {}

    /// Notes `detail` about the field at `pointer` unless the rule holds.
    public mutating func require(_ holds: Bool, _ pointer: String, _ detail: Wording) {
        if !holds { errors.append(Problem.FieldError(pointer, detail)) }
    }

    /// Throws `invalid-input` with everything that was found.
    public func finish() throws(Problem) {
        if !errors.isEmpty { throw .invalidInput(errors) }
    }
}
