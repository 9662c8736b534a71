import Testing
import WeCom

@Suite struct EnvelopeTests {
    private func read(_ body: String) throws(CallbackError) -> String {
        let sealed = try SealedCallback(
            body: [UInt8](body.utf8), msgSignature: "s", timestamp: "1", nonce: "n")
        return String(decoding: sealed.encrypted, as: UTF8.self)
    }

    @Test(arguments: [
        "<xml><ToUserName><![CDATA[ww1]]></ToUserName><Encrypt><![CDATA[ab+/=]]></Encrypt></xml>",
        "<xml>\n <Encrypt>\n  <![CDATA[ab+/=]]>\r\n </Encrypt>\n <AgentID></AgentID>\n</xml>\n",
        "<?xml version=\"1.0\"?><xml><!-- x --><Encrypt>ab&#43;/=</Encrypt></xml>",
        "<xml><a><Encrypt>inner</Encrypt></a><Encrypt>ab<![CDATA[+/]]>=</Encrypt></xml>",
        #"{"ToUserName":"ww1","Encrypt":"ab+\/=","AgentID":"1"}"#,
        #" {"encrypt" : "ab+/=", "more": {"Encrypt": "no"}}"#,
    ])
    func theCipherTextIsFoundInEveryForm(body: String) throws {
        #expect(try read(body) == "ab+/=")
    }

    @Test(arguments: [
        "", "text", "<xml>", "<xml></xml>", "<xml><Encrypt></Encrypt></xml>", "{}", "[]", "{",
        #"{"Encrypt":""}"#, #"{"Encrypt":["x"]}"#, "<xml><Encrypt>a</Encrypt></xml><xml/>",
        "<!DOCTYPE xml><xml><Encrypt>a</Encrypt></xml>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><xml><Encrypt>&a;</Encrypt></xml>",
        "<xml><Encrypt>&unknown;</Encrypt></xml>",
        String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40),
        "<xml>" + String(repeating: "<a/>", count: 10_001) + "<Encrypt>a</Encrypt></xml>",
        "<xml><Encrypt>a</Encrypt>" + String(repeating: " ", count: 1 << 20) + "</xml>",
        "{\"Encrypt\":\"a\"}" + String(repeating: " ", count: 1 << 20),
        String(repeating: "{\"a\":", count: 100) + "1" + String(repeating: "}", count: 100),
    ])
    func whatIsNoEnvelopeIsMalformed(body: String) {
        let error = #expect(throws: CallbackError.self) { try read(body) }
        guard case .malformed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let sealed = SealedCallback(
            msgSignature: "s", timestamp: "1", nonce: "n", encrypted: [UInt8]("ab+/=".utf8))
        let body = sealed.xmlEnvelope(toUserName: "ww]]>1", agentID: "7")
        let read = try SealedCallback(body: body, msgSignature: "s", timestamp: "1", nonce: "n")
        #expect(read == sealed)
    }
}

@Suite struct CallbackEventTests {
    private let key = CallbackVector.Secrets.computed

    private func event(_ xml: String) throws -> CallbackEvent {
        let key = try key.key()
        return try key.open(try key.seal([UInt8](xml.utf8), timestamp: "1", nonce: "n")).event()
    }

    @Test func theKnownDeliveriesMeanWhatTheySay() throws {
        let key = try key.key()
        #expect(
            try key.open(CallbackVector.c1.sealed).event()
                == .messagesWaiting(
                    openKfID: "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q",
                    token: "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR",
                    createTime: 1_753_156_657))
        #expect(
            try key.open(CallbackVector.c3.sealed).event()
                == .accountsChanged(added: ["wkAAAA", "wkBBBB"], removed: ["wkCCCC"]))
        let official = CallbackVector.v2
        #expect(try official.key.key().open(official.sealed).event() == .other(event: "text"))
    }

    @Test func elementsMayComeInAnyOrderAndOthersAreIgnored() throws {
        let xml = """
            <xml><OpenKfId>wk1</OpenKfId><New><Token>no</Token></New><Event>kf_msg_or_event</Event>
            <Token> t&amp;1 </Token></xml>
            """
        #expect(
            try event(xml) == .messagesWaiting(openKfID: "wk1", token: "t&1", createTime: 0))
    }

    @Test(arguments: [
        "<xml><Event>kf_msg_or_event</Event><Token>t</Token></xml>",
        "<xml><Event>kf_msg_or_event</Event><OpenKfId></OpenKfId></xml>", "no xml", "",
    ])
    func anEventThatCannotBeRoutedIsMalformed(xml: String) {
        #expect(throws: CallbackError.self) { try event(xml) }
    }

    @Test(arguments: [
        CallbackEvent.messagesWaiting(openKfID: "wk1", token: "a]]>b<", createTime: 9),
        .accountsChanged(added: [], removed: ["wk1"]), .accountsChanged(added: [], removed: []),
        .externalContactAdded(userID: "zhang", externalUserID: "wm1", state: "s1"),
        .externalContactAdded(userID: "zhang", externalUserID: "wm1", state: ""),
        .other(event: "enter_agent"),
    ])
    func whatThePlatformWritesIsReadAgain(written: CallbackEvent) throws {
        let xml = String(decoding: written.xml(corpID: "ww1", createTime: 5), as: UTF8.self)
        #expect(try event(xml) == written)
    }

    @Test func otherChangesOfContactsAreOtherEvents() throws {
        let xml = """
            <xml><Event>change_external_contact</Event><ChangeType>del_external_contact</ChangeType>
            <UserID>z</UserID><ExternalUserID>wm1</ExternalUserID></xml>
            """
        #expect(try event(xml) == .other(event: "change_external_contact"))
    }
}
