import HTTPServer

/// A table as spreadsheets write it (RFC 4180), in UTF-8 with or without a mark at its start.
/// Lines without anything in them are left out.
struct CSV: Equatable {
    /// One record.
    struct Record: Equatable {
        /// The line of the file on which it begins, from 1.
        let line: Int
        /// Its cells, without white space around them.
        let cells: [String]
    }

    /// Why a file is no table, and where.
    struct Fault: Error, Equatable {
        let line: Int
        let detail: Wording
    }

    private(set) var records: [Record] = []

    /// Reads a file.
    init(_ bytes: [UInt8]) throws(Fault) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
        guard String(validating: content, as: UTF8.self) != nil else {
            throw Fault(line: 1, detail: "must be UTF-8: save the table as \"CSV UTF-8\"")
        }
        var reader = Reader(rest: content)
        while let record = try reader.record() {
            if record.cells.contains(where: { !$0.isEmpty }) { records.append(record) }
        }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>
        var line = 1

        mutating func record() throws(Fault) -> Record? {
            guard !rest.isEmpty else { return nil }
            let start = line
            var cells: [String] = []
            while true {
                cells.append(AccountForm.trimmed(try cell()))
                guard let byte = rest.popFirst() else { break }
                if byte == UInt8(ascii: ",") { continue }
                line += 1
                break
            }
            return Record(line: start, cells: cells)
        }

        /// Up to a comma or the end of the line, which stays.
        private mutating func cell() throws(Fault) -> String {
            guard rest.first == UInt8(ascii: "\"") else { return plain() }
            let start = line
            rest.removeFirst()
            var text: [UInt8] = []
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "\n") { line += 1 }
                guard byte == UInt8(ascii: "\"") else {
                    text.append(byte)
                    continue
                }
                guard rest.first == byte else {
                    if rest.first == UInt8(ascii: "\r") { rest.removeFirst() }
                    guard let next = rest.first, next != UInt8(ascii: ","),
                        next != UInt8(ascii: "\n")
                    else { return String(decoding: text, as: UTF8.self) }
                    throw Fault(line: line, detail: "has text behind a closing quotation mark")
                }
                text.append(byte)
                rest.removeFirst()
            }
            throw Fault(line: start, detail: "has a quotation mark that is never closed")
        }

        private mutating func plain() -> String {
            let end =
                rest.firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") }
                ?? rest.endIndex
            var text = rest[..<end]
            rest = rest[end...]
            if text.last == UInt8(ascii: "\r") { text.removeLast() }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
