/// What a message shows.
public struct Content: Hashable, Sendable {
    /// The text; the head of the menu when there is one.
    public var text: String
    /// What a visitor may tap below the text; empty for plain text.
    public var menu: [MenuItem]
    /// A message of another type as the platform's own JSON body (`{"media_id":…}`), and its type.
    public var other: Other?

    /// A body that the core only carries.
    public struct Other: Hashable, Sendable {
        /// The platform's `msgtype`, such as `image`.
        public var type: String
        /// The platform's body for that type, as JSON text.
        public var body: String

        /// A body of this type.
        public init(type: String, body: String) {
            self.type = type
            self.body = body
        }
    }

    /// A text, with a menu below it or without.
    public init(text: String, menu: [MenuItem] = [], other: Other? = nil) {
        self.text = text
        self.menu = menu
        self.other = other
    }
}

/// One line of a menu (菜单消息).
public enum MenuItem: Hashable, Sendable {
    /// Comes back as the visitor's message when tapped.
    case reply(id: String, text: String, action: MenuAction?)
    /// Opens a page.
    case link(text: String, url: String)
    /// Opens a mini-program.
    case miniprogram(text: String, appID: String, pagePath: String)
}

/// What a tapped menu line asks for.
public enum MenuAction: String, Hashable, Sendable, CaseIterable {
    /// The visitor ends the session.
    case end
    /// The visitor asks for a person.
    case person
}

/// A visitor's tap, as the identifier of the tapped line tells it.
public enum MenuChoice: Hashable, Sendable {
    /// A line of an end prompt: the rating of that session, and the line's own id.
    case rating(SessionID, choice: String)
    /// A line that asks for something.
    case action(MenuAction)
    /// A line without a meaning of its own.
    case plain
}

/// The prompts that kefud speaks (会话提示语).
public enum PromptKind: String, Hashable, Sendable, CaseIterable {
    /// 欢迎语, at a visit with a welcome code.
    case welcome
    /// 排队提示语, at a session's first queueing.
    case queue
    /// 无人接待提示语, when nobody is there.
    case offline
    /// 结束会话提示语, at a session's end.
    case end
    /// The closing message of a transfer to another account, in place of the end prompt.
    case closing
}

/// One prompt of an account.
public struct Prompt: Hashable, Sendable {
    /// Whether it is spoken at all.
    public var isEnabled: Bool
    /// The text, with `{position}` and `{wait_minutes}` in the queue prompt.
    public var text: String
    /// The menu; only welcome and end prompts have one.
    public var menu: [MenuItem]

    /// A prompt.
    public init(isEnabled: Bool, text: String, menu: [MenuItem] = []) {
        self.isEnabled = isEnabled
        self.text = text
        self.menu = menu
    }
}

/// The four prompts of an account.
public struct Prompts: Hashable, Sendable {
    /// 欢迎语.
    public var welcome: Prompt
    /// 排队提示语.
    public var queue: Prompt
    /// 无人接待提示语.
    public var offline: Prompt
    /// 客服在线状态下关闭自动回复: the offline prompt stays unsent while a listed agent is online.
    public var offlineSuppressedWhileOnline: Bool
    /// 结束会话提示语.
    public var end: Prompt

    /// The four prompts.
    public init(
        welcome: Prompt, queue: Prompt, offline: Prompt, offlineSuppressedWhileOnline: Bool,
        end: Prompt
    ) {
        self.welcome = welcome
        self.queue = queue
        self.offline = offline
        self.offlineSuppressedWhileOnline = offlineSuppressedWhileOnline
        self.end = end
    }
}
