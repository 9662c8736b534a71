import Foundation
import Testing

@testable import WeCom

@Suite struct JSONTests {
    private func parse(_ text: String) -> JSONValue? { try? JSONValue(parsing: [UInt8](text.utf8)) }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "\"x", "\"\\x\"", "\"\\u12\"",
        "\"\\u12g4\"", "tru", "nul", "-", "1.", "1e", ".5", "+1", "[1 2]", "{\"a\":1 \"b\":2}",
        "1 2", "{}{}", "\u{0}", "'a'", String(repeating: "[", count: 100_000),
        String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
    ])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(parse(text) == nil)
    }

    @Test(
        arguments: [
            ("1", 1), ("-7", -7), ("\"12\"", 12), ("1.0", 1), ("1e3", 1000), ("true", 1),
            ("false", 0),
            ("1.5", nil), ("\"x\"", nil), ("null", nil), ("[]", nil), ("{}", nil), ("1e300", nil),
            ("9223372036854775807", .max), ("9223372036854775808", nil), ("\"\"", nil),
        ] as [(String, Int64?)])
    func wholeNumbersAreReadLenientlyAndNeverWrongly(text: String, expected: Int64?) {
        #expect(parse(text)?.int64 == expected)
    }

    @Test func aNullMemberIsAMissingOneAndTheFirstOfTwoCounts() throws {
        let object = try #require(parse(#"{"a":null,"b":1,"b":2,"":3,"b\n":4}"#)?.object)
        #expect(object["a"]?.int64 == nil)
        #expect(object["b"]?.int64 == 1)
        #expect(object[""]?.int64 == 3)
        #expect(object["c"]?.int64 == nil)
    }

    @Test func compactTextKeepsSpacesInsideOfStringsOnly() throws {
        let text = "{ \"a b\" :\t[ 1 , \"x \\\" y\\\\\" ] ,\r\n\"c\\\\\" : \"tab\there\" }"
        let value = try #require(parse(text))
        #expect(
            String(decoding: value.compactText, as: UTF8.self)
                == #"{"a b":[1,"x \" y\\"],"c\\":"tab\there"}"#)
    }

    @Test func whatTheWriterWritesFoundationReads() throws {
        let text = "quote \" back \\ / nul \u{0} \u{1F} \n\r\t 客服 😀 \u{2028}"
        var json = JSONWriter()
        json.object {
            $0.member("text", text)
            $0.member("none", nil as String?)
            $0.member("number", -5)
            $0.member("empty") { _ in }
            $0.key("list")
            $0.array {
                $0.number(0.1)
                $0.number(.nan)
                $0.raw([0x6E, 0x75, 0x6C, 0x6C])
                $0.array { _ in }
            }
        }
        let read = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any]
        #expect(read?["text"] as? String == text)
        #expect(read?["number"] as? Int == -5)
        #expect((read?["list"] as? [Any])?.count == 4)
        #expect(read?.count == 4)
    }

    /// Pages that are cut off, or changed in one byte, are read or refused, without a crash.
    @Test(arguments: WireSamples.kinds)
    func damagedPagesAreReadOrRefused(kind: WireMessage.Kind) {
        let message = WireMessage(
            msgID: "m", openKfID: "w", externalUserID: "v", sendTime: 1, origin: 3, kind: kind)
        let whole = SyncPage(nextCursor: "c", hasMore: true, messages: [message]).json()
        let wrong = whole.indices.filter { SyncPage(json: Array(whole[..<$0])) != nil }
        #expect(wrong.isEmpty)
        for index in whole.indices {
            for byte in [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "{"), 0xFF] {
                var changed = whole
                changed[index] = byte
                _ = SyncPage(json: changed)
            }
        }
    }
}
