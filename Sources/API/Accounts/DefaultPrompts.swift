import Routing

extension Prompts {
    /// What a new account says: welcome and offline prompts are on (默认开启), the others off.
    static let ofANewAccount = Prompts(
        welcome: Prompt(isEnabled: true, text: "您好，欢迎咨询，请问有什么可以帮您？"),
        queue: Prompt(
            isEnabled: false,
            text: "您前面还有访客正在咨询，您排在第 {position} 位，预计等待 {wait_minutes} 分钟。"),
        offline: Prompt(isEnabled: true, text: "抱歉，客服人员暂时不在线，您可以先留言。"),
        offlineSuppressedWhileOnline: false,
        end: Prompt(isEnabled: false, text: "感谢您的咨询，本次会话已结束，祝您生活愉快。"))
}
