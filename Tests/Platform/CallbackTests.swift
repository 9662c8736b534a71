import Crypto
import Testing

@testable import kefu_platform

@Suite struct CallbackTests {
    private static let key = "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1ro"

    /// Undoes the envelope by the documents' recipe, apart from the code under test.
    private func opened(_ sealed: Envelope.Sealed, token: String) throws -> String {
        let start = try #require(sealed.body.firstRange(of: "<Encrypt><![CDATA["))
        let end = try #require(sealed.body.firstRange(of: "]]></Encrypt>"))
        let cipher = String(sealed.body[start.upperBound..<end.lowerBound])
        var fields: [String: String] = [:]
        for pair in sealed.query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            fields[parts[0]] = parts[1]
        }
        let words = [token, fields["timestamp"] ?? "", fields["nonce"] ?? "", cipher].sorted()
        #expect(fields["msg_signature"] == sha1Hex(Array(words.joined().utf8)))
        let key = try #require(Base64.decodeLenient(Self.key))
        let bytes = try #require(Base64.decode(cipher))
        #expect(bytes.count.isMultiple(of: 32))
        let plain = try AES256CBC(key: key, iv: Array(key[0..<16])).decrypt(bytes)
        let pad = Int(try #require(plain.last))
        #expect((1...32).contains(pad))
        let length = plain[16..<20].reduce(0) { $0 << 8 | Int($1) }
        let corp = plain[(20 + length)..<(plain.count - pad)]
        #expect(String(decoding: corp, as: UTF8.self) == "ww1")
        return String(decoding: plain[20..<(20 + length)], as: UTF8.self)
    }

    @Test func callbacksAreSealedSoThatTheRecipeOpensThem() throws {
        let envelope = try #require(
            Envelope(corpID: "ww1", token: "tok", encodingAESKey: Self.key))
        var random = SplitMix64(seed: 3)
        var sizes: Set<Int> = []
        for length in 0..<32 {
            let xml = "<xml>" + String(repeating: "字", count: length) + "</xml>"
            let sealed = try envelope.seal(xml, now: 1_700_000_000_123, random: &random)
            #expect(try opened(sealed, token: "tok") == xml)
            let again = try envelope.seal(xml, now: 1_700_000_000_123, random: &random)
            #expect(again != sealed, "each try has its own nonce and prefix")
            sizes.insert(sealed.body.utf8.count)
        }
        #expect(sizes.count > 2)
        #expect(Envelope(corpID: "ww1", token: "t", encodingAESKey: "short") == nil)
    }

    @Test func aCallbackNamesItsAccountAndBringsAToken() throws {
        var bench = Bench()
        bench.customerWrites()
        let xml = try #require(bench.model.takeCallbacks().last?.xml)
        #expect(xml.contains("<ToUserName><![CDATA[ww1]]></ToUserName>"))
        #expect(xml.contains("<CreateTime>1700000000</CreateTime>"))
        #expect(xml.contains("<Event><![CDATA[kf_msg_or_event]]></Event>"))
        #expect(xml.contains("<OpenKfId><![CDATA[wkMain]]></OpenKfId>"))
        let token = try #require(bench.model.eventTokens.keys.first { xml.contains($0) })
        #expect(token.utf8.count <= 128)
    }

    @Test func oneCallbackMayStandForSeveralMessages() {
        var bench = Bench { $0.coalesceShare = 1 }
        for _ in 0..<5 { bench.customerWrites() }
        #expect(bench.model.takeCallbacks().isEmpty)
        bench.wait(bench.model.settings.coalesceMs)
        #expect(bench.model.takeCallbacks().count == 1)
        #expect(bench.pull().count == 6)
    }

    @Test func grantsAreAnnouncedWithRepeatedElements() {
        var bench = Bench()
        bench.model.announceGrants(added: ["wkA", "wkB"], removed: ["wkC"], now: bench.now)
        let xml = bench.model.takeCallbacks().last?.xml ?? ""
        #expect(xml.contains("<FromUserName><![CDATA[sys]]></FromUserName>"))
        #expect(
            xml.contains(
                "<AuthAddOpenKfId><![CDATA[wkA]]></AuthAddOpenKfId>"
                    + "<AuthAddOpenKfId><![CDATA[wkB]]></AuthAddOpenKfId>"
                    + "<AuthDelOpenKfId><![CDATA[wkC]]></AuthDelOpenKfId></xml>"))
    }
}

@Suite struct CallbackQueueTests {
    private let callback = Callback(account: "wk", xml: "<xml/>", madeAt: 0)

    @Test func aFailedCallbackIsTriedThreeMoreTimes() {
        var queue = CallbackQueue()
        var random = SplitMix64(seed: 1)
        queue.add(callback, now: 0, settings: Settings(), random: &random)
        var now: Int64 = 0
        for (attempt, pause) in [(1, Int64(1000)), (2, 5000), (3, 25_000)] {
            let due = queue.due(now: now)
            #expect(due.map(\.attempt) == [attempt])
            queue.finished(due[0], worked: false, now: now)
            #expect(queue.due(now: now + pause - 1).isEmpty)
            now += pause
        }
        let last = queue.due(now: now)
        queue.finished(last[0], worked: false, now: now)
        #expect(queue.isIdle)
        #expect(queue.counts.tries == 4 && queue.counts.failed == 1)
    }

    @Test func aDeliveredCallbackIsNotRepeated() {
        var queue = CallbackQueue()
        var random = SplitMix64(seed: 1)
        queue.add(callback, now: 0, settings: Settings(), random: &random)
        queue.finished(queue.due(now: 0)[0], worked: true, now: 0)
        #expect(queue.isIdle && queue.counts.delivered == 1)
    }

    @Test func misfortunesStrikeByTheirShares() {
        var settings = Settings()
        settings.dropShare = 0.2
        settings.doubleShare = 0.3
        settings.delayShare = 0.5
        settings.reorderShare = 0.2
        var queue = CallbackQueue()
        var random = SplitMix64(seed: 5)
        for number in 0..<1000 {
            let one = Callback(account: nil, xml: "\(number)", madeAt: 0)
            queue.add(one, now: 0, settings: settings, random: &random)
        }
        let counts = queue.counts
        #expect((150...250).contains(counts.dropped))
        #expect((180...300).contains(counts.doubled))
        let order = queue.due(now: 10_000).map(\.callback.xml)
        #expect(order.count == 1000 - counts.dropped + counts.doubled)
        #expect(order != order.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) })
    }
}
