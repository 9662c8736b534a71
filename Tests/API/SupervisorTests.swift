import Engine
import HTTPServer
import Lifecycle
import Routing
import Storage
import Testing

@testable import API

@Suite struct SupervisorTests {
    private func online(_ world: World, _ tokens: String...) async {
        for token in tokens {
            let answer = await world.ask(
                "PUT", "/api/agent/status", ["status": "online"], as: token)
            #expect(answer.status == 200)
        }
    }

    @Test func aSupervisorSeesAndMovesItsOwnSubOrganisationOnly() async throws {
        try await withWorld(accounts: ["wkA", "wkB"]) { world in
            var supervisors: [String] = []
            for (account, name) in [("wkA", "North"), ("wkB", "South")] {
                let branch = await world.ask(
                    "POST", "/api/sub-organisations", ["name": .string(name)], as: world.admin)
                let id = branch.json["id"]?.string ?? ""
                let adopted = await world.adopt(
                    account, agents: ["ann", "bob"], ["sub_organisation": .string(id)])
                #expect(adopted.status == 201)
                let token = SecretText.make()
                try await world.makeUser(
                    "sup-\(name)", .supervisor,
                    subOrganisation: Int64(id).map { SubOrganisationID($0) }, token: token)
                supervisors.append(token)
            }
            let (ann, bob) = (try await world.makeAgent("ann"), try await world.makeAgent("bob"))
            await online(world, ann, bob)
            let session = try #require(try await world.visitorWrites("hello", in: "wkA"))
            let path = "/api/sessions/\(session.rawValue)"
            let (north, south) = (supervisors[0], supervisors[1])
            #expect(await world.ask("GET", path, as: north).status == 200)
            for (method, target, body) in [
                ("GET", path, nil), ("GET", "\(path)/messages", nil),
                ("GET", "\(path)/decisions", nil), ("POST", "\(path)/end", nil),
                ("POST", "\(path)/requeue", nil), ("POST", "\(path)/assign", ["agent": "bob"]),
                ("GET", "/api/accounts/wkA", nil), ("GET", "/api/accounts/wkA/prompts", nil),
            ] as [(String, String, JSON?)] {
                let answer = await world.ask(method, target, body, as: south)
                #expect(answer.status == 404 && answer.problem == "not-found", "\(target)")
            }
            let list = await world.ask("GET", "/api/accounts", as: south)
            #expect(list.json["items"]?.items.compactMap { $0["id"]?.string } == ["wkB"])
            #expect(await world.ask("GET", "/api/sessions", as: south).json["items"] == [])
            let theirs = await world.ask("GET", "/api/sessions", as: north)
            #expect(theirs.json["items"]?.items.count == 1)
            let current = theirs.json["items"]?.items.first?["agent"]?.string
            let other = current == "ann" ? "bob" : "ann"
            let moved = await world.ask(
                "POST", "\(path)/assign", ["agent": .string(other)], as: north)
            #expect(moved.status == 200 && moved.json["agent"]?.string == other)
        }
    }

