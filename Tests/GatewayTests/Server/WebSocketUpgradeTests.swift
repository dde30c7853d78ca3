import HTTPTypes
import NIOCore
import Synchronization
import Testing

@testable import Gateway

extension ServerTests {
    @Suite struct WebSocketUpgradeTests {
        @Test func `an accepted handshake is answered as RFC 6455 shows and the policy sees the request`() async throws
        {
            let owner = EchoOwner()
            let seen = Mutex<WebSocketUpgradeRequest?>(nil)
            let policy: WebSocketUpgradePolicy = { request in
                seen.withLock { $0 = request }
                return .accept(subprotocol: "bearer.x", session: owner)
            }
            try await withServer(policy: policy) { server in
                let client = try await server.connect()
                let request = RawClient.handshake.replacingEnd(
                    "Sec-WebSocket-Protocol: a, bearer.x\r\nOrigin: http://o\r\n\r\n"
                )
                let answer = try await client.exchange(request)
                #expect(answer.status == 101)
                #expect(answer["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                #expect(answer["upgrade"] == "websocket")
                #expect(answer["connection"]?.lowercased() == "upgrade")
                #expect(answer["sec-websocket-protocol"] == "bearer.x")
                let upgrade = try #require(seen.withLock { $0 })
                #expect(upgrade.path == "/ws")
                #expect(upgrade.query == "token=t")
                #expect(upgrade.authority == "h")
                #expect(upgrade.headers[.origin] == "http://o")
                #expect(upgrade.offeredSubprotocols == ["a", "bearer.x"])
                #expect(upgrade.remoteAddress?.ipAddress == "127.0.0.1")
                try await client.sendText("hi")
                #expect(try await client.takeFrame() == RawFrame(opcode: RawFrame.text, payload: Array("hi".utf8)))
            }
        }

        @Test func `a rejected handshake is a normal answer before the upgrade`() async throws {
            let policy: WebSocketUpgradePolicy = { _ in
                .reject(
                    status: .unauthorized,
                    headers: [.contentType: "application/problem+json", .wwwAuthenticate: "Bearer"],
                    body: ByteBuffer(string: #"{"status":401}"#)
                )
            }
            try await withServer(policy: policy) { server in
                let client = try await server.connect()
                let answer = try await client.exchange(RawClient.handshake)
                #expect(answer.status == 401)
                #expect(answer["www-authenticate"] == "Bearer")
                #expect(answer.body == #"{"status":401}"#)
                #expect(await client.isClosed())
            }
        }

        @Test func `a path that is no WebSocket is answered by the router`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                let answer = try await client.exchange(RawClient.handshake.replacingPath("/hello/x"))
                #expect(answer.status == 200)
                #expect(answer.body == "hello x")
                #expect(await client.isClosed())
            }
        }

        @Test(arguments: [
            ("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", 426),
            ("Sec-WebSocket-Version: 13\r\n", "", 426),
            ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", 400),
            ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Key: c2hvcnQ=", 400),
            ("\r\n\r\n", "\r\nContent-Length: 2\r\n\r\nab", 400),
        ])
        func `a handshake against the rules is refused`(part: String, change: String, status: Int) async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await server.connect()
                let answer = try await client.exchange(RawClient.handshake.replacing(part, with: change))
                #expect(answer.status == status)
                #expect((answer["sec-websocket-version"] == "13") == (status == 426))
                #expect(await client.isClosed())
                #expect(owner.session == nil)
            }
        }

        @Test func `frames sent with the handshake are not lost`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await server.connect()
                try await client.send(
                    Array(RawClient.handshake.utf8) + RawClient.frame(RawFrame.text, Array("a".utf8))
                        + RawClient.frame(RawFrame.text, Array("b".utf8))
                )
                #expect(try await client.takeAnswer().status == 101)
                #expect(try await client.takeFrame().text == "a")
                #expect(try await client.takeFrame().text == "b")
            }
        }

        @Test func `a handshake on a used connection is refused`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await server.connect()
                _ = try await client.exchange("GET /hello/x HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await client.exchange(RawClient.handshake).status == 400)
            }
        }

        @Test func `a client that leaves while the policy thinks is forgotten`() async throws {
            let (asked, ask) = AsyncStream.makeStream(of: Void.self)
            let (allowed, allow) = AsyncStream.makeStream(of: Void.self)
            let owner = EchoOwner()
            let policy: WebSocketUpgradePolicy = { _ in
                ask.yield()
                for await _ in allowed { break }
                return .accept(session: owner)
            }
            try await withServer(policy: policy) { server in
                let client = try await server.connect()
                try await client.send(RawClient.handshake)
                for await _ in asked { break }
                try await client.close()
                allow.yield()
                #expect(try await eventually { server.connectionCount == 0 })
                if owner.session != nil { #expect(try await eventually { owner.closedWith.count == 1 }) }
            }
        }
    }
}

extension String {
    fileprivate func replacingEnd(_ end: String) -> String {
        String(self.dropLast()) + end  // CR LF is one character
    }

    fileprivate func replacingPath(_ path: String) -> String {
        "GET \(path)" + self.drop { $0 != "?" }
    }
}
