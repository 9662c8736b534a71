import HTTPServer
import Storage
import Testing

@testable import API

@Suite struct SignInLimiterTests {
    private let limiter = SignInLimiter()
    private let start = ContinuousClock.now

    private func fail(_ count: Int, _ name: String, _ address: String) {
        for _ in 0..<count { limiter.failed(name: name, address: address, at: start) }
    }

    @Test func fiveFailuresOfOneNameAtOneAddressHaveToWait() {
        fail(4, "ann", "1.2.3.4")
        #expect(limiter.waitSeconds(name: "ann", address: "1.2.3.4", at: start) == nil)
        fail(1, "ann", "1.2.3.4")
        #expect(limiter.waitSeconds(name: "ann", address: "1.2.3.4", at: start) == 61)
        #expect(limiter.waitSeconds(name: "ann", address: "5.6.7.8", at: start) == nil)
        #expect(limiter.waitSeconds(name: "bob", address: "1.2.3.4", at: start) == nil)
        let later = start + .seconds(60)
        #expect(limiter.waitSeconds(name: "ann", address: "1.2.3.4", at: later) == nil)
    }

    @Test func anAddressThatTriesManyNamesHasToWait() {
        for number in 0..<20 { fail(1, "name\(number)", "1.2.3.4") }
        #expect(limiter.waitSeconds(name: "ann", address: "1.2.3.4", at: start) != nil)
        #expect(limiter.waitSeconds(name: "ann", address: "5.6.7.8", at: start) == nil)
    }

    @Test func aRightPasswordClearsWhatWasMistyped() {
        fail(4, "ann", "1.2.3.4")
        limiter.succeeded(name: "ann", address: "1.2.3.4")
        fail(4, "ann", "1.2.3.4")
        #expect(limiter.waitSeconds(name: "ann", address: "1.2.3.4", at: start) == nil)
    }
}

@Suite struct SignInTests {
    private func signIn(
        _ world: World, _ name: String, _ password: String, _ headers: [(String, String)] = []
    ) async -> World.Answer {
        await world.ask(
            "POST", "/api/sign-in",
            ["name": .string(name), "password": .string(password)], headers: headers)
    }

    /// The cookie that an answer sets.
    private func cookie(_ answer: World.Answer) -> String {
        let text = answer.headers["set-cookie"] ?? ""
        return String(text.prefix { $0 != ";" })
    }

    @Test func theCookieOpensReadsAndTheTokenOpensWrites() async throws {
        try await withWorld { world in
            try await world.makeUser(
                "sue", .supervisor, password: "correct horse", token: SecretText.make())
            let answer = await signIn(world, "sue", "correct horse")
            #expect(answer.status == 200)
            #expect(
                answer.json["user"]?.names == [
                    "id", "name", "role", "member", "sub_organisation", "must_change_password",
                ])
            let set = answer.headers["set-cookie"] ?? ""
            #expect(set.contains("HttpOnly") && set.contains("SameSite=Lax"))
            #expect(!set.contains("Secure"))
            let own = [("Cookie", cookie(answer))]
            let csrf = [("X-CSRF-Token", answer.json["csrf_token"]?.string ?? "")]
            #expect(await world.ask("GET", "/api/me", headers: own).json["name"] == "sue")
            #expect(await world.ask("POST", "/api/sign-out", headers: own).status == 403)
            let wrong = own + [("X-CSRF-Token", "guess")]
            #expect(await world.ask("POST", "/api/sign-out", headers: wrong).status == 403)
            #expect(await world.ask("POST", "/api/sign-out", headers: own + csrf).status == 204)
            #expect(await world.ask("GET", "/api/me", headers: own).status == 401)
        }
    }

    @Test func theCookieIsSecureBehindTLS() async throws {
        try await withWorld { world in
            try await world.makeUser("sue", .supervisor, password: "correct horse", token: "x")
            let answer = await signIn(
                world, "sue", "correct horse", [("X-Forwarded-Proto", "https")])
            #expect(answer.headers["set-cookie"]?.contains("; Secure") == true)
        }
        try await withWorld(publicURL: "https://kf.example.com") { world in
            try await world.makeUser("sue", .supervisor, password: "correct horse", token: "x")
            let answer = await signIn(world, "sue", "correct horse")
            #expect(answer.headers["set-cookie"]?.contains("; Secure") == true)
        }
    }

    @Test func wrongNamesAndPasswordsGetTheSameAnswerAndThenHaveToWait() async throws {
        try await withWorld { world in
            try await world.makeUser("sue", .supervisor, password: "correct horse", token: "x")
            let wrong = await signIn(world, "sue", "wrong")
            let unknown = await signIn(world, "nobody", "wrong")
            #expect(wrong.status == 401 && wrong.problem == "invalid-credentials")
            #expect(wrong.body == unknown.body)
            for _ in 0..<4 { _ = await signIn(world, "sue", "wrong") }
            let blocked = await signIn(world, "sue", "correct horse")
            #expect(blocked.status == 429 && blocked.problem == "rate-limited")
            #expect(Int(blocked.headers["retry-after"] ?? "") != nil)
            // The proxy on this machine says who it is; somebody else may still sign in.
            let elsewhere = [("X-Forwarded-For", "203.0.113.9")]
            #expect(await signIn(world, "sue", "correct horse", elsewhere).status == 200)
        }
    }

    @Test func whoeverHasAPasswordOfAnothersMakingDoesNothingBeforeChangingIt() async throws {
        try await withWorld { world in
            let made = await world.ask(
                "POST", "/api/users",
                ["name": "sue", "role": "supervisor", "password": "first one"], as: world.admin)
            #expect(made.status == 201)
            let answer = await signIn(world, "sue", "first one")
            let own = [
                ("Cookie", cookie(answer)),
                ("X-CSRF-Token", answer.json["csrf_token"]?.string ?? ""),
            ]
            let refused = await world.ask("GET", "/api/accounts", headers: own)
            #expect(refused.status == 403 && refused.problem == "password-change-required")
            #expect(await world.ask("GET", "/api/me", headers: own).status == 200)
            let body: JSON = ["current_password": "first one", "new_password": "second one"]
            let changed = await world.ask("PUT", "/api/me/password", body, headers: own)
            #expect(changed.status == 204)
            #expect(await world.ask("GET", "/api/accounts", headers: own).status == 200)
        }
    }

    @Test func aChangedPasswordEndsOtherSignIns() async throws {
        try await withWorld { world in
            try await world.makeUser("sue", .supervisor, password: "correct horse", token: "x")
            let first = await signIn(world, "sue", "correct horse")
            let second = await signIn(world, "sue", "correct horse")
            func change(_ current: String, _ new: String) async -> World.Answer {
                await world.ask(
                    "PUT", "/api/me/password",
                    ["current_password": .string(current), "new_password": .string(new)],
                    headers: [
                        ("Cookie", cookie(second)),
                        ("X-CSRF-Token", second.json["csrf_token"]?.string ?? ""),
                    ])
            }
            #expect(await change("wrong", "battery staple").pointers == ["#/current_password"])
            #expect(await change("correct horse", "short").pointers == ["#/new_password"])
            #expect(await change("correct horse", "battery staple").status == 204)
            let gone = await world.ask("GET", "/api/me", headers: [("Cookie", cookie(first))])
            let kept = await world.ask("GET", "/api/me", headers: [("Cookie", cookie(second))])
            #expect(gone.status == 401 && kept.status == 200)
            #expect(await signIn(world, "sue", "battery staple").status == 200)
        }
    }
}
