import Routing
import Testing

@testable import Engine

@Suite struct MenuIdentifierTests {
    @Test(arguments: [
        ("kf:e:a", MenuChoice.action(.end)), ("kf:p:人工", .action(.person)), ("kf:n:x", .plain),
        ("kf:r:12:good", .rating(SessionID(12), choice: "good")),
        ("kf:r:12:", .rating(SessionID(12), choice: "")),
        ("kf:r:12:a:b", .rating(SessionID(12), choice: "a:b")),
        ("", .plain), ("101", .plain), ("kf", .plain), ("kf:e", .plain), ("kf:x:a", .plain),
        ("kf:r:0:a", .plain), ("kf:r:-1:a", .plain), ("kf:r:12", .plain), ("KF:e:a", .plain),
        ("kf:r:99999999999999999999:a", .plain),
    ])
    func aTapMeansWhatItsIdentifierSays(identifier: String, choice: MenuChoice) {
        #expect(MenuIdentifier.decode(identifier) == choice)
    }

    @Test func whatIsWrittenIsReadAgain() {
        for (action, choice) in [
            (MenuAction.end, MenuChoice.action(.end)), (.person, .action(.person)),
        ] {
            let text = MenuIdentifier.encode(line: "a:b", action: action)
            #expect(MenuIdentifier.decode(text) == choice)
        }
        #expect(MenuIdentifier.decode(MenuIdentifier.encode(line: "a", action: nil)) == .plain)
        let rating = MenuIdentifier.encode(line: "好", ratingOf: SessionID(7))
        #expect(MenuIdentifier.decode(rating) == .rating(SessionID(7), choice: "好"))
    }

    @Test func anIdentifierNeverGrowsBeyondThePlatformsBound() {
        let long = String(repeating: "评", count: 40)
        let text = MenuIdentifier.encode(line: long, ratingOf: SessionID(123))
        #expect(text.utf8.count <= 64)
        #expect(text.hasPrefix("kf:r:123:评"))
    }
}
