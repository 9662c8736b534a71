import HTTPServer
import Testing

@Suite struct RequestTests {
    @Test(arguments: [
        ("/a?x=1&y=2", "/a", "x=1&y=2"), ("/a", "/a", ""), ("/a?", "/a", ""),
        ("/?a=http://b/?c", "/", "a=http://b/?c"), ("http://host:80/a?b=c", "/a", "b=c"),
        ("http://host", "/", ""), ("httpd", "httpd", ""), ("*", "*", ""),
    ])
    func targetsAreTakenApart(target: String, path: String, query: String) {
        let request = Request(.get, target)
        #expect(request.path == path)
        #expect(request.query.raw == query)
    }

    @Test func queriesAreDecodedAndAPlusStaysAPlus() {
        let query = Query("a=1+1&b=%2B%2f%3D&c&d=&=e&a=second&%61b=x%&f==")
        #expect(query.items.map(\.name) == ["a", "b", "c", "d", "", "a", "ab", "f"])
        #expect(query.items.map(\.value) == ["1+1", "+/=", "", "", "e", "second", "x%", "="])
        #expect(query["a"] == "1+1")
        #expect(query["z"] == nil)
    }

    @Test func headersAreFoundWhateverTheirLetters() {
        let request = Request(
            .post, "/", headers: [("Idempotency-Key", "k1"), ("X-Empty", ""), ("x-a", "ü")],
            body: [1])
        #expect(request.header("idempotency-KEY") == "k1")
        #expect(request.header("x-empty") == "")
        #expect(request.header("X-A") == "ü")
        #expect(request.header("X") == nil)
        #expect(request.header("k1") == nil)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (951_782_400_123, "2000-02-29T00:00:00.123Z"),
        (1_795_359_845_250, "2026-11-22T15:04:05.250Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    ])
    func timesAreWrittenAndReadBack(milliseconds: Int64, text: String) {
        #expect(RFC3339.string(milliseconds: milliseconds) == text)
        #expect(RFC3339.milliseconds(text) == milliseconds)
    }

    @Test func otherWaysToWriteTheSameTimeAreRead() {
        for text in [
            "2026-11-22T23:04:05.25+08:00", "2026-11-22t15:04:05.2509z",
            "2026-11-22 09:34:05.25-05:30",
        ] {
            #expect(RFC3339.milliseconds(text) == 1_795_359_845_250)
        }
        for text in [
            "", "2026-11-22", "2026-11-22T15:04:05", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-11-22T24:00:00Z", "2026-11-22T15:04:05.Z", "2026-11-22T15:04:05Zx",
            "+026-11-22T15:04:05Z", "2026-11-22T15:04:05+8:00",
        ] {
            #expect(RFC3339.milliseconds(text) == nil, "\(text)")
        }
    }
}
