import Engine
import Storage
import Synchronization
import Testing
import WeCom

@testable import API

@Suite struct CallbackTests {
    /// The computed vectors of the platform's protocol: one set of secrets, clock at 1753156658.
    private static let c1 = (
        signature: "31f469cf812320caec8447fd7fb1cf88f9423bfb", timestamp: "1753156658",
        nonce: "1753771912",
        encrypted: """
        r4aDIIWiZ7t3vGIL5pKGiwCwJAMe5ZMrAG8nyR1srKoosj/t1BCD0SGzOl7PRpZwuDNsA/yDpGTmdolhRGwWzUgLLyTBtie9nEqRbCnbs5JzmYlyGGbUWbMKL/HUPIpvpS0n+v/WtRnb0TvxXd4BbcmnHL+zgJliOnWgdpkVZc6/0Va0RbA4tQndhMBS3ZiCnpgknqZGkuUoVHFG1+WCPbpt6VZLMkFxjecDb3s9IgOjTBYUseUv+hwRxy+1wmpsphAd5g2CsTLw240h45v8y72GTh/cfv1O5Rke4OLnwDFuC9Jv6fqL40dp1sZKGk7/vg7vP3SS6VhUMJtjMwOXyZlqllfSzD+hALP5kpf4xSn/r01SgdG31fLJFKu8jQbI+4bR0gZQxKxqSVC90BxXL8DLvxg6wejgUXlfuyjfO/cC0dRL9qDRicqMPfjbNTQ2o9l7HMR7GRmy+DcGwreX8OGy1Xy6RwssIKjMMoh/QWmReb/6DqMkgLbXO1HENKOB
        """
    )

    private func key() throws -> CallbackKey {
        let key = World.callbackKey
        return try CallbackKey(
            token: key.token, encodingAESKey: key.aesKey, receiveID: key.corpID)
    }

    private func target(_ signature: String, _ timestamp: String, _ nonce: String) -> String {
        "/wecom/callback?msg_signature=\(signature)&timestamp=\(timestamp)&nonce=\(nonce)"
    }

    private func deliver(
        _ world: World, _ message: String, timestamp: Int64 = 1_753_156_658
    ) async throws -> World.Answer {
        let sealed = try key().seal(
            Array(message.utf8), timestamp: "\(timestamp)", nonce: "n")
        return await world.ask(
            "POST", target(sealed.msgSignature, "\(timestamp)", "n"),
            bytes: sealed.xmlEnvelope(toUserName: World.callbackKey.corpID))
    }

    private func hinted(_ world: World, _ account: String) async throws -> Bool {
        try await world.engine.perform { core in
            guard let id = try core.store.accountID(openKfID: account) else { return false }
            return try core.store.pullState(id).hintedAt != nil
                || core.store.pullState(id).token != nil
        }
    }

    @Test func theURLIsVerifiedWithExactlyTheDecipheredBytes() async throws {
        try await withWorld { world in
            let echo =
                "6Zz%2FLsYGPmFiUx3Cq61lzslV6%2FcHL4DXB37xrnx7vL0C6T4%2FNxX3yw38yw54woV54fsMyN60RibmwVmuEGPwQ9W671eEfDYfTuRnk%2FH7qwUgUGnQrFP%2F9L9xX2ObBSWy"
            let base = target("3fade01c4f2c0f0b4ef3dc6608dea67b93a427ba", "1753156700", "42")
            let good = await world.ask("GET", "\(base)&echostr=\(echo)")
            #expect(good.status == 200)
            #expect(good.body == Array("12345678901234567890123456".utf8))
            let other = await world.ask(
                "GET", base.replacing("nonce=42", with: "nonce=43") + "&echostr=\(echo)")
            #expect(other.status == 403)
            #expect(await world.ask("GET", base).status == 400)
        }
    }

