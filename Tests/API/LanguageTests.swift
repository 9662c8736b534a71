import HTTPServer
import Testing

@testable import API

@Suite struct LanguageTests {
    @Test(
        arguments: [
            (nil, .english), ("", .english), ("zh", .chinese), ("zh-CN,zh;q=0.9", .chinese),
            ("en-GB", .english), ("de, zh;q=0.2", .chinese), ("zh;q=0.4, en;q=0.5", .english),
            ("en;q=0, zh-TW;q=0.1", .chinese), ("fr", .english), ("*", .english),
            ("*;q=0.1, zh;q=0.9", .chinese), ("ZH", .chinese), ("zh;q=nonsense", .english),
        ] as [(String?, Language)])
    func theHeaderChoosesTheLanguage(header: String?, language: Language) {
        let headers = header.map { [(name: "Accept-Language", value: $0)] } ?? []
        #expect(Language(Request(.get, "/", headers: headers)) == language)
    }

    @Test func valuesStandWhereTheTranslationPutsThem() {
        let wording: Wording = "must be 128×128 pixels, not \(5)×\(7)"
        #expect(wording.english == "must be 128×128 pixels, not 5×7")
        #expect(Language.chinese.text(wording) == "尺寸必须为 128×128 像素，当前为 5×7")
        let foreign = Wording(verbatim: "{1} {}")
        #expect(Language.chinese.text(foreign) == "{1} {}")
    }

    @Test func aProblemIsToldInTheLanguageOfWhoAsks() async throws {
        try await withWorld { world in
            _ = await world.adopt(agents: [])
            func change(_ language: String?) async -> World.Answer {
                await world.ask(
                    "PATCH", "/api/accounts/wkA", ["cap": 51], as: world.admin,
                    headers: language.map { [("Accept-Language", $0)] } ?? [])
            }
            let english = await change(nil)
            #expect(english.json["title"] == "The request breaks a rule")
            #expect(
                english.json["errors"]?.items.first?["detail"]
                    == "must be a whole number from 1 to 50")
            #expect(english.headers["content-language"] == "en")
            let chinese = await change("zh-CN,zh;q=0.9,en;q=0.8")
            #expect(chinese.json["title"] == "提交的内容有误，请检查")
            #expect(chinese.json["errors"]?.items.first?["detail"] == "必须是 1 到 50 的整数")
            #expect(chinese.headers["content-language"] == "zh")
            #expect(chinese.json["type"] == english.json["type"])
            #expect(chinese.pointers == english.pointers)
            let nowhere = await world.ask(
                "GET", "/nowhere", headers: [("Accept-Language", "zh")])
            #expect(nowhere.json["title"] == "您要找的内容不存在")
            let nobody = await world.ask(
                "GET", "/api/me", headers: [("Accept-Language", "zh")])
            #expect(nobody.json["title"] == "请先登录")
        }
    }
}
