public import Routing

/// The four prompts as JSON, in the store and in the API:
/// `{welcome, queue, offline, end}`, each `{enabled, text, menu}`, and of `offline` also
/// `suppress_while_online`.
public struct PromptsDocument: Codable, Equatable, Sendable {
    /// One prompt.
    public struct Entry: Codable, Equatable, Sendable {
        /// Whether it is spoken at all.
        public var enabled: Bool
        /// The text.
        public var text: String
        /// The menu; absent or empty for none.
        public var menu: [MenuItemDocument]?
        /// Of the offline prompt.
        public var suppressWhileOnline: Bool?

        enum CodingKeys: String, CodingKey {
            case enabled, text, menu
            case suppressWhileOnline = "suppress_while_online"
        }

        init(_ prompt: Prompt, suppressWhileOnline: Bool? = nil) {
            enabled = prompt.isEnabled
            text = prompt.text
            menu = prompt.menu.map(MenuItemDocument.init)
            self.suppressWhileOnline = suppressWhileOnline
        }

        /// The prompt; nil when a menu line is none.
        public var prompt: Prompt? {
            let items = (menu ?? []).map(\.item)
            let known = items.compactMap { $0 }
            guard known.count == items.count else { return nil }
            return Prompt(isEnabled: enabled, text: text, menu: known)
        }
    }

    /// 欢迎语.
    public var welcome: Entry
    /// 排队提示语.
    public var queue: Entry
    /// 无人接待提示语.
    public var offline: Entry
    /// 结束会话提示语.
    public var end: Entry

    /// The document of these prompts.
    public init(_ prompts: Prompts) {
        welcome = Entry(prompts.welcome)
        queue = Entry(prompts.queue)
        offline = Entry(
            prompts.offline, suppressWhileOnline: prompts.offlineSuppressedWhileOnline)
        end = Entry(prompts.end)
    }

    /// The prompts; nil when a menu line is none.
    public var prompts: Prompts? {
        guard let welcome = welcome.prompt, let queue = queue.prompt,
            let silence = offline.prompt, let end = end.prompt
        else { return nil }
        return Prompts(
            welcome: welcome, queue: queue, offline: silence,
            offlineSuppressedWhileOnline: offline.suppressWhileOnline ?? false, end: end)
    }
}
