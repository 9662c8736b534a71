/// The members of a request's body, read with the platform's strictness: a string where a number
/// is due is refused, an empty string is a value and not the absence of one.
struct Parameters {
    let members: [String: JSON]

    /// A required text, 1 to so many bytes.
    func text(_ name: String, max: Int) throws(Refusal) -> String {
        guard let value = members[name] else { throw .shape(40058, "missing field \(name)") }
        return try Self.checked(value, name, max: max)
    }

    /// A text that may be left out, but not be empty.
    func optionalText(_ name: String, max: Int) throws(Refusal) -> String? {
        guard let value = members[name] else { return nil }
        return try Self.checked(value, name, max: max)
    }

    /// A whole number in a range; the default if it is left out.
    func number(
        _ name: String, in range: ClosedRange<Int64>, default value: Int64?
    ) throws(Refusal) -> Int64 {
        guard let given = members[name] else {
            if let value { return value }
            throw .shape(40058, "missing field \(name)")
        }
        guard let number = given.int, range.contains(number) else {
            throw .shape(40058, "field \(name) is no number of the range")
        }
        return number
    }

    /// A list of texts, 1 to so many; nil if it is left out.
    func texts(_ name: String, countMax: Int, bytesMax: Int) throws(Refusal) -> [String]? {
        guard let value = members[name] else { return nil }
        guard let texts = value.strings, texts.count <= countMax,
            texts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= bytesMax })
        else { throw .shape(40058, "field \(name) is no list of at most \(countMax) texts") }
        return texts
    }

    /// A list of whole numbers; nil if it is left out.
    func numbers(_ name: String, countMax: Int) throws(Refusal) -> [Int64]? {
        guard let value = members[name] else { return nil }
        let numbers = value.array?.compactMap(\.int) ?? []
        guard let items = value.array, items.count == numbers.count, items.count <= countMax else {
            throw .shape(40058, "field \(name) is no list of at most \(countMax) numbers")
        }
        return numbers
    }

    /// A required object.
    func object(_ name: String) throws(Refusal) -> Parameters {
        guard let members = members[name]?.object else {
            throw .shape(40058, "missing field \(name)")
        }
        return Parameters(members: members)
    }

    private static func checked(
        _ value: JSON, _ name: String, max: Int
    ) throws(Refusal) -> String {
        guard let text = value.string else { throw .shape(40058, "field \(name) is no string") }
        guard !text.isEmpty else {
            throw .shape(40058, "field \(name) unexpected empty string. invalid Request Parameter")
        }
        guard text.utf8.count <= max else { throw .shape(40058, "field \(name) is too long") }
        return text
    }
}

extension PlatformModel {
    /// The account that a call names, in the order of checks: named, existing, granted.
    func account(_ parameters: Parameters) throws(Refusal) -> String {
        guard let value = parameters.members["open_kfid"], value != "" else {
            let text = "field open_kfid unexpected empty string. invalid Request Parameter"
            throw parameters.members["open_kfid"] == nil
                ? Refusal(95000, "invalid open_kfid", .violation("open_kfid-missing"))
                : Refusal(40058, text, .violation("open_kfid-missing"))
        }
        guard let id = value.string, id.utf8.count <= 64 else {
            throw .shape(95000, "invalid open_kfid")
        }
        guard let account = accounts[id] else {
            throw Refusal(
                95004, "open_kfid not exist",
                deletedAccounts.contains(id) ? .none : .violation("unknown-account"))
        }
        guard account.managed else {
            throw Refusal(48007, "open_kfid is not granted to this app", .none)
        }
        return id
    }

    /// The conversation of a customer whom this account has seen.
    func key(_ account: String, customer: String) throws(Refusal) -> ConversationKey {
        let key = ConversationKey(account: account, customer: customer)
        guard conversations[key] != nil else {
            throw Refusal(40096, "invalid external_userid", .violation("unknown-customer"))
        }
        return key
    }

    /// The caller's own id for a message: at most 32 of letters, digits, `_` and `-`.
    func messageID(_ parameters: Parameters) throws(Refusal) -> String? {
        guard let id = try parameters.optionalText("msgid", max: 32) else { return nil }
        let good = id.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard good else { throw .shape(40058, "field msgid has a character that is not allowed") }
        return id
    }
}
