import Engine
import HTTPServer
import QRCode
import Routing
import Storage

/// How visitors reach an account (客服接入): links by scene, and their QR codes.
struct LinkRoutes {
    let services: Services

    init(_ services: Services) { self.services = services }

    private static let picture: KeyValuePairs<String, Schema> = [
        "scene": .words(AccessScene.self), "parameters": .text(),
        "size": .integer(Int64(sizes.lowerBound)...Int64(sizes.upperBound), about: "pixels"),
        "download": .bool,
    ]
    private static let sizes = 64...2_048

    var routes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/accounts/{id}/access", .supervisor,
                Operation(
                    "The account's link and one for each scene", answer: (200, .named("Access")),
                    handle: .task { try await access($0) })),
            APIRoute(
                .post, "/api/accounts/{id}/access/links", .supervisor,
                Operation(
                    "A link whose visits carry the scene, or the parameters, as their channel",
                    body: .object([
                        "scene": .words(AccessScene.self), "parameters?": .text(),
                    ]),
                    answer: (201, .object(["url": .text(format: "uri"), "channel": .text()])),
                    problems: [502, 504], bodyBytesMax: 8_192,
                    handle: .task { try await make($0) })),
            APIRoute(
                .get, "/api/accounts/{id}/qr.png", .supervisor,
                Operation(
                    "The QR code of the account's link, or of a scene's", query: Self.picture,
                    answer: (200, .text(format: "binary")), mediaType: "image/png",
                    problems: [409, 422, 502, 504], handle: .task { try await png($0) })),
            APIRoute(
                .get, "/api/accounts/{id}/qr.svg", .supervisor,
                Operation(
                    "The same as a drawing", query: Self.picture,
                    answer: (200, .text()), mediaType: "image/svg+xml",
                    problems: [409, 422, 502, 504], handle: .task { try await svg($0) })),
        ]
    }

    private func access(_ call: Call) async throws -> Response {
        let (record, _) = try AccountLookup(services).adopted(call)
        let links = await AccessLinks(services: services).all(of: record)
        return .document([
            "link": .text(record.accessLink),
            "scenes": .array(
                AccessScene.allCases.map { scene in
                    [
                        "scene": .string(scene.rawValue), "name": scene.name,
                        "url": .text(links[scene]),
                    ]
                }),
        ])
    }

    private func make(_ call: Call) async throws -> Response {
        let (record, _) = try AccountLookup(services).adopted(call)
        let errors = InputErrors()
        let fields = try call.request.fields(errors)
        fields.require("scene")
        let scene = fields.word("scene", AccessScene.self).value
        let parameters = fields.text("parameters", bytes: 0...1_024).value ?? ""
        Self.check(parameters, "#/parameters", errors)
        try errors.finish()
        guard let scene else { throw Problem.notFound() }
        let url = try await AccessLinks(services: services)
            .link(of: record, scene, parameters: parameters)
        return .document(
            [
                "url": .string(url),
                "channel": .string(parameters.isEmpty ? scene.rawValue : parameters),
            ], status: 201)
    }

    // MARK: QR codes

    private struct Picture {
        var link: String
        var pixels: Int
        var headers: [(name: String, value: String)]
    }

    private func png(_ call: Call) async throws -> Response {
        let picture = try await picture(call, type: "image/png", ending: "png")
        return Response(
            status: 200, headers: picture.headers,
            body: try QRCode(picture.link).png(pixels: picture.pixels))
    }

    private func svg(_ call: Call) async throws -> Response {
        let picture = try await picture(call, type: "image/svg+xml", ending: "svg")
        return Response(
            status: 200, headers: picture.headers,
            body: Array(try QRCode(picture.link).svg(pixels: picture.pixels).utf8))
    }

    private func picture(_ call: Call, type: String, ending: String) async throws -> Picture {
        let (record, _) = try AccountLookup(services).adopted(call)
        let query = call.request.query
        let errors = InputErrors()
        let sizes = Int64(Self.sizes.lowerBound)...Int64(Self.sizes.upperBound)
        let size = Page.number(call.request, "size", sizes, errors)
        let isDownload = Page.flag(call.request, "download", errors) ?? false
        let parameters = query["parameters"] ?? ""
        Self.check(parameters, "?parameters", errors)
        var scene: AccessScene?
        if let word = query["scene"], !word.isEmpty {
            scene = AccessScene(rawValue: word)
            if scene == nil {
                let known = AccessScene.allCases.map(\.rawValue).joined(separator: ", ")
                errors.add("?scene", "must be one of \(known)")
            }
        } else if !parameters.isEmpty {
            errors.add("?scene", "is required with parameters")
        }
        try errors.finish()
        let link: String
        if let scene {
            link = try await AccessLinks(services: services)
                .link(of: record, scene, parameters: parameters)
        } else if let own = record.accessLink {
            link = own
        } else {
            throw Problem(
                name: "no-link", title: "The platform has not given the account's link yet",
                status: 409)
        }
        var headers = [
            (name: "Content-Type", value: type),
            (name: "Cache-Control", value: "private, max-age=60"),
            (name: "X-Content-Type-Options", value: "nosniff"),
        ]
        if isDownload {
            let name = [record.openKfID, scene?.rawValue].compactMap { $0 }.joined(separator: "-")
            headers.append(("Content-Disposition", "attachment; filename=\"\(name).\(ending)\""))
        }
        return Picture(link: link, pixels: Int(size ?? 320), headers: headers)
    }

    private static func check(_ parameters: String, _ pointer: String, _ errors: InputErrors) {
        let count = AccessLinks.encoded(parameters).utf8.count
        if count > AccessLinks.parametersMax {
            errors.add(
                pointer,
                "must have at most \(AccessLinks.parametersMax) bytes percent-encoded, not \(count)"
            )
        }
    }
}
