internal import CExpat
internal import Crypto

/// The children of an XML document's root, in their order, as flat names and texts: all that the
/// platform's callbacks consist of.
///
/// Parsed by expat with no document type and so no entities beyond the five of XML itself; size,
/// depth and number of elements are bounded.
struct XMLFields {
    static let bytesMax = 1 << 20
    static let depthMax = 16
    static let elementsMax = 10_000

    /// Names and texts (character data and CDATA) of the root's children.
    private(set) var fields: [(name: String, text: ArraySlice<UInt8>)] = []

    init(parsing bytes: [UInt8]) throws(CallbackError) {
        guard bytes.count <= Self.bytesMax else {
            throw .malformed("the body is longer than \(Self.bytesMax) bytes")
        }
        if let plain = PlainXML.fields(of: bytes) {
            self.init(fields: plain)
        } else {
            try self.init(parsingByExpat: bytes)
        }
    }

    private init(fields: [(name: String, text: ArraySlice<UInt8>)]) { self.fields = fields }

    /// The same without the short way.
    init(parsingByExpat bytes: [UInt8]) throws(CallbackError) {
        let parser = try XMLParser()
        if let reason = parser.parse(bytes) { throw .malformed("XML: \(reason)") }
        fields = parser.collector.fields.map { ($0.name, $0.text[...]) }
    }

    /// The text of the first child of that name, without white space around it.
    func bytes(_ name: String) -> [UInt8]? {
        fields.first { $0.name == name }.map { Self.trimmed($0.text) }
    }

    /// The same as a string.
    func text(_ name: String) -> String? {
        bytes(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The texts of all children of that name.
    func texts(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map {
            String(decoding: Self.trimmed($0.text), as: UTF8.self)
        }
    }

    static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
        let head = text.drop(while: isSpace)
        let kept = head.lastIndex { !isSpace($0) }.map { head[...$0] }
        return kept.map(Array.init) ?? []
    }
}

/// Gathers what expat reports. One instance lives as long as one parse.
private final class XMLCollector {
    var fields: [(name: String, text: [UInt8])] = []
    var depth = 0
    var elements = 0
    var fault: String?

    func opened(_ name: UnsafePointer<XML_Char>?, stop: () -> Void) {
        depth += 1
        elements += 1
        if depth > XMLFields.depthMax || elements > XMLFields.elementsMax {
            fault = fault ?? "too many elements"
            stop()
        }
        if depth == 2, let name { fields.append((String(cString: name), [])) }
    }

    func closed() { depth -= 1 }

    func characters(_ text: UnsafePointer<XML_Char>?, _ count: Int) {
        guard depth == 2, let text, !fields.isEmpty else { return }
        let raw = UnsafeRawBufferPointer(start: text, count: count)
        fields[fields.count - 1].text.append(contentsOf: raw)
    }
}

/// Owns one `XML_Parser`. It cannot be copied, so it is freed exactly once.
private struct XMLParser: ~Copyable {
    private let raw: XML_Parser
    let collector = XMLCollector()
    /// Nobody outside knows it, which is what keeps made-up names from colliding in expat's tables.
    /// Without one expat asks the kernel anew for each parser.
    private static let hashSalt = randomBytes(8).reduce(1) { $0 &* 257 &+ UInt($1) }

    init() throws(CallbackError) {
        guard let raw = XML_ParserCreate("UTF-8") else { throw .malformed("no memory for XML") }
        self.raw = raw
        XML_SetHashSalt(raw, Self.hashSalt)
    }

    deinit { XML_ParserFree(raw) }

    /// Parses the whole document; gives a reason when it is refused.
    func parse(_ bytes: [UInt8]) -> String? {
        // The parser itself goes to the callbacks, because stopping needs it; the collector hangs
        // on the parser as user data and outlives the parse, since `self` owns it.
        XML_SetUserData(raw, Unmanaged.passUnretained(collector).toOpaque())
        XML_UseParserAsHandlerArg(raw)
        XML_SetElementHandler(
            raw,
            { parser, name, _ in
                XMLParser.collector(of: parser)?.opened(name) { XMLParser.stop(parser) }
            },
            { parser, _ in XMLParser.collector(of: parser)?.closed() })
        XML_SetCharacterDataHandler(raw) { parser, text, count in
            XMLParser.collector(of: parser)?.characters(text, Int(count))
        }
        XML_SetStartDoctypeDeclHandler(raw) { parser, _, _, _, _ in
            XMLParser.collector(of: parser)?.fault = "a document type is not allowed"
            XMLParser.stop(parser)
        }
        let status = bytes.withUnsafeBytes { buffer in
            XML_Parse(
                raw, buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(buffer.count), 1)
        }
        if status == XML_STATUS_OK { return nil }
        if let fault = collector.fault { return fault }
        let words = XML_ErrorString(XML_GetErrorCode(raw)).map { String(cString: $0) } ?? "error"
        return "\(words) in line \(XML_GetCurrentLineNumber(raw))"
    }

    private static func collector(of parser: UnsafeMutableRawPointer?) -> XMLCollector? {
        guard let parser, let user = cexpat_user_data(parser) else { return nil }
        return Unmanaged<XMLCollector>.fromOpaque(user).takeUnretainedValue()
    }

    private static func stop(_ parser: UnsafeMutableRawPointer?) {
        guard let parser else { return }
        cexpat_stop(parser)
    }
}
