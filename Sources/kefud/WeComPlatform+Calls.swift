import Engine
import Routing
import WeCom

extension PlatformClient {
    /// Makes a call about a conversation.
    func reply(to call: OutgoingCall) async throws(PlatformFailure) -> CallReply {
        switch call {
        case .changeState(let chat, let number, let servicer):
            guard let state = ServiceState(rawValue: number) else {
                throw .notSent("there is no state \(number)")
            }
            let answer = try await changeState(
                ChangeStateRequest(
                    openKfID: chat.openKfID, externalUserID: chat.externalUserID, state: state,
                    servicerUserID: servicer))
            return CallReply(code: answer.msgCode)
        case .readState(let chat):
            let answer = try await state(
                ServiceStateRequest(
                    openKfID: chat.openKfID, externalUserID: chat.externalUserID))
            return CallReply(state: answer.state.rawValue, servicer: answer.servicerUserID)
        case .send(let chat, let messageID, let content):
            _ = try await send(
                SendRequest(
                    toUser: chat.externalUserID, openKfID: chat.openKfID, msgID: messageID,
                    message: WeCom.OutgoingMessage(content)))
            return CallReply()
        case .sendOnCode(let code, let messageID, let content):
            _ = try await sendOnEvent(
                SendOnEventRequest(
                    code: code, msgID: messageID, message: WeCom.OutgoingMessage(content)))
            return CallReply()
        }
    }

    /// Makes a call about an account.
    func reply(to call: AccountCall) async throws(PlatformFailure) -> AccountReply {
        switch call {
        case .addServicers(let openKfID, let userIDs):
            return AccountReply(
                try await addServicers(ServicersRequest(openKfID: openKfID, userIDs: userIDs)))
        case .deleteServicers(let openKfID, let userIDs):
            return AccountReply(
                try await deleteServicers(ServicersRequest(openKfID: openKfID, userIDs: userIDs)))
        case .update(let openKfID, let name, let picture):
            var mediaID: String?
            if let picture {
                let fileName = picture.type == "image/png" ? "avatar.png" : "avatar.jpg"
                let file = MediaFile(
                    name: fileName, contentType: picture.type, bytes: picture.bytes)
                mediaID = try await upload(file, as: .image).mediaID
            }
            try await updateAccount(
                UpdateAccountRequest(openKfID: openKfID, name: name, mediaID: mediaID))
            return AccountReply()
        case .delete(let openKfID):
            try await deleteAccount(DeleteAccountRequest(openKfID: openKfID))
            return AccountReply()
        case .fetchLink(let openKfID):
            let answer = try await addContactWay(
                AddContactWayRequest(openKfID: openKfID, scene: "kefud"))
            return AccountReply(link: answer.url)
        }
    }
}

extension AccountReply {
    fileprivate init(_ reply: ServicersReply) {
        var results: [String: Int] = [:]
        for result in reply.results {
            if let userID = result.userID { results[userID] = result.errorCode }
        }
        self.init(results: results)
    }
}

extension WeCom.OutgoingMessage {
    /// A message in the platform's words. Agents and prompts write texts and menus only.
    fileprivate init(_ content: Content) {
        guard !content.menu.isEmpty else {
            self = .text(content.text)
            return
        }
        self = .menu(
            Menu(
                headContent: content.text.isEmpty ? nil : content.text,
                items: content.menu.map(Menu.Item.init)))
    }
}

extension Menu.Item {
    fileprivate init(_ item: MenuItem) {
        switch item {
        case .reply(let id, let text, _): self = .click(id: id, content: text)
        case .link(let text, let url): self = .view(url: url, content: text)
        case .miniprogram(let text, let appID, let pagePath):
            self = .miniprogram(appID: appID, pagePath: pagePath, content: text)
        }
    }
}
