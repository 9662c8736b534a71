import WeCom

/// Deliveries with known contents: from public sample code, or computed independently.
struct CallbackVector: Sendable {
    let name: String
    let key: Secrets
    let timestamp: String
    let nonce: String
    let signature: String
    let encrypted: String
    let message: String

    struct Secrets: Sendable {
        let token: String
        let encodingAESKey: String
        let receiveID: String

        func key() throws -> CallbackKey {
            try CallbackKey(token: token, encodingAESKey: encodingAESKey, receiveID: receiveID)
        }
    }

    var sealed: SealedCallback {
        SealedCallback(
            msgSignature: signature, timestamp: timestamp, nonce: nonce,
            encrypted: [UInt8](encrypted.utf8))
    }
}

extension CallbackVector.Secrets {
    static let official = Self(
        token: "QDG6eK",
        encodingAESKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
        receiveID: "wx5823bf96d3bd56c7")
    static let published4 = Self(
        token: "kjr2TKI8umCBfVF3wAHk8JiPwma5VBme",
        encodingAESKey: "4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIws",
        receiveID: "ww6a112864f8022910")
    static let published5 = Self(
        token: "kz7Yx62CH8SaLN",
        encodingAESKey: "cD0d7jx4tYvVtzqrmh3Dm3QFCXe6f8SlHoMtMh3qQEP",
        receiveID: "ww6a112864f8022910")
    static let published6 = Self(
        token: "123456",
        encodingAESKey: "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
        receiveID: "wx49f0ab532d5d035a")
    static let computed = Self(
        token: "kfSimToken2024",
        encodingAESKey: "z2Mj84jgh2B0ZA68sShUzSCULCDwA6dXqYPndkkH1ro",
        receiveID: "ww1234567890abcdef")
}

