import Foundation
import Testing

@testable import SQLite
@testable import Storage

/// Every SQL statement of the module, as it stands in its sources, is shown to SQLite.
struct QueryPlanTests {
    /// Tables that stay small, and names within statements that stand for them.
    private let smallTables: Set<String> = [
        "sub_organisation", "department", "member", "account", "a", "m", "user", "u", "token",
        "pull", "progress", "message_id_prefix", "listed_agent", "tree", "t", "CONSTANT",
        "account_effect", "stray_event",
    ]
    /// Partial indexes: reading all of one is reading the live state.
    private let liveIndexes = [
        "session_open", "conversation_live", "effect_pending", "effect_mishap", "alert_open",
    ]

    private func statements() throws -> [String] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/Storage")
        var found: [String] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where file.hasSuffix(".swift") && !file.hasPrefix("Schema") && file != "Maintenance.swift" {
            let text = try String(
                contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            let long = /"""\n(?<sql>\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b[\s\S]*?)\n\s*"""/
            found += text.matches(of: long).map { String($0.output.sql) }
            let short = /"(?<sql>(?:SELECT|INSERT|UPDATE|DELETE) [^"\\]*)"/
            found += text.matches(of: short).map { String($0.output.sql) }
        }
        return found
    }

    private func plan(_ sql: String, _ connection: Connection) throws -> [String] {
        let statement = try Statement(connection.raw, "EXPLAIN QUERY PLAN " + sql)
        var steps: [String] = []
        while try statement.step() { steps.append(statement.row.text(3)) }
        return steps
    }

    @Test func noStatementReadsAWholeTableThatGrows() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let statements = try statements()
        #expect(statements.count > 100, "the sources have been read")
        for sql in statements {
            for step in try plan(sql, store.connection) where step.hasPrefix("SCAN ") {
                let words = step.split(separator: " ").map(String.init)
                if smallTables.contains(words[1]) { continue }
                if liveIndexes.contains(where: step.contains) { continue }
                if isAllowed(step, in: sql) { continue }
                Issue.record("\(step) in:\n\(sql)")
            }
        }
        withExtendedLifetime(store) {}
    }

    /// Every index of agents would do for SQLite; this one has open sessions only.
    @Test func openSessionsAreFoundAmongOpenSessions() throws {
        let folder = try TemporaryFolder()
        let store = try makeStore(folder)
        let open = try statements().filter {
            $0.contains("WHERE phase <> 2") || $0.contains("WHERE s.phase <> 2")
        }
        #expect(open.count >= 4)
        for sql in open {
            let steps = try plan(sql, store.connection)
            #expect(steps.contains { $0.contains("session_open") }, "\(steps) in:\n\(sql)")
        }
    }

    /// Whole tables are emptied, the ends of a table are looked at, and the check reads everything.
    private func isAllowed(_ step: String, in sql: String) -> Bool {
        sql.hasPrefix("DELETE FROM seen_")
            || (sql.contains("ORDER BY id LIMIT") && !sql.contains("JOIN"))
    }
}
