import Foundation
import HTTPClient
import Testing

@Suite(.timeLimit(.minutes(2))) struct ServingTests {
    @Test func aSecondDaemonIsRefusedAndSaysWhoHoldsTheDatabase() async throws {
        let installation = try Installation()
        let (first, port) = try await installation.serve()
        let second = try run(["serve", "--config", installation.configPath])
        #expect(second.status == 73)
        #expect(second.errors.contains("\(first.id)"), "\(second.errors)")
        #expect(second.errors.split(separator: "\n").count == 1)
        #expect(await installation.ask(.get, port, "/healthz").status == 200)
        first.signal(SIGTERM)
        #expect(await first.exitStatus() == 0)
    }

    @Test func aPortThatIsTakenExits69() async throws {
        let installation = try Installation()
        let (first, port) = try await installation.serve()
        let other = try Installation()
        try other.write(other.config(listen: "127.0.0.1:\(port)"))
        let second = try run(["serve", "--config", other.configPath])
        #expect(second.status == 69 && second.errors.contains("127.0.0.1:\(port)"))
        first.signal(SIGINT)
        #expect(await first.exitStatus() == 0)
    }

    /// So that `top -H` shows an operator what is busy.
    @Test func itsThreadsHaveNames() async throws {
        let installation = try Installation()
        let (program, _) = try await installation.serve()
        let tasks = "/proc/\(program.id)/task"
        // One that has ended meanwhile has no name.
        let names = try FileManager.default.contentsOfDirectory(atPath: tasks).compactMap {
            try? String(contentsOfFile: "\(tasks)/\($0)/comm", encoding: .utf8)
        }
        for name in ["engine", "http", "http-client", "http-watch", "signals"] {
            #expect(names.contains("\(name)\n"), "\(names)")
        }
        program.signal(SIGTERM)
        #expect(await program.exitStatus() == 0)
    }

    @Test func stoppingAnswersHeldPollsAndExitsInTime() async throws {
        let installation = try Installation()
        let token = try installation.makeToken("ann", ["--role", "agent", "--member", "ann"])
        let (program, port) = try await installation.serve()
        let start = await installation.ask(.get, port, "/api/agent/assignments", as: token)
        let cursor = start.value("cursor")
        async let held = installation.ask(
            .get, port, "/api/agent/assignments?wait=60&cursor=\(cursor)", as: token)
        var isHeld = false
        while !isHeld {
            isHeld = await installation.ask(.get, port, "/metrics").text.contains(
                "kefud_polls_held 1\n")
        }
        let asked = ContinuousClock.now
        program.signal(SIGTERM)
        let answer = await held
        #expect(answer.status == 200 && answer.value("cursor") == cursor, "\(answer.text)")
        #expect(await program.exitStatus() == 0)
        #expect(ContinuousClock.now - asked < .seconds(10))
    }

    @Test func aReloadWithAMistakeKeepsTheOldSettings() async throws {
        let installation = try Installation()
        let (program, port) = try await installation.serve()
        func old() async -> Int {
            await installation.ask(.post, port, OldCallback.path, OldCallback.body).status
        }
        #expect(await old() == 403)
        try installation.write(installation.config(more: "callback_window = \"0s\""))
        program.signal(SIGHUP)
        #expect(await program.line(with: "has been read again") != nil)
        #expect(await old() == 200)
        try installation.write(
            installation.config(more: "callback_window = \"10m\"\nnonsense = 1"))
        program.signal(SIGHUP)
        let mistake = await program.line(with: "the old settings stay")
        #expect(mistake?.contains("nonsense") == true)
        #expect(await old() == 200)
        #expect(await installation.ask(.get, port, "/healthz").status == 200)
        try installation.write(installation.config(more: "[log]\nlevel = \"debug\""))
        program.signal(SIGHUP)
        var status = 200
        while status == 200 { status = await old() }
        #expect(status == 403, "after a mistake a file without one is read")
        try installation.write(
            installation.config(
                more: "callback_send_counts = true\npoll_interval = \"1m\"\n"
                    + "[routing]\ntime_zone = \"Asia/Tokyo\"\nrequeue_grace = \"1m\""))
        program.signal(SIGHUP)
        let later = await program.line(with: "only after a restart")
        #expect(later?.contains("[platform] [routing]") == true, "\(later ?? "")")
        program.signal(SIGTERM)
        #expect(await program.exitStatus() == 0)
    }

    @Test func aKilledDaemonGoesOnWhereItsClientsWere() async throws {
        let installation = try Installation()
        let admin = try installation.makeToken("root", ["--role", "admin"])
        let token = try installation.makeToken("ann", ["--role", "agent", "--member", "ann"])
        let (first, port) = try await installation.serve()
        var adopted = await installation.ask(
            .post, port, "/api/accounts", #"{"open_kfid":"wkA","agents":["ann"]}"#, as: admin)
        while adopted.status == 422 {  // until the platform's list has been read
            adopted = await installation.ask(
                .post, port, "/api/accounts", #"{"open_kfid":"wkA","agents":["ann"]}"#, as: admin)
        }
        #expect(adopted.status == 201, "\(adopted.text)")
        let poll = "/api/agent/assignments"
        let start = await installation.ask(.get, port, poll, as: token)
        let status = await installation.ask(
            .put, port, "/api/agent/status", #"{"status":"online"}"#, as: token)
        #expect(status.status == 200)
        first.signal(SIGKILL)
        #expect(await first.exitStatus() == -SIGKILL)
        let (second, again) = try await installation.serve()
        let next = await installation.ask(
            .get, again, "\(poll)?cursor=\(start.value("cursor"))", as: token)
        #expect(next.status == 200 && next.text.contains(#""type":"status""#), "\(next.text)")
        let last = await installation.ask(
            .get, again, "\(poll)?cursor=\(next.value("cursor"))", as: token)
        #expect(last.status == 200 && last.text.contains(#""changes":[]"#), "\(last.text)")
        let account = await installation.ask(.get, again, "/api/accounts/wkA", as: admin)
        #expect(account.value("status") == "active")
        second.signal(SIGTERM)
        #expect(await second.exitStatus() == 0)
    }

    @Test func aBackupOfARunningDaemonIsSound() async throws {
        let installation = try Installation()
        let (program, _) = try await installation.serve()
        let config = ["--config", installation.configPath]
        let copy = installation.folder.appending(path: "copy.db").path
        let made = try run(["backup", copy] + config)
        #expect(made.status == 0, "\(made.errors)")
        #expect(try run(["check-database"] + config).status == 0)
        try installation.write(installation.config().replacing("kefud.db", with: "copy.db"))
        let checked = try run(["check-database"] + config)
        #expect(checked.status == 0 && checked.output.contains("sound"), "\(checked.errors)")
        program.signal(SIGTERM)
        #expect(await program.exitStatus() == 0)
    }

    @Test func passwordsAndTokensOfTheCommandLineOpenTheRunningDaemon() async throws {
        let installation = try Installation()
        let (program, port) = try await installation.serve()
        let config = ["--config", installation.configPath]
        let made = try run(
            ["user", "add", "sue", "--role", "supervisor"] + config, input: "correct horse\n")
        #expect(made.status == 0, "\(made.errors)")
        let body = #"{"name":"sue","password":"correct horse"}"#
        let signedIn = await installation.ask(.post, port, "/api/sign-in", body)
        #expect(signedIn.status == 200 && signedIn.value("role") == "supervisor")
        let token = try run(["user", "token", "sue"] + config).output.dropLast()
        #expect(await installation.ask(.get, port, "/api/me", as: String(token)).status == 200)
        #expect(try run(["user", "disable", "sue"] + config).status == 0)
        #expect(await installation.ask(.get, port, "/api/me", as: String(token)).status == 401)
        #expect(await installation.ask(.post, port, "/api/sign-in", body).status == 401)
        program.signal(SIGTERM)
        #expect(await program.exitStatus() == 0)
    }
}
