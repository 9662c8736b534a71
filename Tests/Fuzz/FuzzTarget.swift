import Routing

/// What is fed with inputs that nobody has made on purpose: everything that reads bytes of others.
///
/// A target takes any bytes. It must come back, and what it promises of what it has read must hold;
/// a broken promise is thrown.
enum FuzzTarget: String, CaseIterable {
    /// A callback's envelope and, sealed, the event inside: XML and JSON.
    case callback
    /// Cipher text and plain text of an envelope whose signature fits.
    case envelope
    /// The answer of `sync_msg`.
    case page
    /// The same, taken in by an engine.
    case ingest
    /// A request's target, headers and cookies, as libmicrohttpd hands them over.
    case request
    /// The configuration.
    case config
    /// An uploaded picture.
    case picture
    /// Cursors of polls and lists, and times.
    case cursor
    /// Bodies of the API: accounts with their hours, prompts with their menus.
    case body

    /// Something that a target promises does not hold.
    struct Broken: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// Reads these bytes.
    func read(_ bytes: [UInt8]) throws {
        switch self {
        case .callback: try CallbackTargets.callback(bytes)
        case .envelope: try CallbackTargets.envelope(bytes)
        case .page: try PageTargets.page(bytes)
        case .ingest: try PageTargets.ingest(bytes)
        case .request: try RequestTargets.request(bytes)
        case .config: try ConfigTargets.config(bytes)
        case .picture: try BodyTargets.picture(bytes)
        case .cursor: try RequestTargets.cursor(bytes)
        case .body: try BodyTargets.body(bytes)
        }
    }
}

/// Throws when a promise does not hold.
func promise(_ holds: Bool, _ what: @autoclosure () -> String) throws(FuzzTarget.Broken) {
    if !holds { throw FuzzTarget.Broken(what()) }
}

extension Prompts {
    /// Every prompt off.
    static let silent = Prompts(
        welcome: Prompt(isEnabled: false, text: ""), queue: Prompt(isEnabled: false, text: ""),
        offline: Prompt(isEnabled: false, text: ""), offlineSuppressedWhileOnline: false,
        end: Prompt(isEnabled: false, text: ""))
}
