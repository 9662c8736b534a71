import Foundation
import HTTPServer
import Testing

@testable import API

@Suite final class ConsoleTests {
    private let folder: URL
    private let files: ConsoleFiles

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "console-\(UUID())")
        for (name, text) in [
            "console/index.html": "<!doctype html>", "console/core/api.js": "export {}",
            "console/README.md": "# notes", "console/.hidden.js": "", "secret.js": "secret",
            "js/bootstrap5/css/bootstrap.min.css": "a{}", "js/jquery/jquery.js": "other",
        ] {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        files = ConsoleFiles(
            folder: folder.appending(path: "console").path,
            javascript: folder.appending(path: "js").path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func get(_ path: String, tag: String? = nil) -> Response {
        files.response(
            to: Request(.get, path, headers: tag.map { [("If-None-Match", $0)] } ?? []),
            below: "/console/")
    }

    @Test(arguments: [
        ("/console/", "text/html; charset=utf-8", "<!doctype html>"),
        ("/console/index.html", "text/html; charset=utf-8", "<!doctype html>"),
        ("/console/core/api.js?v=1", "text/javascript; charset=utf-8", "export {}"),
        ("/console/vendor/bootstrap/css/bootstrap.min.css", "text/css; charset=utf-8", "a{}"),
    ])
    func filesHaveTheirTypeAndContent(path: String, type: String, text: String) {
        let answer = get(path)
        #expect(answer.status == 200 && answer.body == Array(text.utf8))
        #expect(answer.header("Content-Type") == type)
    }

    @Test(arguments: [
        "/console/../secret.js", "/console/core/../../secret.js", "/console/%2e%2e/secret.js",
        "/console/..%2fsecret.js", "/console/core/%2e%2e/%2e%2e/secret.js",
        "/console//etc/passwd", "/console/./core/api.js", "/console/core//api.js",
        "/console/core\\..\\..\\secret.js", "/console/.hidden.js", "/console/core",
        "/console/core/", "/console/README.md", "/console/core/api.js%00.css",
        "/console/vendor/../core/api.js", "/console/vendor/bootstrap/../../../secret.js",
        "/console/vendor/bootstrap/..%2f..%2fjquery/jquery.js", "/console/vendor/bootstrap",
        "/console/vendor/jquery/jquery.js", "/console/none.js",
    ])
    func nothingElseIsServed(path: String) {
        let answer = get(path)
        #expect(answer.status == 404)
        #expect(!answer.body.contains(Array("secret".utf8)))
    }

    @Test func aLinkedFileIsServedAndALinkedFolderIsNone() throws {
        let console = folder.appending(path: "console")
        try FileManager.default.createSymbolicLink(
            at: console.appending(path: "linked.js"),
            withDestinationURL: console.appending(path: "core/api.js"))
        try FileManager.default.createSymbolicLink(
            at: console.appending(path: "folder.js"),
            withDestinationURL: console.appending(path: "core"))
        #expect(get("/console/linked.js").status == 200)
        #expect(get("/console/folder.js").status == 404)
    }

    @Test func whatTheBrowserHasIsNotSentAgainUntilItChanges() throws {
        let tag = try #require(get("/console/core/api.js").header("ETag"))
        for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let answer = get("/console/core/api.js", tag: known)
            #expect(answer.status == 304 && answer.body.isEmpty, "\(known)")
            #expect(answer.header("ETag") == tag)
        }
        #expect(get("/console/core/api.js", tag: "\"other\"").status == 200)
        try "export { a }".write(
            to: folder.appending(path: "console/core/api.js"), atomically: true, encoding: .utf8)
        let changed = get("/console/core/api.js", tag: tag)
        #expect(changed.status == 200 && changed.body == Array("export { a }".utf8))
    }

    @Test func nothingRunsButOurOwnFilesAndNobodyMayFrameUs() throws {
        for answer in [get("/console/"), get("/console/core/api.js", tag: "*")] {
            let policy = try #require(answer.header("Content-Security-Policy"))
            let parts = Set(policy.split(separator: ";").map { $0.drop { $0 == " " } })
            #expect(
                parts.isSuperset(of: [
                    "default-src 'none'", "script-src 'self'", "style-src 'self'",
                    "frame-ancestors 'none'", "base-uri 'none'",
                ]))
            #expect(!policy.contains("unsafe"))
            #expect(answer.header("X-Frame-Options") == "DENY")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Referrer-Policy") == "no-referrer")
        }
    }

    @Test func theFirstFileThatIsMissingIsNamed() throws {
        #expect(files.missing?.hasSuffix("js/bootstrap5/js/bootstrap.bundle.min.js") == true)
        let none = ConsoleFiles(folder: "/nonexistent", javascript: "/nonexistent")
        #expect(none.missing == "/nonexistent/index.html")
    }

    @Test func theRootLeadsToTheConsoleAndEverybodyMaySeeIt() async throws {
        let world = try await World(consoleFolder: folder.appending(path: "console").path)
        for path in ["/", "/console"] {
            let answer = await world.client.send("GET", path)
            #expect(answer.status == 302 && answer.headers["location"] == "/console/")
        }
        #expect(await world.client.send("GET", "/console/").status == 200)
        #expect(await world.client.send("HEAD", "/console/core/api.js").body.isEmpty)
        #expect(await world.client.send("POST", "/console/").status == 405)
        #expect(await world.client.send("GET", "/console/../secret.js").status == 404)
        await world.end()
    }

    @Test func withoutAFolderThereIsNoConsole() async throws {
        let world = try await World()
        #expect(await world.client.send("GET", "/").status == 404)
        #expect(await world.client.send("GET", "/console/").status == 404)
        await world.end()
    }
}

extension Response {
    /// The value of the first header with this name.
    fileprivate func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
