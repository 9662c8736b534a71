public import Routing

/// The identifiers of the menu lines that kefud sends (`click.id`, which comes back as `menu_id`).
///
/// | identifier | meaning |
/// |---|---|
/// | `kf:e:ID` | the line asks for the end |
/// | `kf:p:ID` | the line asks for a person |
/// | `kf:n:ID` | the line means nothing more than its text |
/// | `kf:r:SESSION:ID` | the rating of that session: every line of an end prompt |
///
/// A tap may come weeks later, from an old message, so the identifier has to say everything.
public enum MenuIdentifier {
    /// How many bytes of UTF-8 an identifier may have: some documents of the platform say 64,
    /// others 128.
    static let bytesMax = 64

    /// The identifier of a line of an ordinary menu.
    public static func encode(line: String, action: MenuAction?) -> String {
        let kind =
            switch action {
            case .end: "e"
            case .person: "p"
            case nil: "n"
            }
        return bounded("kf:\(kind):", line)
    }

    /// The identifier of a line of the end prompt of a session.
    public static func encode(line: String, ratingOf session: SessionID) -> String {
        bounded("kf:r:\(session.rawValue):", line)
    }

    /// What a tapped line asks for. An identifier that is not ours means no more than its text.
    public static func decode(_ identifier: String) -> MenuChoice {
        let parts = identifier.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "kf" else { return .plain }
        switch parts[1] {
        case "e": return .action(.end)
        case "p": return .action(.person)
        case "r":
            let rest = parts[2].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard rest.count == 2, let session = Int64(rest[0]), session > 0 else { return .plain }
            return .rating(SessionID(session), choice: String(rest[1]))
        default: return .plain
        }
    }

    /// Cuts the line's own name (never our prefix) so that the whole fits.
    private static func bounded(_ prefix: String, _ line: String) -> String {
        var result = prefix
        for character in line {
            guard result.utf8.count + String(character).utf8.count <= bytesMax else { break }
            result.append(character)
        }
        return result
    }
}
