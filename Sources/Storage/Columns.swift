import Routing
import SQLite

/// Binds the values of one statement, the first one first.
struct Binder {
    private let statement: Statement
    private var index: Int32 = 0

    init(_ statement: Statement) { self.statement = statement }

    mutating func add(_ value: Int64?) throws(DatabaseError) {
        index += 1
        try statement.bind(index, value)
    }

    mutating func add(_ value: Int?) throws(DatabaseError) {
        index += 1
        try statement.bind(index, value)
    }

    mutating func add(_ value: Bool) throws(DatabaseError) {
        index += 1
        try statement.bind(index, value)
    }

    mutating func add(_ value: String?) throws(DatabaseError) {
        index += 1
        try statement.bind(index, value)
    }

    mutating func add(_ value: [UInt8]?) throws(DatabaseError) {
        index += 1
        try statement.bind(index, value)
    }

    mutating func add(_ value: Instant?) throws(DatabaseError) {
        try add(value?.milliseconds)
    }

    mutating func add(_ value: Interval?) throws(DatabaseError) {
        try add(value?.milliseconds)
    }

    mutating func add<ID: Identifier>(_ value: ID?) throws(DatabaseError) {
        try add(value?.rawValue)
    }

    mutating func add<Word: StoredWord>(_ value: Word?) throws(DatabaseError) {
        try add(value?.storedNumber)
    }
}

/// Reads the columns of one row, the first one first.
struct Columns {
    private let row: Row
    private var index: Int32 = -1

    init(_ row: Row) { self.row = row }

    mutating func integer() -> Int64 {
        index += 1
        return row.int64(index)
    }

    mutating func integerOrNil() -> Int64? {
        index += 1
        return row.int64OrNil(index)
    }

    mutating func int() -> Int { Int(integer()) }

    mutating func intOrNil() -> Int? { integerOrNil().map(Int.init) }

    mutating func bool() -> Bool { integer() != 0 }

    mutating func text() -> String {
        index += 1
        return row.text(index)
    }

    mutating func textOrNil() -> String? {
        index += 1
        return row.textOrNil(index)
    }

    mutating func bytes() -> [UInt8] {
        index += 1
        return row.blob(index)
    }

    mutating func bytesOrNil() -> [UInt8]? {
        index += 1
        return row.blobOrNil(index)
    }

    mutating func instant() -> Instant { Instant(milliseconds: integer()) }

    mutating func instantOrNil() -> Instant? {
        integerOrNil().map { Instant(milliseconds: $0) }
    }

    mutating func intervalOrNil() -> Interval? {
        integerOrNil().map { Interval(milliseconds: $0) }
    }

    mutating func id<ID: Identifier>() -> ID { ID(integer()) }

    mutating func idOrNil<ID: Identifier>() -> ID? { integerOrNil().map { ID($0) } }

    mutating func word<Word: StoredWord>() throws(DatabaseError) -> Word {
        let number = integer()
        guard let word = Word(storedNumber: number) else {
            throw .nonsense("\(number) is no \(Word.self)")
        }
        return word
    }

    mutating func wordOrNil<Word: StoredWord>() throws(DatabaseError) -> Word? {
        guard let number = integerOrNil() else { return nil }
        guard let word = Word(storedNumber: number) else {
            throw .nonsense("\(number) is no \(Word.self)")
        }
        return word
    }

    mutating func platformState() throws(DatabaseError) -> PlatformState {
        let number = integer()
        let agent: AgentID? = idOrNil()
        guard let state = StoredPlatformState.state(number, agent) else {
            throw .nonsense("\(number) is no platform state")
        }
        return state
    }
}

extension Connection {
    /// Runs a statement that gives no rows, with values bound in order.
    func write(
        _ sql: StaticString, _ bind: (inout Binder) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        try withStatement(sql) { (statement) throws(DatabaseError) in
            var values = Binder(statement)
            try bind(&values)
            try statement.run()
        }
    }

    /// All rows of a query with values bound in order.
    func rows<T>(
        _ sql: StaticString,
        binding bind: (inout Binder) throws(DatabaseError) -> Void = { _ in },
        row translate: (inout Columns) throws(DatabaseError) -> T
    ) throws(DatabaseError) -> [T] {
        try withStatement(sql) { (statement) throws(DatabaseError) in
            var values = Binder(statement)
            try bind(&values)
            var rows: [T] = []
            while try statement.step() {
                var columns = Columns(statement.row)
                rows.append(try translate(&columns))
            }
            return rows
        }
    }

    /// The first row of a query with values bound in order.
    func row<T>(
        _ sql: StaticString,
        binding bind: (inout Binder) throws(DatabaseError) -> Void = { _ in },
        row translate: (inout Columns) throws(DatabaseError) -> T
    ) throws(DatabaseError) -> T? {
        try withStatement(sql) { (statement) throws(DatabaseError) in
            var values = Binder(statement)
            try bind(&values)
            guard try statement.step() else { return nil }
            var columns = Columns(statement.row)
            return try translate(&columns)
        }
    }
}
