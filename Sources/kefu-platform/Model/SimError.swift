/// Why an order over the control interface was not carried out. The status follows HTTP.
struct SimError: Error, Equatable {
    let status: Int
    let reason: String

    static func unknown(_ what: String, _ id: String) -> SimError {
        SimError(status: 404, reason: "there is no \(what) '\(id)'")
    }

    static func conflict(_ reason: String) -> SimError { SimError(status: 409, reason: reason) }

    static func invalid(_ reason: String) -> SimError { SimError(status: 422, reason: reason) }
}
