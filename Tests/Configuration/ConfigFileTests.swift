import Configuration
import Testing

@Suite struct ConfigFileTests {
    private enum Colour: String, CaseIterable { case red, green }

    /// Reads every type once; returns the mistakes as they are shown.
    private func mistakes(_ text: String) -> [String] {
        var file = ConfigFile(name: "a.toml", text: text)
        _ = file.text("one", "name", check: { $0.count < 5 ? nil : "short" })
        _ = file.flag("one", "flag", default: false)
        _ = file.integer("one", "count", in: 1...9, default: 1)
        _ = file.duration("two", "wait", in: .seconds(1) ... .seconds(90), default: .seconds(1))
        _ = file.choice("two", "colour", default: Colour.red)
        do {
            try file.finish()
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }

    @Test func everyMistakeIsReportedWithItsPlaceInOneRun() {
        let text = """
            [one]
            nmae = "x"
              name = "toolong"
            flag = "yes"
            count = 10

            [two]
            wait = "2m"
            colour = "gren"
            [tow]
            """
        let found = mistakes(text)
        #expect(
            found == [
                "a.toml:2:1: error: unknown key 'nmae'; did you mean 'name'?",
                "a.toml:3:10: error: 'name' must be short, not 'toolong'",
                "a.toml:4:8: error: 'flag' must be true or false, not a text",
                "a.toml:5:9: error: 'count' must be a whole number from 1 to 9, not 10",
                "a.toml:8:8: error: 'wait' must be a duration such as \"90s\", \"5m\" or \"1h30m\","
                    + " from 1s to 1m30s, not '2m'",
                "a.toml:9:10: error: 'colour' must be one of red, green, not 'gren'",
                "a.toml:10:2: error: unknown section 'tow'; did you mean 'two'?",
            ])
    }

    @Test(arguments: [
        ("[one]\nname = ", "a.toml:2:8"), ("[one]\nname = 'x'\nname = 'y'", "a.toml:3:8"),
        ("x", "a.toml:1:2"), ("[one\n", "a.toml:1:5"), ("one = 3", "a.toml:1:7"),
        ("[one]\nname = [1]", "a.toml:2:8"), ("[one]\ncount = 2026-01-01", "a.toml:2:9"),
        ("[one]\ncount = 3.5", "a.toml:2:9"), ("[one]\n'你' = 1", "a.toml:2:1"),
        ("[one.two]\nx = 1", "a.toml:1:6"),
    ])
    func whatIsNoTOMLOrOfTheWrongTypeIsShownWhereItStands(text: String, place: String) {
        let found = mistakes(text)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(place + ":") == true, "\(found)")
    }

    @Test func controlCharactersQuotesAndUnicodeSurviveTheWay() {
        var file = ConfigFile(
            name: "a", text: #"s.t = "a\"\\\n\u0001你\U0001F600\u007F/""#)
        #expect(file.text("s", "t") == "a\"\\\n\u{1}你😀\u{7F}/")
        #expect(throws: Never.self) { try file.finish() }
    }

    @Test func bytesThatAreNoTOMLAtAllDoNotCrash() {
        for text in [
            "\0", "[[[[", "[", "[[", "[a.", "a.", "[a]]", "= = =", "a = [[[", "a = {{", "a={b.=1}",
            "\u{FEFF}[", "[" + String(repeating: "a.", count: 5_000) + "]",
            "a = " + String(repeating: "[", count: 50_000),
        ] {
            #expect(!mistakes(text).isEmpty)
        }
    }

    @Test(
        arguments: [
            ("\"90s\"", 90_000), ("\"5m\"", 300_000), ("\"1h30m\"", 5_400_000), ("\"0s\"", 0),
            ("0", 0),
            ("\"250ms\"", 250), ("\"48h\"", 172_800_000), ("\"1d12h\"", 129_600_000),
            ("5", nil), ("\"\"", nil), ("\"5\"", nil), ("\"m5\"", nil), ("\"5 m\"", nil),
            ("\"30m1h\"", nil), ("\"1m1m\"", nil), ("\"-5m\"", nil), ("\"1.5h\"", nil),
            ("\"5M\"", nil), ("\"99999999999999999999s\"", nil), ("true", nil),
        ] as [(String, Int?)])
    func durationsAreWrittenWithTheirUnit(text: String, milliseconds: Int?) {
        var file = ConfigFile(name: "a", text: "s.d = \(text)")
        let found = file.duration(
            "s", "d", in: .zero ... .seconds(1_000_000), default: .milliseconds(-1))
        #expect(found == .milliseconds(milliseconds ?? -1))
        #expect(file.errors.isEmpty == (milliseconds != nil))
    }
}
