import HTTPServer
import Routing
import Storage

/// What a request to make or change an account says, checked field by field. Nothing is saved
/// unless everything is right.
struct AccountForm {
    /// What the account is to be. Agents and departments come in `agents` and `departments`.
    private(set) var configuration: AccountConfiguration
    /// USERIDs, in order; nil keeps those that it has.
    private(set) var agents: [String]?
    /// The departments that are expanded; nil keeps those that it has.
    private(set) var departments: [DepartmentID]?
    /// The picture: another one, none, or the one that it has.
    private(set) var avatar: Given<AvatarImage> = .absent

    /// The longest name, as a person counts characters.
    static let nameMax = 16
    /// The most agents, departments expanded.
    static let agentsMax = 200
    /// Silences lie between a minute and 48 hours.
    static let silence: ClosedRange<Int64> = 60...172_800

    /// Reads the fields over what the account is now.
    init(_ fields: Fields, over old: AccountConfiguration) {
        configuration = old
        readBasics(fields)
        readRules(fields)
        readHours(fields)
        agents =
            fields.list("agents", max: Self.agentsMax) { json, pointer in
                Self.userID(json, pointer, fields)
            }.value.map(Self.unique)
        departments =
            fields.list("departments", max: Self.agentsMax) { json, pointer in
                Self.rowID(json, pointer, fields).map { DepartmentID($0) }
            }.value
    }

    private mutating func readBasics(_ fields: Fields) {
        if let name = fields.line("name", characters: 1...Self.nameMax).value {
            configuration.name = name
        }
        switch fields.read(
            "sub_organisation", isNullable: true,
            { json, pointer in
                Self.rowID(json, pointer, fields)
            })
        {
        case .absent: break
        case .null: configuration.subOrganisation = nil
        case .value(let id): configuration.subOrganisation = SubOrganisationID(id)
        }
        avatar = fields.read("avatar", isNullable: true) { json, pointer in
            Self.picture(json, pointer, fields)
        }
    }

    private mutating func readRules(_ fields: Fields) {
        if let value = fields.word("strategy", Strategy.self).value {
            configuration.strategy = value
        }
        if let value = fields.bool("prior_agent_first").value {
            configuration.priorAgentFirst = value
        }
        if let value = fields.integer("cap", 1...50).value { configuration.cap = Int(value) }
        if let value = fields.word("when_nobody", WhenNobody.self).value {
            configuration.whenNobody = value
        }
        if let value = fields.word("reception_channel", ReceptionChannel.self).value {
            configuration.receptionChannel = value
        }
        if fields.bool("bot").value == true {
            fields.errors.add(
                fields.at("bot"), "must be false: bots are not available in this version")
        }
        switch silence(fields, "visitor_silence") {
        case .absent: break
        case .null: configuration.visitorSilence = nil
        case .value(let seconds): configuration.visitorSilence = .seconds(seconds)
        }
        switch silence(fields, "agent_silence") {
        case .absent: break
        case .null: configuration.agentSilence = nil
        case .value(let seconds): configuration.agentSilence = .seconds(seconds)
        }
    }

    private mutating func readHours(_ fields: Fields) {
        if let zone = fields.text("time_zone", bytes: 1...64).value {
            configuration.timeZone = zone
            if ZoneOffsets(named: zone) == nil {
                fields.errors.add(
                    fields.at("time_zone"), "must be a time zone such as \"Asia/Shanghai\"")
            }
        }
        if let hours = fields.object("hours").value.map(HoursForm.read) {
            configuration.weekly = hours.weekly
            configuration.dates = hours.dates
        }
    }

    private func silence(_ fields: Fields, _ name: String) -> Given<Int64> {
        fields.integer(name, Self.silence, isSeconds: true, isNullable: true)
    }

    // MARK: Single values

    private static func picture(
        _ json: JSON, _ pointer: String, _ fields: Fields
    ) -> AvatarImage? {
        guard case .string(let text) = json else {
            fields.errors.add(pointer, "must be a data: URL with a PNG or JPEG picture, or null")
            return nil
        }
        // What GET answers may come back unchanged.
        if text.hasPrefix("/api/") { return nil }
        do {
            return try AvatarImage(dataURL: text)
        } catch {
            fields.errors.add(pointer, error.detail)
            return nil
        }
    }

    /// 1 to 64 of the characters that the platform allows in a USERID.
    static func userID(_ json: JSON, _ pointer: String, _ fields: Fields) -> String? {
        if case .string(let text) = json, (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy(isUserIDByte)
        {
            return text
        }
        fields.errors.add(pointer, "must be a USERID: 1 to 64 of A-Z a-z 0-9 - _ . @")
        return nil
    }

    private static func isUserIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    /// The number of a row, as a text.
    static func rowID(_ json: JSON, _ pointer: String, _ fields: Fields) -> Int64? {
        if case .string(let text) = json, let id = Int64(text), id > 0 { return id }
        fields.errors.add(pointer, "must be an id, as a text")
        return nil
    }

    /// Without white space around it.
    static func trimmed(_ text: String) -> String {
        let head = text.drop { $0.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...last])
    }

    /// Each once, where it stood first.
    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
