/// One request.
public struct HTTPCall: Sendable {
    /// The verb.
    public enum Method: String, Sendable {
        /// Reads.
        case get = "GET"
        /// Does something; has a body.
        case post = "POST"
        /// Replaces; has a body.
        case put = "PUT"
        /// Removes.
        case delete = "DELETE"
    }

    /// The verb.
    public var method: Method
    /// An http or https address; query values percent-encoded (`URLQuery`).
    public var url: String
    /// Further header fields.
    public var headers: [(name: String, value: String)]
    /// The body of a POST or PUT.
    public var body: [UInt8]
    /// How long it may take in all, waiting for a free connection included.
    public var deadline: Duration
    /// A longer answer is given up as `tooLarge`.
    public var bodyBytesMax: Int

    /// Makes a request.
    public init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], deadline: Duration = .seconds(10), bodyBytesMax: Int = 16 << 20
    ) {
        (self.method, self.url, self.headers) = (method, url, headers)
        (self.body, self.deadline, self.bodyBytesMax) = (body, deadline, bodyBytesMax)
    }
}

/// A complete answer, whatever its status.
public struct HTTPReply: Sendable {
    /// The status code.
    public let status: Int
    /// Header fields in their order; names as they came.
    public let headers: [(name: String, value: String)]
    /// The whole body.
    public let body: [UInt8]

    /// Makes an answer.
    public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// The first header field of that name; case does not count.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

/// Why there is no answer. What matters is whether the other side may have acted.
public enum HTTPFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Certainly not performed: no byte of the request has left (name, connection, TLS, queue).
    case notSent(String)
    /// May have been performed: the time ran out, or the answer was cut off or never came.
    case unknown(String)
    /// Performed, but the answer is longer than the caller allowed.
    case tooLarge

    /// One line for the log; holds no address and no query.
    public var description: String {
        switch self {
        case .notSent(let reason): "not sent: \(reason)"
        case .unknown(let reason): "outcome unknown: \(reason)"
        case .tooLarge: "the answer is too large"
        }
    }
}

/// Query strings.
public enum URLQuery {
    /// Percent-encodes all but the unreserved characters of RFC 3986.
    public static func encode(_ text: String) -> String {
        let digits = [UInt8]("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: output.append(byte)
            default:
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// `name=value&name=value`
    public static func string(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }
}