    @Test func aWaitingSessionSaysWhyItWaits() async throws {
        try await withWorld { world in
            let (ann, bob) = (try await world.makeAgent("ann"), try await world.makeAgent("bob"))
            let adopted = await world.adopt(agents: ["ann", "bob"], ["cap": 1])
            #expect(adopted.status == 201)
            await online(world, ann)
            try await world.visitorWrites("first", "wm1")
            let second = try #require(try await world.visitorWrites("second", "wm2"))
            let path = "/api/sessions/\(second.rawValue)/decisions"
            let answer = await world.ask("GET", path, as: world.admin)
            let waiting = answer.json["waiting"]
            #expect(waiting?["position"] == 1)
            #expect(waiting?["excluded"] == ["at_cap": 1, "offline": 1])
            #expect(
                waiting?["agents"]?.items.map { $0["reason"]?.string } == ["at_cap", "offline"])
            #expect(waiting?["would_change"]?.items.count == 2)
            #expect(answer.json["items"]?.items.first?["rule"] == "queued")
            await online(world, bob)
            let after = await world.ask("GET", path, as: world.admin)
            #expect(after.json["waiting"] == .null)
            #expect(after.json["items"]?.items.first?["agent"] == "bob")
        }
    }

    @Test func aSessionShowsHowItsVisitorRatedIt() async throws {
        try await withWorld { world in
            _ = await world.adopt("wkA", agents: ["ann"])
            await online(world, try await world.makeAgent("ann"))
            let session = try #require(try await world.visitorWrites("hello"))
            let path = "/api/sessions/\(session.rawValue)"
            #expect(await world.ask("GET", path, as: world.admin).json["rating"] == .null)
            #expect(await world.ask("POST", "\(path)/end", as: world.admin).status == 200)
            try await world.visitorWrites(
                "满意", choice: .rating(session, choice: "101"))
            #expect(await world.ask("GET", path, as: world.admin).json["rating"] == "101")
        }
    }

    @Test func pagesOfSessionsFollowEachOtherWithoutAGap() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            #expect(await world.adopt(agents: ["ann"]).status == 201)
            await online(world, ann)
            for number in 0..<25 {
                try await world.visitorWrites("hello", "wm\(number)")
                if number % 5 == 0 { world.time.advance(milliseconds: 1_000) }
            }
            var (seen, after) = ([String](), "")
            repeat {
                let answer = await world.ask(
                    "GET", "/api/sessions?limit=7&after=\(after)", as: world.admin)
                seen += (answer.json["items"]?.items ?? []).compactMap { $0["id"]?.string }
                after = answer.json["next"]?.string ?? ""
            } while !after.isEmpty
            #expect(seen == (1...25).reversed().map(String.init))
            for query in [
                "limit=0", "limit=201", "limit=x", "after=x", "after=1-", "state=open", "from=now",
            ] {
                let answer = await world.ask("GET", "/api/sessions?\(query)", as: world.admin)
                #expect(answer.status == 422, "\(query)")
            }
            for query in ["account=wkNone", "agent=nobody", "from=2099-01-01T00:00:00Z"] {
                let answer = await world.ask("GET", "/api/sessions?\(query)", as: world.admin)
                #expect(answer.status == 200 && answer.json["items"] == [], "\(query)")
            }
            let active = await world.ask(
                "GET", "/api/sessions?state=active&agent=ann&account=wkA&to=2099-01-01T00:00:00Z",
                as: world.admin)
            #expect(active.json["items"]?.items.count == 25)
        }
    }

    @Test func anAlertIsAcknowledgedByName() async throws {
        try await withWorld { world in
            #expect(await world.adopt(agents: ["ann"]).status == 201)
            try await world.engine.perform { core in
                guard let account = try core.store.accountID(openKfID: "wkA") else { return }
                try core.raise(.pullStuck, account, "the cursor does not move")
            }
            let list = await world.ask("GET", "/api/alerts?acknowledged=false", as: world.admin)
            let alert = try #require(list.json["items"]?.items.first)
            #expect(
                alert.names.isSuperset(of: ["id", "kind", "session", "at", "acknowledged_by"]))
            #expect(alert["kind"] == "pull_stuck" && alert["acknowledged_by"] == .null)
            let path = "/api/alerts/\(alert["id"]?.string ?? "")/acknowledge"
            let done = await world.ask("POST", path, as: world.admin)
            #expect(done.status == 200 && done.json["acknowledged_by"] == "root")
            let open = await world.ask("GET", "/api/alerts?acknowledged=false", as: world.admin)
            #expect(open.json["items"] == [])
            let shut = await world.ask("GET", "/api/alerts?acknowledged=true", as: world.admin)
            #expect(shut.json["items"]?.items.count == 1)
        }
    }
}

@Suite struct OperationTests {
    @Test func readinessFollowsTheFirstPulls() async throws {
        try await withWorld { world in
            #expect(await world.ask("GET", "/readyz").status == 200)
            world.setReadiness(.notReady("The first pulls are not through yet"))
            let answer = await world.ask("GET", "/readyz")
            #expect(answer.status == 503 && answer.problem == "not-ready")
            #expect(await world.ask("GET", "/healthz").status == 200)
        }
    }

    @Test func metricsAreInPrometheusFormAndTellNothingAboutVisitors() async throws {
        try await withWorld { world in
            let ann = try await world.makeAgent("ann")
            #expect(await world.adopt(agents: ["ann"]).status == 201)
            _ = await world.ask("PUT", "/api/agent/status", ["status": "online"], as: ann)
            try await world.visitorWrites("a secret of mine", "wmSecret")
            let answer = await world.ask("GET", "/metrics")
            #expect(answer.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            let text = String(decoding: answer.body, as: UTF8.self)
            for line in text.split(separator: "\n") where !line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                #expect(words.count == 2 && Double(words[1]) != nil, "\(line)")
                #expect(words[0].hasPrefix("kefud_"), "\(line)")
            }
            #expect(text.contains(#"kefud_sessions_open{account="wkA",state="active"} 1"#))
            #expect(!text.contains("wmSecret") && !text.contains("a secret of mine"))
        }
    }

    @Test func unknownPathsAndMethodsAreProblems() async throws {
        try await withWorld { world in
            let none = await world.ask("GET", "/api/nothing", as: world.admin)
            #expect(none.status == 404 && none.problem == "not-found")
            let method = await world.ask("DELETE", "/healthz")
            #expect(method.status == 405 && method.headers["allow"]?.contains("GET") == true)
            let large = [UInt8](repeating: 0x20, count: 70_000)
            let sign = await world.ask("POST", "/api/sign-in", bytes: large)
            #expect(sign.status == 413 && sign.problem == "too-large")
        }
    }
}