    @Test func aHintThatIsAcknowledgedIsStored() async throws {
        try await withWorld { world in
            let vector = Self.c1
            let answer = await world.ask(
                "POST", target(vector.signature, vector.timestamp, vector.nonce),
                bytes: Array(
                    "<xml><Encrypt><![CDATA[\(vector.encrypted)]]></Encrypt></xml>".utf8))
            #expect(answer.status == 200 && answer.body == Array("success".utf8))
            let isHinted = try await hinted(world, "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q")
            #expect(isHinted)
        }
    }

    @Test func whileNothingCanBeStoredEachHintIsRefusedAndTheLogIsNotFlooded() async throws {
        let message = "<xml><Event>kf_msg_or_event</Event><OpenKfId>wkA</OpenKfId></xml>"
        try await withWorld { world in
            world.disk.isFull.withLock { $0 = true }
            for _ in 0..<20 {
                let refused = try await deliver(world, message)
                #expect(refused.status == 503)
            }
            let change = await world.ask(
                "POST", "/api/sub-organisations", ["name": "华东"], as: world.admin)
            #expect(change.status == 503)
            let lines = world.reported.lines.withLock { $0 }
            #expect(lines.count == 1 && lines[0].hasPrefix("callback: "))
            let counted = await String(decoding: world.ask("GET", "/metrics").body, as: UTF8.self)
            #expect(counted.contains("kefud_callbacks_total{result=\"failed\"} 20\n"))
            world.disk.isFull.withLock { $0 = false }
        }
    }