extension CallbackVector {
    static let v1 = Self(
        name: "V1", key: .official, timestamp: "1409659589", nonce: "263014780",
        signature: "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        encrypted: """
            P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvna\
            qQ==
            """,
        message: "1616140317555161061")

    static let v2 = Self(
        name: "V2", key: .official, timestamp: "1409659813", nonce: "1372623149",
        signature: "477715d11cdb4164915debcba66cb864d751f3e6",
        encrypted: """
            RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3\
            QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48\
            kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izo\
            un1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa\
            x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl\
            /T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==
            """,
        message: """
            <xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>
            <FromUserName><![CDATA[mycreate]]></FromUserName>
            <CreateTime>1409659813</CreateTime>
            <MsgType><![CDATA[text]]></MsgType>
            <Content><![CDATA[hello]]></Content>
            <MsgId>4561255354251345929</MsgId>
            <AgentID>218</AgentID>
            </xml>
            """)

    static let v3 = Self(
        name: "V3", key: .official, timestamp: "1409659813", nonce: "1372623149",
        signature: "1f3153b7abd0ba99b4ab2e57fac2376110d03a3c",
        encrypted: """
            pvXgeha3nZ7UQ2DG3WD3IVsNJR38QVl1+h+wmLQHIAwEG3Jey2aTZtvAWzhEZ9JEKGwIUMBWX3JlUhfo7O7W\
            bvI10vHIsdSNr1nr3LuOwAfnwLJAMQNDxi5tHUl08Op59jxOL73r8+g60KOxMTaFwXzlr9Yxgq5ey5nzNb/2\
            vDjjvDZNXkJVmL/XWnv6PXrVbTpNxphqWRv2BpPYqvwRMkHgdFliatljMVlkkRHS40FOHmtBhj/4RXtIexfD\
            x8opBXwi0L9RTlYNQzGx+FA+74xVHG7Le/pmNDwc2Ri5mbw=
            """,
        message: """
            { "ToUserName": "wx5823bf96d3bd56c7", "FromUserName": :mycreate", "CreateTime": 1409\
            659813, "MsgType": "text", "Content": "hello", "MsgId": 4561255354251345929, "AgentI\
            D": 218}
            """)

    static let v4 = Self(
        name: "V4", key: .published4, timestamp: "1583940690", nonce: "VHh7ymSeb0jc4lSb",
        signature: "1ba3cb09c0d2c2b3ed6900d37f91a6efae6cb011",
        encrypted: """
            6KmUQuPVu7UhjyVqRdbo5SfcRqaHvbUlKSHFvBV2ZuR6TIlKsygcfeSd1GDplg1C5KSKr6UPHCaC/nIX3ZNt\
            9w==
            """,
        message: "94966531020182955848408")

    static let v5 = Self(
        name: "V5", key: .published5, timestamp: "1583995625", nonce: "1584392382",
        signature: "f265ae551b1932727204c3d707628d01376a6940",
        encrypted: """
            EUCt7xMcNiyASzZj0Hjc5yDjFQrCum6AfQ3ntHiUzjGQ51xieKmbvtrZ40/EcB2W/W8yH0n4Lqx48gJl/T9H\
            D/R309I0P/r5pIZucK3lyEn48FYMr4YdE0QdL2jIJ3xkcXUr6uzefzCxG6lMvwpAJaOyVCzN7sRRw47njfxy\
            5EIqU6R9ZBhlTzfdnhhOhK/nTwzrZX3SoGlXFA9OBeZ6ru1NWpXFk76x9DUMe0lcxPPiUqK8ctnQcYXSGUHV\
            qC6DfG7E7mab0OmruNN8cBZY5d3dYOBA4OgaH55Q0AJmUpdT8vNiXpXx+6TxT3TIjySXpDrHVyrsb772aYyw\
            gg/Nu4kUmGkALwFZlzhjNegR7wDwb9lr4ERXsSSS8JZ8lbBmaQ3F2Tq584xoPj5rIhXAF734ynm4no1g+SdH\
            iNqR328=
            """,
        message: """
            <xml><ToUserName><![CDATA[ww6a112864f8022910]]></ToUserName><FromUserName><![CDATA[f\
            oobar]]></FromUserName><CreateTime>1583995625</CreateTime><MsgType><![CDATA[text]]><\
            /MsgType><Content><![CDATA[x123]]></Content><MsgId>2018405441</MsgId><AgentID>100000\
            2</AgentID></xml>
            """)

    static let v6a = Self(
        name: "V6A", key: .published6, timestamp: "1411443780", nonce: "437374425",
        signature: "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96",
        encrypted: """
            4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p\
            +Q==
            """,
        message: "5927782489442352469")

    static let v6b = Self(
        name: "V6B", key: .published6, timestamp: "1411525903", nonce: "461056294",
        signature: "407518b7649e86ef23978113f92d27afa9296533",
        encrypted: """
            9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYq\
            xgNcBqGsL8GqxlhZgURnAtObvesEl5nZ+uBE8bviY0LWke8Zy9V/QYKxNV2FqllNXcfmstttyIkMKCCmVbCF\
            M2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8NRrrNrsDf03oxI1p9FxUgMnwKKZeOA/uu+2I\
            EvEBtb7muXsVbwbgX05UPPJvFurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O5oazPoQJz0nT\
            YjxxEE8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3
            """,
        message: """
            <xml>
            <MsgType><![CDATA[text]]></MsgType>
            <Content><![CDATA[test]]></Content>
            <FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>
            <ToUserName><![CDATA[messense]]></ToUserName>
            <AgentID>1</AgentID>
            <CreateTime>1411525903</CreateTime>
            </xml>
            """)

    static let c1 = Self(
        name: "C1", key: .computed, timestamp: "1753156658", nonce: "1753771912",
        signature: "31f469cf812320caec8447fd7fb1cf88f9423bfb",
        encrypted: """
            r4aDIIWiZ7t3vGIL5pKGiwCwJAMe5ZMrAG8nyR1srKoosj/t1BCD0SGzOl7PRpZwuDNsA/yDpGTmdolhRGwW\
            zUgLLyTBtie9nEqRbCnbs5JzmYlyGGbUWbMKL/HUPIpvpS0n+v/WtRnb0TvxXd4BbcmnHL+zgJliOnWgdpkV\
            Zc6/0Va0RbA4tQndhMBS3ZiCnpgknqZGkuUoVHFG1+WCPbpt6VZLMkFxjecDb3s9IgOjTBYUseUv+hwRxy+1\
            wmpsphAd5g2CsTLw240h45v8y72GTh/cfv1O5Rke4OLnwDFuC9Jv6fqL40dp1sZKGk7/vg7vP3SS6VhUMJtj\
            MwOXyZlqllfSzD+hALP5kpf4xSn/r01SgdG31fLJFKu8jQbI+4bR0gZQxKxqSVC90BxXL8DLvxg6wejgUXlf\
            uyjfO/cC0dRL9qDRicqMPfjbNTQ2o9l7HMR7GRmy+DcGwreX8OGy1Xy6RwssIKjMMoh/QWmReb/6DqMkgLbX\
            O1HENKOB
            """,
        message: """
            <xml><ToUserName><![CDATA[ww1234567890abcdef]]></ToUserName><CreateTime>1753156657</\
            CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></E\
            vent><Token><![CDATA[ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR]]></Token><Open\
            KfId><![CDATA[wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q]]></OpenKfId></xml>
            """)

    static let c2 = Self(
        name: "C2", key: .computed, timestamp: "1753156700", nonce: "42",
        signature: "3fade01c4f2c0f0b4ef3dc6608dea67b93a427ba",
        encrypted: """
            6Zz/LsYGPmFiUx3Cq61lzslV6/cHL4DXB37xrnx7vL0C6T4/NxX3yw38yw54woV54fsMyN60RibmwVmuEGPw\
            Q9W671eEfDYfTuRnk/H7qwUgUGnQrFP/9L9xX2ObBSWy
            """,
        message: "12345678901234567890123456")

    static let c3 = Self(
        name: "C3", key: .computed, timestamp: "1753156801", nonce: "nonceABC",
        signature: "a0444f296713d552ec41c3df9d0c63b293ed6c11",
        encrypted: """
            jjhZ6GJQGM8zKadobaUyzv2bNlQdSc+ZPap1BrHLKwCuASOZoV+3e407GhhHKtUNxms9DYzAL8wgcLydY1PD\
            /vLmwO/YgtP3w6SZ6UdSE4iBG/HJ/5vbCk0mk7JolxRkwdMNu/IQhLc7OfBY+TEoe+qvXjm3BHpLjRjM9l+W\
            C2Q38NAAdfW1JNY7wnk2sFkHq5uvfFp9Emw5a+z8k2vfo/glD9BhVwpzeLU6t+VRDbwURY3Fu++HiTlAAphQ\
            1MExkXFz+sY2zNMH1NPzjejeg55LKBG6OowQTAhD66jMnBuAslkMfJhX8bofk5gIpbybzmANceL1BCOnzT8+\
            TfL/cuKxe2pqnS9+4FEJWKHW+fRtD028D+bU+EkfrCiGM4nj6q2+c9iRa5ENZfbLVdZHPUYmYfNXrSUHqmmv\
            goMr7iN/E4GoJiPOiFIix/7rk/Mn+R/ww8jvmGZ4/5OBbxzLlUyq+9mqJAOovArAjTSGNuAV2f+f8WuKIof4\
            lx3pZYKNySlNz9XXbmmtWnnUKWRDGd1zqYtDsQKXdSZAYH5W01amJWghF6BeUI4aCAhLaSq++GSMMVnqZ/gu\
            Ojb+3tSLTUM74h3xMSvAE/ffynpJBMPPhXqPfaOJwdE5gYcbRmo1
            """,
        message: """
            <xml><ToUserName><![CDATA[ww1234567890abcdef]]></ToUserName>
            <FromUserName><![CDATA[sys]]></FromUserName>
            <CreateTime>1753156800</CreateTime>
            <MsgType><![CDATA[event]]></MsgType>
            <Event><![CDATA[kf_account_auth_change]]></Event>
            <AuthAddOpenKfId><![CDATA[wkAAAA]]></AuthAddOpenKfId>
            <AuthAddOpenKfId><![CDATA[wkBBBB]]></AuthAddOpenKfId>
            <AuthDelOpenKfId><![CDATA[wkCCCC]]></AuthDelOpenKfId>
            <!-- 客服账号授权变更 -->
            </xml>
            """)

    static let e1 = Self(
        name: "E1", key: .computed, timestamp: "1753156900", nonce: "neg",
        signature: "4980fcec17a98e8be537f3ea799ef29acd533336",
        encrypted: """
            r4aDIIWiZ7t3vGIL5pKGiz3D52Ilv3Ar13JqtXnFZxhOE3Gjh0VotdP1p0tk6Lb5/9ILEYokeFMhceS0BpBU\
            OQ==
            """,
        message: "")

    static let n1 = Self(
        name: "N1", key: .computed, timestamp: "1753156900", nonce: "neg",
        signature: "39458e9f899db9afbcff3677ebff45dcb575b766",
        encrypted: """
            r4aDIIWiZ7t3vGIL5pKGi64DKGmWRywfXzsl7qaU6xoIuuACB5akg6ENwMX8faLmB0Hv8u2qIkncrgeiOS7f\
            2w==
            """, message: "")

    static let n2 = Self(
        name: "N2", key: .computed, timestamp: "1753156900", nonce: "neg",
        signature: "d3cab92d0ee2d446bd2ebf2e036e242688cc25e0",
        encrypted: """
            r4aDIIWiZ7t3vGIL5pKGi5YqN20sU7IormpxVh3n47X+1ZUkBJC31wAlgh90Rcip+qVGJrbm3i7Z5SfYiFA5\
            hw==
            """, message: "")

    static let n3 = Self(
        name: "N3", key: .computed, timestamp: "1753156900", nonce: "neg",
        signature: "68615fb14b849a6bfea7d96f408b99e38ed4c28c",
        encrypted: """
            r4aDIIWiZ7t3vGIL5pKGi5YqN20sU7IormpxVh3n47VmRa0mUbc3ykPTjVuRwXiY6YPaNdVct4LEZJmcmMx2\
            yA==
            """, message: "")

    static let n4 = Self(
        name: "N4", key: .computed, timestamp: "1753156900", nonce: "neg",
        signature: "a20a2d49a4ed1c33468541f8aca7ed3e272b4883",
        encrypted: """
            r4aDIIWiZ7t3vGIL5pKGi6HZA29nP0ObxEyv/3vFKtAnMbMVUDMgCmp5T48L+7dMv68aMO7cFBYXG2x0My12\
            kw==
            """, message: "")

    static let n5 = Self(
        name: "N5", key: .computed, timestamp: "1753156900", nonce: "neg",
        signature: "33e5ffa30dc183d82f5514c24792e285e6821ffd",
        encrypted: "r4aDIIWiZ7t3vGIL5pKGi/4N+IQXmZtN4iXky5MpGAE=", message: "")

    static let n6 = Self(
        name: "N6", key: .computed, timestamp: "1753156900", nonce: "neg",
        signature: "52b49d5a7d44f82011c5649c36eda1c205f852f5",
        encrypted: """
            r4aDIIWiZ7t3vGIL5pKGi5YqN20sU7IormpxVh3n47XfLY3E3NvPUrqTOVn30s6Q
            """, message: "")

    static let all = [v1, v2, v3, v4, v5, v6a, v6b, c1, c2, c3, e1]
}
