import HTTPServer
import Routing
import Storage

/// Where a page of sessions ended: `OPENED-ID`, by which the list is ordered.
enum SessionCursor {
    /// Reads `after`; nil when the first page is asked for.
    static func read(_ request: Request) throws(Problem) -> SessionKey? {
        guard let text = request.query["after"], !text.isEmpty else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let openedAt = Int64(parts[0]), let id = Int64(parts[1]),
            openedAt >= 0, id > 0
        else {
            throw .invalidInput([
                Problem.FieldError("?after", "must be the `next` of the page before")
            ])
        }
        return SessionKey(openedAt: Instant(milliseconds: openedAt), id: SessionID(id))
    }

    /// The place of a session in the list.
    static func text(of session: Session) -> String {
        "\(session.openedAt.milliseconds)-\(session.id.rawValue)"
    }
}
