/// The report that a run is judged by.
enum FinalReport {
    static func make(
        _ world: inout World, _ order: SimRequest, _ now: Int64
    ) throws(SimError) -> JSON {
        let book = world.model.book
        let loads = world.model.loads
        let wantsIDs = order.query["ids"] != "0"
        return [
            "customer_messages": .int(Int64(book.customerMessageCount)),
            "customer_message_ids": .array(
                wantsIDs ? book.customerMessages.map { .string($0.messageID) } : []),
            "sends": .int(Int64(book.sendCount)),
            "sends_per_conversation": .array(wantsIDs ? sendsPerConversation(book) : []),
            "prompts": prompts(book),
            "violations": .int(Int64(book.violationCount)),
            "violation_list": .array(book.violations.prefix(1000).map(row)),
            "open_cell_refusals": .int(Int64(book.openCellRefusals)),
            "max_load": .array(Reports.slots(loads.most)),
            "max_load_total": .array(totals(loads.totalMost)),
            "max_load_given": .array(Reports.slots(loads.mostGiven)),
            "max_load_given_total": .array(totals(loads.totalMostGiven)),
            "calls": calls(book),
            "strikes": .object(book.strikes.mapValues { .int(Int64($0)) }),
            "callbacks": callbacks(world.queue.counts, idle: world.queue.isIdle),
            "traffic": world.traffic.progress(now: now),
        ]
    }

    private static func row(_ violation: Book.Violation) -> JSON {
        [
            "at": .int(violation.at), "call": .string(violation.call),
            "kind": .string(violation.kind), "why": .string(violation.why),
            "about": Reports.about(violation.about),
        ]
    }

    private static func sendsPerConversation(_ book: Book) -> [JSON] {
        book.sendsOf.keys.sorted(by: ConversationKey.inOrder).map {
            [
                "account": .string($0.account), "customer": .string($0.customer),
                "sends": .int(Int64(book.sendsOf[$0] ?? 0)),
            ]
        }
    }

    /// For each kind of code: how many were made and used, and how long after they were made.
    private static func prompts(_ book: Book) -> JSON {
        var rows: [String: JSON] = [:]
        for kind in CodeKind.allCases {
            let delays = book.sends.filter { $0.code == kind }.compactMap(\.sinceCodeMs).sorted()
            rows[kind.rawValue] = [
                "made": .int(Int64(book.codesMade[kind] ?? 0)), "used": .int(Int64(delays.count)),
                "median_ms": delays.isEmpty ? .null : .int(delays[delays.count / 2]),
                "max_ms": delays.last.map { .int($0) } ?? .null,
            ]
        }
        return .object(rows)
    }

    private static func totals(_ most: [String: Int]) -> [JSON] {
        most.sorted { $0.key < $1.key }.map {
            ["servicer": .string($0.key), "load": .int(Int64($0.value))]
        }
    }

    private static func calls(_ book: Book) -> JSON {
        var rows: [String: JSON] = [:]
        for (path, codes) in book.calls {
            var counts: [String: JSON] = [:]
            for (code, count) in codes { counts[String(code)] = .int(Int64(count)) }
            rows[path] = .object(counts)
        }
        return .object(rows)
    }

    private static func callbacks(_ counts: CallbackQueue.Counts, idle: Bool) -> JSON {
        [
            "made": .int(Int64(counts.made)), "dropped": .int(Int64(counts.dropped)),
            "doubled": .int(Int64(counts.doubled)), "tries": .int(Int64(counts.tries)),
            "delivered": .int(Int64(counts.delivered)), "failed": .int(Int64(counts.failed)),
            "idle": .bool(idle),
        ]
    }
}
