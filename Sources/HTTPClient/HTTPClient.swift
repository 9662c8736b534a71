/// Calls other programs over HTTP/1.1, by libcurl on one thread of its own. Connections are kept
/// and used again. The certificate of an https address is checked against the system's list.
///
/// A POST or PUT is sent once at most: there are no retries and no redirects, so that the caller
/// alone decides what may be repeated.
public final class HTTPClient: Sendable {
    private let driver: Driver

    /// - Parameters:
    ///   - proxy: such as `http://127.0.0.1:3128`; nil for none. The environment does not count.
    ///   - connectionsMax: calls at the same time; more wait within their deadline.
    public init(proxy: String? = nil, connectionsMax: Int = 64) {
        driver = Driver(proxy: proxy, connectionsMax: connectionsMax)
    }

    deinit { driver.stop() }

    /// Sends a request and gives its answer, whatever its status. A cancelled task gets its
    /// failure at once.
    public func send(_ call: HTTPCall) async -> Result<HTTPReply, HTTPFailure> {
        let id = driver.nextID()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                driver.submit(Transfer(id: id, call: call, continuation: continuation))
            }
        } onCancel: {
            driver.cancel(id)
        }
    }

    /// Gives up every call that is under way, ends the thread and closes all connections. Later
    /// calls are refused.
    public func shutdown() async {
        driver.stop()
        await driver.ended()
    }
}
