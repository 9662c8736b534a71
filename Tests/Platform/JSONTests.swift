import HTTPServer
import Testing

@testable import kefu_platform

@Suite struct JSONTests {
    @Test(arguments: [
        "{}", "[]", "null", "-1", "1.5", "\"\"", "[1,2.0,\"3\",true,null,{\"a\":[]}]",
        "\"\\ud83d\\ude00\\n\\\\\"",
    ])
    func whatIsWrittenIsReadBackTheSame(text: String) throws {
        let value = try #require(JSON(reading: Array(text.utf8)))
        #expect(JSON(reading: value.bytes) == value)
    }

    @Test(arguments: [
        "", "{", "[,]", "{\"a\"}", "{\"a\":}", "01", "1.", "nul", "\"\\x\"", "'a'",
        "\"\\ud83d\"", "1 2", "\"\n\"", "{1:2}", "+1",
    ])
    func whatIsNotJSONIsRefused(text: String) {
        #expect(JSON(reading: Array(text.utf8)) == nil)
    }

    @Test func wholeNumbersFractionsAndTextsAreToldApart() throws {
        let list = try #require(JSON(reading: Array("[1,1.0,\"1\",true]".utf8))?.array)
        #expect(list.map(\.int) == [1, nil, nil, nil])
        #expect(list.map(\.number) == [1, 1, nil, nil])
    }

    @Test func depthIsBounded() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(JSON(reading: deep) == nil)
    }
}
