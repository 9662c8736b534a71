import HTTPServer

/// Which part of a list is asked for: `?limit=` (50, at most 200) and `&after=`, which is the
/// `next` of the page before.
struct Page {
    /// How many items at most.
    let limit: Int
    /// The row that the page follows.
    let after: Int64?

    /// The most that is handed out at once.
    static let limitMax = 200

    /// Reads the query of a request.
    /// - Parameter hasNumber: whether `after` is the number of a row, as it is in most lists.
    init(_ request: Request, hasNumber: Bool = true) throws(Problem) {
        let errors = InputErrors()
        limit = Self.number(request, "limit", 1...Int64(Self.limitMax), errors).map(Int.init) ?? 50
        after = hasNumber ? Self.number(request, "after", 0...Int64.max, errors) : nil
        try errors.finish()
    }

    /// What may stand behind the `?` of every list.
    static let query: KeyValuePairs<String, Schema> = [
        "limit": .integer(1...Int64(limitMax)), "after": .text(),
    ]

    /// A whole number in the query; what is wrong is noted.
    static func number(
        _ request: Request, _ name: String, _ range: ClosedRange<Int64>, _ errors: InputErrors
    ) -> Int64? {
        guard let text = request.query[name], !text.isEmpty else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            errors.add(
                "?\(name)",
                "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// True or false in the query; what is wrong is noted.
    static func flag(_ request: Request, _ name: String, _ errors: InputErrors) -> Bool? {
        switch request.query[name] {
        case nil, "": return nil
        case "true": return true
        case "false": return false
        default:
            errors.add("?\(name)", "must be true or false")
            return nil
        }
    }

    /// The answer: the items, and where the next page begins if there may be one.
    func document<Item>(
        _ items: [Item], next: (Item) -> String, _ document: (Item) -> JSON
    ) -> JSON {
        [
            "items": .array(items.map(document)),
            "next": .text(items.count == limit ? items.last.map(next) : nil),
        ]
    }

    /// The answer out of a whole list that is at hand, the oldest first.
    func documentOfAll<Item>(
        _ all: [Item], id: (Item) -> Int64, _ document: (Item) -> JSON
    ) -> JSON {
        let rest = all.reversed().filter { item in after.map { id(item) < $0 } ?? true }
        return self.document(Array(rest.prefix(limit)), id: id, document)
    }

    /// The same for a list that goes on by the number of a row.
    func document<Item>(
        _ items: [Item], id: (Item) -> Int64, _ document: (Item) -> JSON
    ) -> JSON {
        self.document(items, next: { String(id($0)) }, document)
    }
}

extension Call {
    /// The number in a path's parameter; whatever is no number names nothing.
    func id(_ name: String = "id") throws(Problem) -> Int64 {
        guard let id = Int64(parameter(name)), id > 0 else { throw .notFound() }
        return id
    }
}
