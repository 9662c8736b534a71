import Crypto
import HTTPServer
import Routing
import Storage

@testable import API

/// What a client sends as its body.
enum BodyTargets {
    static func picture(_ bytes: [UInt8]) throws {
        if let found = PictureHeader.read(bytes) {
            try promise(
                (0...Int(UInt32.max)).contains(found.width)
                    && (0...Int(UInt32.max)).contains(found.height), "\(found)")
            if found.width == 128, found.height == 128 {
                let url = "data:image/png;base64,\(Base64.encode(bytes))"
                try promise(try AvatarImage(dataURL: url).bytes == bytes, "a picture is changed")
            }
        }
        _ = try? AvatarImage(dataURL: String(decoding: bytes, as: UTF8.self))
    }

    static func body(_ bytes: [UInt8]) throws {
        guard let json = JSON(reading: bytes) else { return }
        guard let again = JSON(reading: json.bytes) else {
            throw FuzzTarget.Broken("what was written cannot be read")
        }
        try promise(isSame(again, json), "a document reads otherwise once it is written")
        let errors = InputErrors()
        let fields = Fields(json, at: "#", errors)
        let old = AccountConfiguration(
            name: "old", cap: 5, receptionChannel: .relay, prompts: .silent)
        let form = AccountForm(fields, over: old)
        try promise((1...50).contains(form.configuration.cap), "cap \(form.configuration.cap)")
        try promise(
            (1...16).contains(form.configuration.name.count), "\(form.configuration.name)")
        try promise((form.agents ?? []).count <= 200, "too many agents")
        let prompts = PromptsForm.read(fields, over: .silent)
        if errors.errors.isEmpty {
            let written = PromptsForm.document(prompts)
            let read = PromptsForm.read(
                Fields(written, at: "#", InputErrors()), over: .silent)
            try promise(read == prompts, "prompts read otherwise once they are written")
        }
        let hours = InputErrors()
        let read = HoursForm.read(Fields(json, at: "#", hours))
        if hours.errors.isEmpty {
            let back = InputErrors()
            let written = HoursForm.read(Fields(HoursForm.document(read), at: "#", back))
            try promise(back.errors.isEmpty && written == read, "hours read otherwise")
        }
    }

    /// Equal, but for the last place of a number with more digits than a Double has: nothing in
    /// the interface is one.
    private static func isSame(_ one: JSON, _ other: JSON) -> Bool {
        switch (one, other) {
        case (.number(let one), .number(let other)):
            abs(one - other) <= max(abs(one), abs(other)) * 1e-15
        case (.array(let one), .array(let other)):
            one.count == other.count && zip(one, other).allSatisfy { isSame($0, $1) }
        case (.object(let one), .object(let other)):
            one.count == other.count
                && zip(one, other).allSatisfy { $0.name == $1.name && isSame($0.value, $1.value) }
        default: one == other
        }
    }
}
