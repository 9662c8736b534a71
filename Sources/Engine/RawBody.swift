/// The body of a pulled message: the value of the member that `msgtype` names, out of the entry's
/// own compact JSON, which has been read once and is well formed.
enum RawBody {
    /// The JSON text of a member of the outermost object; nil when there is none.
    static func member(_ name: String, of json: [UInt8]) -> String? {
        let wanted = Array("\"\(name)\":".utf8)
        var depth = 0
        var index = 0
        var isKeyNext = false
        while index < json.count {
            switch json[index] {
            case UInt8(ascii: "\""):
                let end = endOfString(json, from: index)
                if depth == 1, isKeyNext,
                    json[index..<min(end + 1, json.count)].elementsEqual(wanted)
                {
                    let value = endOfValue(json, from: end + 1)
                    return String(decoding: json[(end + 1)..<value], as: UTF8.self)
                }
                isKeyNext = false
                index = end
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                isKeyNext = json[index] == UInt8(ascii: "{")
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ","): isKeyNext = depth == 1
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The index behind the closing quotation mark.
    private static func endOfString(_ json: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < json.count {
            if json[index] == UInt8(ascii: "\\") {
                index += 2
            } else if json[index] == UInt8(ascii: "\"") {
                return index + 1
            } else {
                index += 1
            }
        }
        return json.count
    }

    /// The index behind a value.
    private static func endOfValue(_ json: [UInt8], from start: Int) -> Int {
        var depth = 0
        var index = start
        while index < json.count {
            switch json[index] {
            case UInt8(ascii: "\""):
                index = endOfString(json, from: index)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
            case UInt8(ascii: ","): if depth == 0 { return index }
            default: break
            }
            index += 1
        }
        return json.count
    }
}
