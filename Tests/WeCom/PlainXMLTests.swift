import Testing

@testable import WeCom

@Suite struct PlainXMLTests {
    private static let documents = [
        "<xml><ToUserName><![CDATA[ww1]]></ToUserName><AgentID><![CDATA[]]></AgentID>"
            + "<Encrypt><![CDATA[RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5]]>"
            + "</Encrypt></xml>",
        "<xml>\n\t<CreateTime>1348831860</CreateTime>\n <Event><![CDATA[kf_msg_or_event]]></Event>"
            + "<Token><![CDATA[ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR]]></Token></xml>\n",
    ]

    @Test(arguments: documents)
    func whatThePlatformSendsTakesTheShortWay(document: String) throws {
        let bytes = Array(document.utf8)
        #expect(PlainXML.places(in: bytes) != nil)
        let (short, long) = (
            try XMLFields(parsing: bytes).all, try XMLFields(parsingByExpat: bytes).all
        )
        #expect(short.map(\.name) == long.map(\.name))
        #expect(short.map(\.text) == long.map(\.text))
    }

    /// Sixteen places, since several bytes are looked at at once.
    @Test(arguments: 0..<16)
    func onlyPrintableASCIITakesTheShortWay(place: Int) {
        let text = Array(repeating: UInt8(ascii: "x"), count: 16)
        for byte: UInt8 in 0...255 where byte != UInt8(ascii: "]") {
            var changed = text
            changed[place] = byte
            let document = Array("<xml><A><![CDATA[".utf8) + changed + Array("]]></A></xml>".utf8)
            let isShort = PlainXML.places(in: document) != nil
            #expect(isShort == (0x20...0x7E).contains(byte), "\(byte)")
        }
    }

    /// Documents that are changed at random: whatever takes the short way means the same to expat.
    @Test(arguments: 0..<20)
    func theShortWayMeansWhatExpatMeans(seed: Int) throws {
        var random = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        let pieces =
            [
                "<", ">", "&", "]]>", "<![CDATA[", "</xml>", "<a/>", "<b>x</b>", "\u{e9}", "\r",
                "<!--",
            ]
            + ["&amp;", "<?x?>", " ", "\u{0}", "xml", "\"", "<c d=\"e\">f</c>"]
        var taken = 0
        for _ in 0..<2_000 {
            var bytes = Array(Self.documents[Int(random.next() % 2)].utf8)
            for _ in 0...random.next() % 3 {
                let at = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(contentsOf: pieces[Int(random.next() % 18)].utf8, at: at)
                default: bytes[at] = bytes[Int(random.next() % UInt64(bytes.count))]
                }
            }
            guard PlainXML.places(in: bytes) != nil else { continue }
            taken += 1
            let short = try XMLFields(parsing: bytes).all
            let text = String(decoding: bytes, as: UTF8.self)
            let long = try? XMLFields(parsingByExpat: bytes).all
            #expect(short.map(\.name) == long?.map(\.name), "seed \(seed): \(text)")
            #expect(short.map(\.text) == long?.map(\.text), "seed \(seed): \(text)")
        }
        #expect(taken > 200, "the comparison compares something")
    }
}

private struct Generator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
