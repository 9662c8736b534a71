import HTTPServer
import Routing
import Testing

@testable import API

@Suite struct PromptsFormTests {
    private func read(_ json: JSON) -> (Prompts, [String]) {
        let errors = InputErrors()
        let prompts = PromptsForm.read(
            Fields(json, at: "#", errors), over: .ofANewAccount)
        return (prompts, errors.errors.map(\.pointer))
    }

    private func welcome(text: String = "hello", _ menu: [JSON]) -> JSON {
        ["welcome": ["enabled": true, "text": .string(text), "menu": .array(menu)]]
    }

    private func reply(_ id: String, _ text: String) -> JSON {
        ["type": "reply", "id": .string(id), "text": .string(text)]
    }

    @Test func everyKindOfLineComesBackAsItWas() {
        let menu: [JSON] = [
            ["type": "reply", "id": "1", "text": "满意", "action": "end"],
            ["type": "link", "text": "site", "url": "https://example.com/"],
            ["type": "miniprogram", "text": "shop", "appid": "wx1", "pagepath": "pages/index"],
        ]
        let (prompts, wrong) = read(welcome(menu))
        #expect(wrong.isEmpty)
        #expect(PromptsForm.document(prompts)["welcome"]?["menu"] == .array(menu))
        #expect(prompts.queue == Prompts.ofANewAccount.queue)
    }

    @Test func aMenuInQueueOrOfflineIsRefused() {
        for name in ["queue", "offline"] {
            let json = JSON.object([
                JSON.Member(
                    name: name,
                    value: ["enabled": true, "text": "x", "menu": [reply("1", "a")]])
            ])
            #expect(read(json).1 == ["#/\(name)/menu"])
        }
    }

    @Test func thePlatformsBoundsAreKept() {
        let long = String(repeating: "长", count: 683)  // 2,049 bytes
        #expect(read(["queue": ["enabled": true, "text": .string(long)]]).1 == ["#/queue/text"])
        let head = String(repeating: "x", count: 1_025)
        #expect(read(welcome(text: head, [reply("1", "a")])).1 == ["#/welcome/text"])
        #expect(read(welcome(text: head, [])).1.isEmpty)
        let eleven = (1...11).map { reply("\($0)", "a") }
        #expect(read(welcome(eleven)).1 == ["#/welcome/menu"])
        let wide = String(repeating: "x", count: 129)
        #expect(read(welcome([reply("1", wide)])).1 == ["#/welcome/menu/0/text"])
        #expect(read(welcome([reply("1", "")])).1 == ["#/welcome/menu/0/text"])
        #expect(read(welcome([reply("", "a")])).1 == ["#/welcome/menu/0/id"])
        #expect(read(welcome([reply("1", "a"), reply("1", "b")])).1 == ["#/welcome/menu"])
        let bad: JSON = ["type": "link", "text": "a", "url": "javascript:alert(1)"]
        #expect(read(welcome([bad])).1 == ["#/welcome/menu/0/url"])
        #expect(read(welcome([["type": "x"]])).1 == ["#/welcome/menu/0/type"])
    }

    @Test func anEnabledPromptSaysSomething() {
        #expect(read(["end": ["enabled": true, "text": ""]]).1 == ["#/end/text"])
        #expect(read(["end": ["enabled": false, "text": ""]]).1.isEmpty)
    }
}
