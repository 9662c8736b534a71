import API
import Dispatch
import Engine
import HTTPClient
import HTTPServer
import Lifecycle
import Storage
import WeCom

/// The state and those who act on it: stops after the listener.
struct CoreService: Service {
    let name = "engine"
    let parts: Parts

    /// Runs until cancelled, or until the database is past helping itself. Then commits what is
    /// waiting, lets calls that are under way finish, and closes the database.
    func run() async throws {
        let (faults, report) = AsyncStream.makeStream(of: StoreError.self)
        parts.engine.onFatal { report.yield($0) }
        var fatal: StoreError?
        for await fault in faults {
            fatal = fault
            break
        }
        await parts.shell.drain(within: .seconds(5))
        if let fatal { throw fatal }
    }
}

/// The connections to the platform: they are closed last, when nobody calls any more.
struct PlatformService: Service {
    let name = "platform"
    let parts: Parts

    func run() async throws {
        await untilCancelled()
        parts.client.shutdown()
        await parts.http.shutdown()
    }
}

/// The HTTP server: it stops first. Polls are answered, new work is refused, and answers that are
/// under way are given the time that they need.
struct ListenerService: Service {
    let name = "http"
    let parts: Parts
    let notifier: Notifier

    func run() async throws {
        await untilCancelled()
        notifier.stopping(status: "answering what is under way")
        parts.api.drain()
        parts.shell.mailboxes.stop()
        let server = parts.server
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                server.stop(grace: .seconds(2))
                continuation.resume()
            }
        }
    }
}

/// Waits for this task's cancellation.
func untilCancelled() async {
    let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
    await withTaskCancellationHandler {
        for await _ in stream {}
    } onCancel: {
        continuation.finish()
    }
}
