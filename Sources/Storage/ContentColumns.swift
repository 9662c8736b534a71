import Routing
import SQLite

/// What a message shows, as two columns: its text, and a document of the rest (NULL for plain
/// text).
extension Content {
    private struct Rest: Codable {
        var menu: [MenuItemDocument]?
        var type: String?
        var body: String?
    }

    var bodyColumn: String? {
        if menu.isEmpty && other == nil { return nil }
        return JSONText.encode(
            Rest(
                menu: menu.isEmpty ? nil : menu.map(MenuItemDocument.init), type: other?.type,
                body: other?.body))
    }

    init(text: String, bodyColumn: String?) throws(DatabaseError) {
        self.init(text: text)
        guard let bodyColumn else { return }
        let rest = try JSONText.decode(Rest.self, from: bodyColumn)
        for document in rest.menu ?? [] {
            guard let item = document.item else { throw .nonsense("an unknown menu line") }
            menu.append(item)
        }
        if let type = rest.type, let body = rest.body { other = Other(type: type, body: body) }
    }
}
