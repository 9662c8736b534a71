/// An order over the control interface.
struct SimRequest: Sendable {
    var parameters: [String: String] = [:]
    var query: [String: String] = [:]
    var body: [String: JSON] = [:]

    /// A part of the path.
    func path(_ name: String) -> String { parameters[name] ?? "" }

    /// A text that must be there.
    func text(_ name: String) throws(SimError) -> String {
        guard let text = body[name]?.string, !text.isEmpty else {
            throw .invalid("'\(name)' must be a text")
        }
        return text
    }

    /// A text that may be left out.
    func optionalText(_ name: String) throws(SimError) -> String? {
        guard let value = body[name], value != .null else { return nil }
        guard let text = value.string else { throw .invalid("'\(name)' must be a text") }
        return text
    }

    /// A whole number in a range, or the default.
    func number(
        _ name: String, _ range: ClosedRange<Int64>, default value: Int64
    ) throws(SimError) -> Int64 {
        guard let given = body[name] else { return value }
        guard let number = given.int, range.contains(number) else {
            throw .invalid(
                "'\(name)' must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A share from 0 to 1, or the default.
    func share(_ name: String, default value: Double) throws(SimError) -> Double {
        guard let given = body[name] else { return value }
        guard let share = given.number, (0...1).contains(share) else {
            throw .invalid("'\(name)' must be a number from 0 to 1")
        }
        return share
    }

    /// A number of the query, for paging.
    func queryNumber(_ name: String, default value: Int) -> Int {
        query[name].flatMap { Int($0) }.map { max(0, $0) } ?? value
    }

    /// The conversation that an order is about.
    func key(customer: String) throws(SimError) -> ConversationKey {
        ConversationKey(account: try text("account"), customer: customer)
    }
}
