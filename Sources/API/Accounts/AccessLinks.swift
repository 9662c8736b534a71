import Engine
import HTTPServer
import Routing
import Storage

/// An account's links. The platform makes another one at each call, so the first is kept.
struct AccessLinks {
    let services: Services

    /// The most bytes of the parameters, percent-encoded (the platform's limit of `scene_param`).
    static let parametersMax = 128

    /// The link of a scene, with parameters that become the visit's channel.
    func link(
        of record: AccountRecord, _ scene: AccessScene, parameters: String
    ) async throws -> String {
        let base = try await sceneLink(of: record, scene)
        guard !parameters.isEmpty else { return base }
        let mark = base.contains("?") ? "&" : "?"
        return "\(base)\(mark)scene_param=\(Self.encoded(parameters))"
    }

    /// The links of all scenes; nil for those that the platform did not give in a few seconds.
    func all(of record: AccountRecord) async -> [AccessScene: String] {
        await withTaskGroup(of: (AccessScene, String?).self) { group in
            for scene in AccessScene.allCases {
                group.addTask { (scene, try? await sceneLink(of: record, scene)) }
            }
            var links: [AccessScene: String] = [:]
            for await (scene, link) in group { links[scene] = link }
            return links
        }
    }

    private func sceneLink(of record: AccountRecord, _ scene: AccessScene) async throws -> String {
        let name = scene.rawValue
        if let known = try services.read({ try $0.sceneLinks(of: record.id)[name] }) {
            return known
        }
        let openKfID = record.openKfID
        let url = try await services.ask(within: .seconds(5)) {
            platform throws(AccountPlatformFault) in
            try await platform.accessLink(openKfID: openKfID, scene: name)
        }
        return try await services.change { core in
            try core.store.keepSceneLink(url, scene: name, of: record.id, at: core.moment.now)
            return try core.store.view.sceneLinks(of: record.id)[name] ?? url
        }
    }

    /// Percent-encoded as a value in a query.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
