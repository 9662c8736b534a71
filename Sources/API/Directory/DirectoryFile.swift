import HTTPServer

/// The members of a CSV file, checked line by line.
struct DirectoryFile: Equatable {
    /// One member. What is nil has no column in the file and stays as it is.
    struct Line: Equatable, Sendable {
        var number: Int
        var userID: String
        var name: String
        /// Each a path from the top: `["总部", "销售"]`.
        var departments: [[String]]?
        /// The name of a sub-organisation; empty for none.
        var subOrganisation: String?
        /// A URL; empty for none.
        var avatar: String?
        var isActive: Bool?
    }

    /// What is wrong with a line.
    struct LineError: Equatable {
        let line: Int
        let detail: Wording
    }

    private(set) var lines: [Line] = []
    private(set) var errors: [LineError] = []
    /// Columns that mean nothing here.
    private(set) var ignored: [String] = []

    /// The most lines of one file.
    static let linesMax = 20_000

    enum Column: CaseIterable {
        case userID, name, departments, subOrganisation, avatar, active

        /// What a file may call it; the platform's own export has the Chinese words.
        var names: [String] {
            switch self {
            case .userID: ["userid", "账号", "帐号"]
            case .name: ["name", "姓名"]
            case .departments: ["departments", "部门"]
            case .subOrganisation: ["sub_organisation", "子机构"]
            case .avatar: ["avatar", "头像"]
            case .active: ["active", "启用"]
            }
        }
    }

    /// Reads a file; what is wrong with it stands in `errors`.
    init(_ bytes: [UInt8]) {
        let table: CSV
        do throws(CSV.Fault) {
            table = try CSV(bytes)
        } catch {
            errors = [LineError(line: error.line, detail: error.detail)]
            return
        }
        guard let head = table.records.first else {
            errors = [LineError(line: 1, detail: "must have a line with the columns' names")]
            return
        }
        let columns = readHead(head)
        for column in [Column.userID, .name] where !columns.values.contains(column) {
            errors.append(
                LineError(
                    line: head.line,
                    detail: "must have a column \"\(column.names[0])\" (\(column.names[1]))"))
        }
        guard errors.isEmpty else { return }
        if table.records.count - 1 > Self.linesMax {
            errors = [
                LineError(line: 1, detail: "must have at most \(Self.linesMax) members in one file")
            ]
            return
        }
        var seen: [String: Int] = [:]
        for record in table.records.dropFirst() {
            read(record, columns, width: head.cells.count)
            guard let last = lines.last, last.number == record.line else { continue }
            if let first = seen.updateValue(record.line, forKey: last.userID.lowercased()) {
                add(record.line, "has the USERID of line \(first)")
            }
        }
    }

    private mutating func add(_ line: Int, _ detail: Wording) {
        if errors.count < 100 { errors.append(LineError(line: line, detail: detail)) }
    }

    private mutating func readHead(_ head: CSV.Record) -> [Int: Column] {
        var columns: [Int: Column] = [:]
        for (index, cell) in head.cells.enumerated() where !cell.isEmpty {
            let name = cell.lowercased()
            guard let column = Column.allCases.first(where: { $0.names.contains(name) }) else {
                ignored.append(cell)
                continue
            }
            if columns.values.contains(column) {
                add(head.line, "has the column \"\(cell)\" twice")
            }
            columns[index] = column
        }
        return columns
    }

    private mutating func read(_ record: CSV.Record, _ columns: [Int: Column], width: Int) {
        let faults = errors.count
        guard record.cells.count <= width else {
            return add(record.line, "has more cells than the first line")
        }
        var line = Line(number: record.line, userID: "", name: "")
        for (index, column) in columns.sorted(by: { $0.key < $1.key }) {
            let cell = index < record.cells.count ? record.cells[index] : ""
            if let fault = Self.take(cell, as: column, into: &line) { add(record.line, fault) }
        }
        if errors.count == faults { lines.append(line) }
    }

    /// - Returns: what is wrong with the cell.
    private static func take(_ cell: String, as column: Column, into line: inout Line) -> Wording? {
        switch column {
        case .userID:
            line.userID = cell
            return Credential.fault(ofUserID: cell) == nil
                ? nil : "must have a USERID: 1 to 64 of A-Z a-z 0-9 - _ . @"
        case .name:
            line.name = cell
            return Credential.fault(ofNewName: cell) == nil
                ? nil : "must have a name of 1 to \(DirectoryFields.nameMax) characters"
        case .departments: return takeDepartments(cell, &line)
        case .subOrganisation:
            line.subOrganisation = cell
            return cell.isEmpty || Credential.fault(ofNewName: cell) == nil
                ? nil
                : "must name its sub-organisation by 1 to \(DirectoryFields.nameMax) characters"
        case .avatar:
            line.avatar = cell
            let isURL = cell.hasPrefix("https://") || cell.hasPrefix("http://")
            return cell.isEmpty || (isURL && cell.utf8.count <= 2_048)
                ? nil : "must have a URL of http or https as its picture, or none"
        case .active:
            switch cell.lowercased() {
            case "", "1", "true", "yes", "是", "启用": line.isActive = true
            case "0", "false", "no", "否", "禁用", "停用": line.isActive = false
            default: return "must say \"active\" by true or false, not \"\(cell)\""
            }
            return nil
        }
    }

    private static func takeDepartments(_ cell: String, _ line: inout Line) -> Wording? {
        var paths: [[String]] = []
        for path in cell.split(whereSeparator: { $0 == ";" || $0 == "；" }) {
            let names = path.split(separator: "/", omittingEmptySubsequences: false)
                .map { AccountForm.trimmed(String($0)) }
            guard names.allSatisfy({ Credential.fault(ofNewName: $0) == nil }) else {
                return "must name departments such as 总部/销售;总部/售后, not \"\(String(path))\""
            }
            if !paths.contains(names) { paths.append(names) }
        }
        line.departments = paths
        return paths.count > 100 ? "must have at most 100 departments" : nil
    }
}