    @Test func whatIsSignedAndCannotBeReadIsAcknowledgedAndTold() async throws {
        try await withWorld { world in
            let answer = try await deliver(world, #"{"Event":"kf_msg_or_event"}"#)
            #expect(answer.status == 200)
            let lines = world.reported.lines.withLock { $0 }
            #expect(lines.count == 1 && lines[0].contains("signed and cannot be read"))
        }
    }

    @Test func theJSONEnvelopeIsTakenToo() async throws {
        try await withWorld { world in
            let vector = Self.c1
            for name in ["Encrypt", "encrypt"] {
                let answer = await world.ask(
                    "POST", target(vector.signature, vector.timestamp, vector.nonce),
                    bytes: Array(#"{"ToUserName":"x","\#(name)":"\#(vector.encrypted)"}"#.utf8))
                #expect(answer.status == 200)
            }
        }
    }

    @Test func aBadSignatureStoresNothing() async throws {
        try await withWorld { world in
            let vector = Self.c1
            let body = Array("<xml><Encrypt>\(vector.encrypted)</Encrypt></xml>".utf8)
            let wrong = String(vector.signature.reversed())
            for (signature, timestamp, nonce) in [
                (wrong, vector.timestamp, vector.nonce), ("", vector.timestamp, vector.nonce),
                (vector.signature, "1753156659", vector.nonce),
                (vector.signature, vector.timestamp, "1"),
            ] {
                let answer = await world.ask(
                    "POST", target(signature, timestamp, nonce), bytes: body)
                #expect(answer.status == 403)
            }
            let isHinted = try await hinted(world, "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q")
            #expect(!isHinted)
        }
    }

    @Test func aTimestampOutsideTheWindowIsRefusedUnlessTheWindowIsOff() async throws {
        let message = "<xml><Event>kf_msg_or_event</Event><OpenKfId>wkA</OpenKfId></xml>"
        try await withWorld { world in
            for offset: Int64 in [-601, 601] {
                let answer = try await deliver(
                    world, message, timestamp: 1_753_156_658 + offset)
                #expect(answer.status == 403)
            }
            for offset: Int64 in [-600, 600] {
                let answer = try await deliver(
                    world, message, timestamp: 1_753_156_658 + offset)
                #expect(answer.status == 200)
            }
            world.api.setCallbackWindow(.milliseconds(500))
            let late = try await deliver(world, message, timestamp: 1_753_156_650)
            #expect(late.status == 403, "half a second is not any age")
            world.api.setCallbackWindow(.zero)
            let old = try await deliver(world, message, timestamp: 1)
            #expect(old.status == 200)
        }
    }

    @Test func aFriendAddedIsKeptForTheReportsToCome() async throws {
        try await withWorld { world in
            let count = {
                try await world.engine.perform { try $0.store.view.statistics().strayEvents }
            }
            let before = try await count()
            let answer = try await deliver(
                world,
                """
                <xml><Event>change_external_contact</Event>\
                <ChangeType>add_external_contact</ChangeType><UserID>ann</UserID>\
                <ExternalUserID>wmA</ExternalUserID><State>s</State></xml>
                """)
            #expect(answer.status == 200)
            let after = try await count()
            #expect(after == before + 1)
        }
    }

    @Test func eventsThatAreNoneOfOursAreAcknowledged() async throws {
        try await withWorld { world in
            for message in [
                "<xml><Event>subscribe</Event></xml>", "<xml></xml>", "not XML at all", "",
                "<xml><Event>kf_msg_or_event</Event></xml>",
                "<xml><Event>change_external_contact</Event></xml>",
            ] {
                let answer = try await deliver(world, message)
                #expect(answer.status == 200, "\(message)")
            }
        }
    }

    @Test func whatIsNoEnvelopeIsA4xx() async throws {
        try await withWorld { world in
            let vector = Self.c1
            let url = target(vector.signature, vector.timestamp, vector.nonce)
            let nested = String(repeating: "<a>", count: 5_000)
            let bodies: [[UInt8]] = [
                [], Array("<xml>".utf8), Array("<xml><Encrypt></Encrypt></xml>".utf8),
                Array("<xml><Encrypt>abc".utf8), Array(nested.utf8), [0xFF, 0xFE, 0x00],
                Array("{\"Encrypt\":".utf8), Array("{\"Encrypt\":5}".utf8),
                Array(
                    "<!DOCTYPE x [<!ENTITY e \"x\">]><xml><Encrypt>&e;</Encrypt></xml>".utf8),
            ]
            for body in bodies {
                let answer = await world.ask("POST", url, bytes: body)
                #expect((400...403).contains(answer.status), "\(body.prefix(20))")
                #expect(answer.headers["content-type"] == "application/problem+json")
            }
            let large = [UInt8](repeating: 0x20, count: CallbackRoutes.bodyBytesMax + 1)
            #expect(await world.ask("POST", url, bytes: large).status == 413)
            #expect(await world.ask("PUT", url, bytes: []).status == 405)
        }
    }

    @Test func wrongReceiversAndBrokenCiphersAreRefusedAfterTheSignature() async throws {
        // Of the negative set: each signature is right.
        let vectors = [
            (
                "39458e9f899db9afbcff3677ebff45dcb575b766",
                "r4aDIIWiZ7t3vGIL5pKGi64DKGmWRywfXzsl7qaU6xoIuuACB5akg6ENwMX8faLmB0Hv8u2qIkncrgeiOS7f2w==",
                403
            ),
            (
                "d3cab92d0ee2d446bd2ebf2e036e242688cc25e0",
                "r4aDIIWiZ7t3vGIL5pKGi5YqN20sU7IormpxVh3n47X+1ZUkBJC31wAlgh90Rcip+qVGJrbm3i7Z5SfYiFA5hw==",
                400
            ),
            (
                "a20a2d49a4ed1c33468541f8aca7ed3e272b4883",
                "r4aDIIWiZ7t3vGIL5pKGi6HZA29nP0ObxEyv/3vFKtAnMbMVUDMgCmp5T48L+7dMv68aMO7cFBYXG2x0My12kw==",
                400
            ),
        ]
        try await withWorld { world in
            for (signature, encrypted, status) in vectors {
                let answer = await world.ask(
                    "POST", target(signature, "1753156900", "neg"),
                    bytes: Array("<xml><Encrypt>\(encrypted)</Encrypt></xml>".utf8))
                #expect(answer.status == status)
            }
        }
    }
}
