internal import CCurl

/// One call on its way: libcurl's handle, what is still to be sent, and what has come.
///
/// `@unchecked Sendable`: made by the caller and handed through the driver's lock to the driver's
/// thread, which is then the only one to touch anything that changes.
final class Transfer: @unchecked Sendable {
    typealias Outcome = Result<HTTPReply, HTTPFailure>

    let id: UInt64
    let call: HTTPCall
    let giveUpAt: ContinuousClock.Instant
    private let continuation: CheckedContinuation<Outcome, Never>
    private var easy: UnsafeMutableRawPointer?
    /// libcurl's handle, once prepared.
    var handle: UnsafeMutableRawPointer? { easy }
    private var fields: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var bodySent = 0
    private var body: [UInt8] = []
    private var headers: [(name: String, value: String)] = []
    private var isTooLarge = false
    private var isHeadComplete = false

    init(id: UInt64, call: HTTPCall, continuation: CheckedContinuation<Outcome, Never>) {
        (self.id, self.call, self.continuation) = (id, call, continuation)
        giveUpAt = ContinuousClock.now + call.deadline
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        if let easy { curl_easy_cleanup(easy) }
        curl_slist_free_all(fields)
        errorText.deallocate()
    }

    /// Answers the caller; exactly once for each transfer.
    func finish(_ outcome: Outcome) { continuation.resume(returning: outcome) }

    /// Makes the handle; nil when the call cannot be sent at all.
    func prepare(proxy: String?, now: ContinuousClock.Instant) -> UnsafeMutableRawPointer? {
        let left = (giveUpAt - now) / .milliseconds(1)
        guard left >= 1, headersAreSafe, let easy = curl_easy_init() else { return nil }
        self.easy = easy
        var isSet = ccurl_set_string(easy, CURLOPT_URL, call.url) == CURLE_OK
        func set(_ option: CURLoption, _ value: Int) {
            isSet = ccurl_set_long(easy, option, value) == CURLE_OK && isSet
        }
        isSet = ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK && isSet
        // An empty text switches off the proxies of the environment, too: only what is
        // configured counts.
        isSet = ccurl_set_string(easy, CURLOPT_PROXY, proxy ?? "") == CURLE_OK && isSet
        set(CURLOPT_TIMEOUT_MS, Int(min(left, 86_400_000)))
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        // A server closes idle connections; one that is about to be closed is better not used.
        set(CURLOPT_MAXAGE_CONN, 30)
        setCallbacks(easy)
        setBody(easy)
        isSet = ccurl_set_buffer(easy, CURLOPT_ERRORBUFFER, errorText) == CURLE_OK && isSet
        return isSet ? easy : nil
    }

    private var headersAreSafe: Bool {
        call.headers.allSatisfy { name, value in
            !name.isEmpty && !(name + value).utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
        }
    }

    private func setCallbacks(_ easy: UnsafeMutableRawPointer) {
        // The transfer outlives its handle, so that an unowned pointer is enough.
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = ccurl_set_callback(
            easy, CURLOPT_WRITEFUNCTION,
            { buffer, _, count, context in
                Transfer.from(context)?.receive(buffer, count) ?? 0
            }, CURLOPT_WRITEDATA, context)
        _ = ccurl_set_callback(
            easy, CURLOPT_HEADERFUNCTION,
            { buffer, _, count, context in
                Transfer.from(context)?.receiveHeader(buffer, count) ?? 0
            }, CURLOPT_HEADERDATA, context)
        _ = ccurl_set_callback(
            easy, CURLOPT_READFUNCTION,
            { buffer, size, count, context in
                Transfer.from(context)?.give(buffer, size * count) ?? 0
            }, CURLOPT_READDATA, context)
    }

    /// The body goes out through a callback that cannot be rewound. libcurl would otherwise send
    /// the request once more, unasked, when a kept connection is closed without an answer, and the
    /// other side may have acted on the first copy; so it fails instead, as `unknown`.
    private func setBody(_ easy: UnsafeMutableRawPointer) {
        switch call.method {
        case .get: _ = ccurl_set_long(easy, CURLOPT_HTTPGET, 1)
        case .delete: _ = ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, "DELETE")
        case .post, .put:
            _ = ccurl_set_long(easy, CURLOPT_POST, 1)
            _ = ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, Int64(call.body.count))
            if call.method == .put { _ = ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, "PUT") }
        }
        // A name without a value takes away what libcurl would add by itself.
        fields = curl_slist_append(fields, "Expect:")
        fields = curl_slist_append(fields, "Content-Type:")
        for (name, value) in call.headers {
            fields = curl_slist_append(fields, "\(name): \(value)")
        }
        _ = ccurl_set_list(easy, CURLOPT_HTTPHEADER, fields)
    }

    /// What libcurl's result means to the caller.
    func outcome(of code: CURLcode) -> Outcome {
        guard let easy else { return .failure(.notSent("no handle")) }
        if code == CURLE_OK {
            // libcurl calls an answer complete that is cut off between two header fields.
            if !isHeadComplete { return .failure(.unknown("the answer was cut off")) }
            let status = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE)
            return .success(HTTPReply(status: status, headers: headers, body: body))
        }
        if isTooLarge { return .failure(.tooLarge) }
        let words = String(cString: errorText)
        let reason = words.isEmpty ? String(cString: curl_easy_strerror(code)) : words
        return .failure(wasSent(code) ? .unknown(reason) : .notSent(reason))
    }

    /// For a call that is given up from outside.
    func abandoned(because reason: String) -> Outcome {
        .failure(wasSent(CURLE_ABORTED_BY_CALLBACK) ? .unknown(reason) : .notSent(reason))
    }

    private func wasSent(_ code: CURLcode) -> Bool {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_COULDNT_RESOLVE_PROXY,
            CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
            CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
            return false
        default:
            guard let easy else { return false }
            return ccurl_get_long(easy, CURLINFO_REQUEST_SIZE) > 0
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func receive(_ buffer: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        if body.count + count > call.bodyBytesMax {
            isTooLarge = true
            return 0  // libcurl takes a short count as "stop"
        }
        body.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: count))
        return count
    }

    private func receiveHeader(_ buffer: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let line = String(
            decoding: UnsafeRawBufferPointer(start: buffer, count: count), as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers = []  // the final answer after an interim one
            isHeadComplete = false
        } else if line == "\r\n" || line == "\n" {
            isHeadComplete = true
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let end = value.lastIndex { !$0.isWhitespace }
            headers.append((String(line[..<colon]), end.map { String(value[...$0]) } ?? ""))
        }
        let isTooMuch = headers.count > 200
        return isTooMuch ? 0 : count
    }

    private func give(_ buffer: UnsafeMutablePointer<CChar>?, _ space: Int) -> Int {
        let count = min(space, call.body.count - bodySent)
        guard count > 0, let buffer else { return 0 }
        call.body[bodySent..<bodySent + count].withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: buffer, count: count).copyMemory(from: $0)
        }
        bodySent += count
        return count
    }
}
