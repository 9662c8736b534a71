import HTTPServer
import Synchronization
import Testing

@testable import kefu_platform

/// The running simulator without a network: requests go in, posts come out on a stream.
private struct Face {
    let platform: Platform
    let posts: AsyncStream<(url: String, body: String?)>

    init(settings: Settings = Settings(), status: Int = 200, echo: String? = nil) throws {
        let (posts, out) = AsyncStream.makeStream(of: (url: String, body: String?).self)
        self.posts = posts
        var settings = settings
        settings.coalesceShare = 0
        let envelope = try #require(
            Envelope(
                corpID: "ww1", token: "tok",
                encodingAESKey: "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1ro"))
        let time = Mutex<Int64>(1_700_000_000_000)
        let clock = Moving(time)
        platform = Platform(
            world: World(
                model: PlatformModel(corpID: "ww1", secret: "s", seed: 1, settings: settings)),
            envelope: envelope, callbackURL: "http://daemon/wecom/callback", clock: clock.read
        ) { url, body in
            out.yield((url, body))
            return (status, echo ?? "")
        }
    }

    /// A clock that nobody needs to wind.
    private final class Moving: Sendable {
        private let now: Mutex<Int64>
        init(_ now: consuming Mutex<Int64>) { self.now = now }
        @Sendable func read() -> Int64 {
            now.withLock {
                $0 += 1
                return $0
            }
        }
    }

    func ask(_ method: Method, _ target: String, _ body: JSON? = nil) async -> (Int, JSON) {
        await withCheckedContinuation { done in
            let request = Request(method, target, body: body?.bytes ?? [])
            platform.handle(
                request,
                Responder { response in
                    let json = JSON(reading: response.body) ?? .null
                    done.resume(returning: (response.status, json))
                })
        }
    }
}

@Suite struct PlatformFaceTests {
    @Test func aMessageOfACustomerIsCalledBackAndCanBePulled() async throws {
        let face = try Face()
        _ = await face.ask(.post, "/sim/accounts", ["open_kfid": "wkA"])
        _ = await face.ask(.post, "/sim/customers", ["external_userid": "wm1"])
        let written = await face.ask(
            .post, "/sim/customers/wm1/write", ["account": "wkA", "text": "hi"])
        let granted = await face.ask(.get, "/cgi-bin/gettoken?corpid=ww1&corpsecret=s").1
        let token = try #require(granted["access_token"]?.string)
        var posts = face.posts.makeAsyncIterator()
        let first = try #require(await posts.next())
        #expect(first.url.hasPrefix("http://daemon/wecom/callback?msg_signature="))
        #expect(first.body?.hasPrefix("<xml><ToUserName><![CDATA[ww1]]>") == true)
        let pulled = await face.ask(
            .post, "/cgi-bin/kf/sync_msg?access_token=\(token)", ["open_kfid": "wkA"]
        ).1
        let ids = pulled["msg_list"]?.array?.compactMap { $0["msgid"] }
        #expect(ids == [written.1["msgid"] ?? .null])
    }

    @Test func theURLIsVerifiedByItsEcho() async throws {
        let face = try Face(echo: "not the echo")
        #expect(await face.ask(.post, "/sim/verify-url").1["verified"] == false)
        var posts = face.posts.makeAsyncIterator()
        let asked = try #require(await posts.next())
        #expect(asked.body == nil && asked.url.contains("&echostr="))
        #expect(!asked.url.contains("+"))
    }

    @Test func theCallbackAddressCanBeMoved() async throws {
        let face = try Face()
        #expect(await face.ask(.put, "/sim/callback-url", ["url": "ftp://x"]).0 == 422)
        let moved = await face.ask(.put, "/sim/callback-url", ["url": "http://new/c?a=b"])
        #expect(moved.0 == 200)
        _ = await face.ask(.post, "/sim/accounts", ["open_kfid": "wkA"])
        _ = await face.ask(.get, "/cgi-bin/gettoken")
        var posts = face.posts.makeAsyncIterator()
        #expect(await posts.next()?.url.hasPrefix("http://new/c?a=b&msg_signature=") == true)
    }

    @Test func errorsOfTheInterfaceComeWithStatus200() async throws {
        let face = try Face()
        let (status, answer) = await face.ask(.post, "/cgi-bin/kf/send_msg?access_token=x", [:])
        #expect(status == 200 && answer["errcode"] == 40014)
    }
}
