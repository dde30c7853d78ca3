import NIOCore
import Testing

@testable import Gateway

extension ServerTests {
    @Suite struct ShutdownTests {
        @Test func `WebSockets are closed with 1012 and idle connections at once`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let socket = try await RawClient.webSocket(server)
                let idle = try await server.connect()
                _ = try await idle.exchange("GET /hello/x HTTP/1.1\r\nHost: h\r\n\r\n")
                let fresh = try await server.connect()
                #expect(try await eventually { server.connectionCount == 3 })
                await server.beginShutdown()
                #expect(try await socket.takeClose().closeCode == 1012)
                #expect(await socket.isClosed())
                #expect(await idle.isClosed())
                #expect(await fresh.isClosed())
                #expect(try await eventually { owner.closedWith == [.serviceRestart] })
            }
        }

        @Test func `a request in flight finishes, and nothing new is accepted`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n")
                try await server.requestIsHeld()
                await server.beginShutdown()
                let port = server.port
                #expect(try await eventuallyRefused(port: port))
                server.releaseHeld()
                let answer = try await client.takeAnswer()
                #expect(answer.body == "held")
                #expect(answer["connection"] == "close")
                #expect(await client.isClosed())
            }
        }

        @Test func `connections that do not end are cut and the server stops`() async throws {
            let owner = EchoOwner()
            let limits = ServerLimits.brisk.with {
                $0.shutdownTimeout = .milliseconds(300)
                $0.webSocket.closeTimeout = .seconds(60)
                $0.lingerTimeout = .seconds(60)
            }
            let clock = ContinuousClock()
            let start = clock.now
            try await withServer(limits, policy: owner.policy) { server in
                let socket = try await RawClient.webSocket(server)
                let reader = try await server.connect(receiveBufferBytes: 4_096)
                try await reader.setReading(false)
                try await reader.send("GET /big?bytes=50000000 HTTP/1.1\r\nHost: h\r\n\r\n")
                let upload = try await server.connect()
                try await upload.send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc")
                #expect(try await eventually { server.served.contains("/length") })
                await server.beginShutdown()
                #expect(try await socket.takeClose().closeCode == 1012)
                #expect(await socket.isClosed())
                #expect(await upload.isClosed())
                #expect(try await eventually { server.connectionCount == 0 })
            }
            #expect(clock.now - start < .seconds(8))
        }

        /// Whether connecting comes to fail.
        private func eventuallyRefused(port: Int) async throws -> Bool {
            for _ in 0..<1_000 {
                do {
                    let client = try await RawClient.connect(port: port)
                    _ = await client.isClosed(within: .milliseconds(10))
                } catch {
                    return true
                }
            }
            return false
        }
    }
}
