/// Why the platform refuses a call, and whose fault that is.
struct Refusal: Error, Equatable {
    /// What a refusal says about the caller.
    enum Blame: Equatable, Sendable {
        /// The caller could not know: a race, a fault that was ordered, a limit set by the test.
        case none
        /// A documented rule forbids the call in a state that the caller could know.
        case violation(String)
        /// No document decides this change of state, and this run refuses such changes.
        case openCell(String)
    }

    let code: Int
    let text: String
    var blame: Blame
    /// The conversation that the call was about, for the log.
    var about: ConversationKey?

    init(_ code: Int, _ text: String, _ blame: Blame, about: ConversationKey? = nil) {
        self.code = code
        self.text = text
        self.blame = blame
        self.about = about
    }

    /// A request that can never be right: the form of its parameters.
    static func shape(_ code: Int, _ text: String) -> Refusal {
        Refusal(code, text, .violation("malformed-request"))
    }

    /// "Not now": the same call may be right later, so its repetition is no fault.
    static func isTransient(_ code: Int) -> Bool {
        [-1, 6000, 40001, 40014, 42001, 45009, 45033].contains(code)
    }
}
