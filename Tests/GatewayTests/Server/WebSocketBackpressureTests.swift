import NIOCore
import Synchronization
import Testing

@testable import Gateway

extension ServerTests {
    @Suite struct WebSocketBackpressureTests {
        @Test func `a client that does not read is cut off with 1013 and its queue freed at once`() async throws {
            let owner = EchoOwner(echoes: false)
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server, receiveBufferBytes: 4_096)
                try await client.setReading(false)
                let session = try #require(owner.session)
                let message = WebSocketMessage(text: String(repeating: "x", count: 60_000))
                var result = WebSocketSendResult.queued
                var sent = 0
                var highest = 0
                while result == .queued && sent < 10_000 {
                    result = session.send(message)
                    sent += 1
                    highest = max(highest, session.backlog.bytes)
                    await Task.yield()
                }
                #expect(result == .overflow)
                #expect(highest <= 1_024 * 1_024)
                // What is left is the one batch that the operating system was already given.
                #expect(session.backlog.bytes <= 64 * 1_024)
                #expect(session.send(message) == .closed)
                #expect(try await eventually { owner.closedWith == [.tryAgainLater] })
                #expect(try await eventually { server.connectionCount == 0 })
            }
        }

        @Test func `a client that reads again within the close time sees 1013`() async throws {
            let owner = EchoOwner(echoes: false)
            try await withServer(.brisk.with { $0.webSocket.closeTimeout = .seconds(5) }, policy: owner.policy) {
                server in
                let client = try await RawClient.webSocket(server)
                try await client.setReading(false)
                let session = try #require(owner.session)
                let message = WebSocketMessage(text: String(repeating: "x", count: 60_000))
                while session.send(message) == .queued { await Task.yield() }
                try await client.setReading(true)
                #expect(try await client.takeClose().closeCode == 1013)
                try await client.sendFrame(RawFrame.close, [0x03, 0xF5])
                #expect(await client.isClosed())
            }
        }

        @Test func `the queue holds 256 messages and not one more`() async throws {
            let owner = EchoOwner(echoes: false)
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                let session = try #require(owner.session)
                let message = WebSocketMessage(text: "m")
                // Sent from the event loop, so that nothing is written in between.
                let sent = try await session.eventLoop.submit { (0..<257).map { _ in session.send(message) } }.get()
                #expect(sent.prefix(256).allSatisfy { $0 == .queued })
                #expect(sent.last == .overflow)
                #expect(try await client.takeClose().closeCode == 1013)
            }
        }

        @Test func `a client that stalls is cut even when little is queued`() async throws {
            let owner = EchoOwner(echoes: false)
            let limits = ServerLimits.brisk.with {
                $0.webSocket.writeStallTimeout = .milliseconds(200)
                $0.webSocket.queuedBytes = 64 * 1_024 * 1_024
                $0.webSocket.queuedMessages = 10_000
            }
            try await withServer(limits, policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server, receiveBufferBytes: 4_096)
                try await client.setReading(false)
                let session = try #require(owner.session)
                let message = WebSocketMessage(text: String(repeating: "x", count: 60_000))
                for _ in 0..<200 { #expect(session.send(message) == .queued) }
                #expect(try await eventually { owner.closedWith == [.tryAgainLater] })
            }
        }

        @Test func `a flood of pings nobody reads the answers of is bounded`() async throws {
            let owner = EchoOwner(echoes: false)
            let limits = ServerLimits.brisk.with { $0.webSocket.messageBurst = 1_000_000_000 }
            try await withServer(limits, policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server, receiveBufferBytes: 4_096)
                try await client.setReading(false)
                let pings = (0..<1_000).flatMap { _ in RawClient.frame(RawFrame.ping, Array(repeating: 7, count: 125)) }
                for _ in 0..<200 { client.sendLater(pings) }
                #expect(try await eventually { owner.closedWith == [.tryAgainLater] })
            }
        }

        @Test func `messages to many sockets arrive in order from several threads`() async throws {
            let owners = (0..<20).map { _ in EchoOwner(echoes: false) }
            let taken = Atomic(0)
            let policy: WebSocketUpgradePolicy = { _ in
                .accept(session: owners[taken.wrappingAdd(1, ordering: .relaxed).oldValue])
            }
            try await withServer(policy: policy) { server in
                var clients: [RawClient] = []
                for _ in owners { clients.append(try await RawClient.webSocket(server)) }
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for index in 0..<100 {
                            let message = WebSocketMessage(text: "a\(index)")
                            for owner in owners { _ = owner.session?.send(message) }
                        }
                    }
                    group.addTask {
                        for index in 0..<100 {
                            let message = WebSocketMessage(text: "b\(index)")
                            for owner in owners { _ = owner.session?.send(message) }
                        }
                    }
                }
                for client in clients {
                    var texts: [String] = []
                    for _ in 0..<200 { texts.append(try await client.takeFrame().text) }
                    #expect(texts.filter { $0.hasPrefix("a") } == (0..<100).map { "a\($0)" })
                    #expect(texts.filter { $0.hasPrefix("b") } == (0..<100).map { "b\($0)" })
                }
            }
        }

        @Test func `the owner hears when everything was taken`() async throws {
            let owner = EchoOwner(echoes: false)
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                let session = try #require(owner.session)
                _ = session.send(WebSocketMessage(text: "m"))
                _ = try await client.takeFrame()
                #expect(try await eventually { owner.record.withLock { $0.drained } >= 1 })
                #expect(session.backlog == (0, 0))
            }
        }
    }
}
