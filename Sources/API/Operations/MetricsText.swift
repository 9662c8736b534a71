import Engine
import Routing
import Storage

/// `/metrics` in Prometheus' text format. Counts only: no secret, no visitor, no text.
enum MetricsText {
    /// The figures of this moment.
    static func make(_ services: Services) -> String {
        var text = Exposition()
        let figures = services.engine.metrics.now
        for counter in Metrics.Counter.allCases {
            text.counter("kefud_\(counter.rawValue)_total", figures.counts[counter] ?? 0)
        }
        text.family("kefud_effects_total", "counter")
        for result in Metrics.Result.allCases {
            text.sample(
                "kefud_effects_total", ["result": result.rawValue], figures.effects[result] ?? 0)
        }
        text.family("kefud_platform_errors_total", "counter")
        for (code, count) in figures.platformErrors.sorted(by: { $0.key < $1.key }) {
            text.sample("kefud_platform_errors_total", ["code": String(code)], count)
        }
        batches(figures, &text)
        doors(services, &text)
        let health = services.engine.health
        text.gauge("kefud_engine_healthy", health.isHealthy ? 1 : 0)
        text.gauge("kefud_engine_queue", health.waiting)
        text.gauge("kefud_engine_lag_milliseconds", Int(health.lag))
        text.gauge("kefud_polls_held", services.mailboxes.count)
        if let rows = try? services.read({ try $0.statistics() }) { stored(rows, &text) }
        return text.lines
    }

    private static func batches(_ figures: Metrics.Figures, _ text: inout Exposition) {
        text.family("kefud_commit_works", "histogram")
        var sum = 0
        for (bound, count) in zip(Metrics.batchBounds, figures.batches) {
            sum += count
            text.sample("kefud_commit_works_bucket", ["le": String(bound)], sum)
        }
        text.sample("kefud_commit_works_bucket", ["le": "+Inf"], sum)
        text.sample("kefud_commit_works_sum", [:], figures.counts[.works] ?? 0)
        text.sample("kefud_commit_works_count", [:], figures.counts[.commits] ?? 0)
    }

    private static func doors(_ services: Services, _ text: inout Exposition) {
        let callbacks = services.counters.callbackCounts
        text.family("kefud_callbacks_total", "counter")
        for kind in RequestCounters.Callback.allCases {
            text.sample(
                "kefud_callbacks_total", ["result": kind.rawValue], callbacks[kind] ?? 0)
        }
        let signIns = services.counters.signInCounts
        text.family("kefud_sign_ins_total", "counter")
        text.sample("kefud_sign_ins_total", ["result": "good"], signIns.good)
        text.sample("kefud_sign_ins_total", ["result": "bad"], signIns.bad)
    }

    private static func stored(_ rows: Statistics, _ text: inout Exposition) {
        text.family("kefud_sessions_open", "gauge")
        for load in rows.openSessions {
            text.sample(
                "kefud_sessions_open",
                ["account": load.openKfID, "state": load.phase.rawValue], load.count)
        }
        text.gauge("kefud_effects_pending", rows.pendingEffects)
        text.gauge("kefud_alerts_open", rows.openAlerts)
        text.gauge("kefud_messages_stored", Int(rows.messages))
        text.gauge("kefud_sessions_stored", Int(rows.sessions))
        text.gauge("kefud_database_bytes", Int(rows.databaseBytes))
    }
}

/// Lines of the exposition format.
struct Exposition {
    private(set) var lines = ""

    /// Announces a family of samples.
    mutating func family(_ name: String, _ type: String) {
        lines += "# TYPE \(name) \(type)\n"
    }

    /// One sample. Label values are our own words: nothing in them has to be escaped.
    mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Int) {
        let inside = labels.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",")
        lines += inside.isEmpty ? "\(name) \(value)\n" : "\(name){\(inside)} \(value)\n"
    }

    /// A family of one counter.
    mutating func counter(_ name: String, _ value: Int) {
        family(name, "counter")
        sample(name, [:], value)
    }

    /// A family of one gauge.
    mutating func gauge(_ name: String, _ value: Int) {
        family(name, "gauge")
        sample(name, [:], value)
    }
}
