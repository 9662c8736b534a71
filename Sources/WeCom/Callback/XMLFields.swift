internal import CExpat
internal import Crypto
import Glibc

/// The children of an XML document's root, in their order, as flat names and texts: all that the
/// platform's callbacks consist of.
///
/// Parsed by expat with no document type and so no entities beyond the five of XML itself; size,
/// depth and number of elements are bounded.
struct XMLFields {
    static let bytesMax = 1 << 20
    static let depthMax = 16
    static let elementsMax = 10_000

    /// Where a child's name and its text (character data and CDATA) stand in `bytes`.
    struct Place {
        let name: Range<Int>
        var text: Range<Int>
    }

    private let bytes: [UInt8]
    private let places: [Place]

    init(parsing bytes: [UInt8]) throws(CallbackError) {
        guard bytes.count <= Self.bytesMax else {
            throw .malformed("the body is longer than \(Self.bytesMax) bytes")
        }
        if let places = PlainXML.places(in: bytes) {
            self.init(bytes, places)
        } else {
            try self.init(parsingByExpat: bytes)
        }
    }

    /// The same without the short way.
    init(parsingByExpat bytes: [UInt8]) throws(CallbackError) {
        let parser = try XMLParser()
        if let reason = parser.parse(bytes) { throw .malformed("XML: \(reason)") }
        self.init(parser.collector.bytes, parser.collector.places)
    }

    private init(_ bytes: [UInt8], _ places: [Place]) {
        (self.bytes, self.places) = (bytes, places)
    }

    /// Names and texts, in their order.
    var all: [(name: String, text: [UInt8])] {
        places.map { (String(decoding: bytes[$0.name], as: UTF8.self), Array(bytes[$0.text])) }
    }

    /// The text of the first child of that name, without white space around it.
    func bytes(_ name: StaticString) -> [UInt8]? {
        var found: [UInt8]?
        visit(name) { text in
            found = [UInt8](text)
            return false
        }
        return found
    }

    /// The same as a string.
    func text(_ name: StaticString) -> String? {
        var found: String?
        visit(name) { text in
            found = String(decoding: text, as: UTF8.self)
            return false
        }
        return found
    }

    /// The texts of all children of that name.
    func texts(_ name: StaticString) -> [String] {
        var found: [String] = []
        visit(name) { text in
            found.append(String(decoding: text, as: UTF8.self))
            return true
        }
        return found
    }

    /// Goes over the texts of that name until `body` says false.
    private func visit(_ name: StaticString, _ body: (UnsafeRawBufferPointer) -> Bool) {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            for place in places where place.name.count == name.utf8CodeUnitCount {
                guard memcmp(start + place.name.lowerBound, name.utf8Start, place.name.count) == 0
                else { continue }
                if !body(UnsafeRawBufferPointer(rebasing: bytes[place.text]).trimmed) { return }
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Without the white space of ASCII around it.
    var trimmed: UnsafeRawBufferPointer {
        var inside = self[...]
        while let byte = inside.first, byte.isSpace { inside.removeFirst() }
        while let byte = inside.last, byte.isSpace { inside.removeLast() }
        return UnsafeRawBufferPointer(rebasing: inside)
    }
}

extension UInt8 {
    /// White space of ASCII.
    var isSpace: Bool { self == 0x20 || 0x09...0x0D ~= self }
}

/// Gathers what expat reports. One instance lives as long as one parse.
private final class XMLCollector {
    /// Names and texts, one after the other.
    var bytes: [UInt8] = []
    var places: [XMLFields.Place] = []
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
        guard depth == 2, let name else { return }
        let start = bytes.count
        bytes += UnsafeRawBufferPointer(start: name, count: strlen(name))
        places.append(
            XMLFields.Place(name: start..<bytes.count, text: bytes.count..<bytes.count))
    }

    func closed() { depth -= 1 }

    func characters(_ text: UnsafePointer<XML_Char>?, _ count: Int) {
        guard depth == 2, let text, let last = places.indices.last else { return }
        bytes += UnsafeRawBufferPointer(start: text, count: count)
        places[last].text = places[last].text.lowerBound..<bytes.count
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
