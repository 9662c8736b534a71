import HTTPServer
import Testing

@testable import API

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":[1,-2.5,"x\n\"ü",true,false,null,{}]}"#, #"[]"#, #""😀""#, "0", "-1", "1e3",
        #"{"a":{"b":{"c":[[[]]]}}}"#,
    ])
    func whatIsReadIsWrittenAsTheSameDocument(text: String) throws {
        let json = try #require(JSON(reading: Array(text.utf8)))
        #expect(JSON(reading: json.bytes) == json)
    }

    @Test func escapesAreReadAndPairsJoined() {
        #expect(JSON(reading: Array(#""\u00e9\ud83d\ude00\/\b""#.utf8)) == "é😀/\u{8}")
    }

    @Test(arguments: [
        "", "{", "[,]", "{\"a\"}", "{\"a\":}", "01", "-", "1.", ".5", "1e", "tru",
        "\"\u{1}\"", "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"a", "[1] 2", "nul",
        "{a:1}", "'a'", String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
        String(repeating: "[", count: 100_000),
    ])
    func whatIsNoDocumentIsRefused(text: String) {
        #expect(JSON(reading: Array(text.utf8)) == nil)
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(JSON(reading: [0x22, 0xFF, 0x22]) == nil)
        #expect(JSON(reading: [0x22, 0xED, 0xA0, 0x80, 0x22]) == nil)
    }
}

@Suite struct FieldsTests {
    private func fields(_ text: String) throws -> Fields {
        Fields(try #require(JSON(reading: Array(text.utf8))), at: "#", InputErrors())
    }

    @Test func everythingWrongIsToldAtOnceWithItsPlace() throws {
        let fields = try fields(#"{"cap":"x","name":5,"on":1,"list":[1,"a"],"o/~":null}"#)
        fields.require("missing", "name")
        _ = fields.integer("cap", 1...50)
        _ = fields.text("name", bytes: 1...10)
        _ = fields.bool("on")
        _ = fields.list("list", max: 5) { json, pointer in
            fields.text(json, pointer, bytes: 1...10)
        }
        _ = fields.text("o/~", bytes: 1...10)
        #expect(
            fields.errors.errors.map(\.pointer) == [
                "#/missing", "#/cap", "#/name", "#/on", "#/list/0", "#/o~1~0",
            ])
    }

    @Test func absentNullAndGivenAreToldApart() throws {
        let fields = try fields(#"{"null":null,"five":5}"#)
        func kind(_ given: Given<Int64>) -> String {
            switch given {
            case .absent: "absent"
            case .null: "null"
            case .value(let value): "\(value)"
            }
        }
        #expect(kind(fields.integer("none", 1...9, isNullable: true)) == "absent")
        #expect(kind(fields.integer("null", 1...9, isNullable: true)) == "null")
        #expect(kind(fields.integer("five", 1...9, isNullable: true)) == "5")
        #expect(fields.errors.errors.isEmpty)
    }
}
