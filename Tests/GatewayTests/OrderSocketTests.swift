import Commerce
import Engine
import EventLog
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Live orders over a real WebSocket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct OrderSocketTests {
    static let way = ["pending", "validated", "processing", "paid", "fulfilled", "shipped"]

    private func sequence(_ message: JSONNode) throws -> UInt64 {
        try #require(message["position"]?.string.flatMap { Position(text: $0) }).sequence.value
    }

    /// Takes updates until an order is shipped.
    private func takeUntilShipped(_ client: RawClient) async throws -> [JSONNode] {
        var messages: [JSONNode] = []
        repeat { messages.append(try await client.takeUpdate()) } while messages.last?["status"]?.string != "shipped"
        return messages
    }

    @Test func `an order's way is told live, in order, up to shipped`() async throws {
        try await ShopServer.run { server in
            let (ada, bob) = (try await server.person(), try await server.person("bob"))
            let client = try await server.socket(of: ada)
            let welcome = try await client.takeMessage()
            #expect(welcome["type"]?.string == "welcome")
            #expect(welcome["connection_id"]?.string != nil)
            let position = try #require(welcome["position"]?.string)
            #expect(position.hasPrefix(try #require(welcome["epoch"]?.string) + "."))
            _ = try await server.order(as: bob)
            let id = try await server.order(as: ada)
            let messages = try await takeUntilShipped(client)
            #expect(messages.map { $0["status"]?.string } == Self.way)
            #expect(messages.map { $0["previous_status"]?.string } == [nil] + Self.way.dropLast())
            #expect(messages.allSatisfy { $0["type"]?.string == "order.update" && $0["order_id"]?.string == id })
            #expect(messages.allSatisfy { $0["message"]?.string != nil && $0["timestamp"]?.string != nil })
            let sequences = try [sequence(welcome)] + messages.map { try sequence($0) }
            #expect(zip(sequences, sequences.dropFirst()).allSatisfy { $0 < $1 })
            let shipped = try #require(messages.last?["data"])
            #expect(shipped["tracking_number"]?.string != nil && shipped["carrier"]?.string != nil)
            #expect(shipped["estimated_delivery"]?.string != nil)
            try await client.close()
        }
    }

    @Test func `whoever resumes gets exactly what was missed and then goes on live`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let first = try await server.socket(of: ada)
            _ = try await first.takeMessage()
            var all: [JSONNode] = []
            for _ in 0..<30 {
                _ = try await server.order(as: ada)
                // Read meanwhile, because a client that answers no ping for long is cut off.
                for _ in Self.way { all.append(try await first.takeUpdate()) }
            }
            try await first.close()
            for seen in [0, 1, 77, all.count - 1] {
                let client = try await server.socket(of: ada, from: try #require(all[seen]["position"]?.string))
                #expect(try await client.takeMessage()["type"]?.string == "welcome")
                var missed: [[UInt8]] = []
                for _ in (seen + 1)..<all.count { missed.append(Array(try await client.takeUpdate().rawText)) }
                #expect(missed == all.dropFirst(seen + 1).map { Array($0.rawText) })
                let id = try await server.order(as: ada)
                let live = try await takeUntilShipped(client)
                #expect(live.allSatisfy { $0["order_id"]?.string == id })
                #expect(live.count == Self.way.count)
                all += live
                try await client.close()
            }
        }
    }

    @Test(arguments: ["deadbeef.1", "nonsense", "future"])
    func `a position that is not ours leads to a reset and a snapshot`(from: String) async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let id = try await server.order(as: ada)
            try await server.shop.untilDrained(server.pipeline)
            let now = server.shop.engine.log.position
            let future = Position(epoch: now.epoch, sequence: LogSequence(now.sequence.value + 1))
            let client = try await server.socket(of: ada, from: from == "future" ? "\(future)" : from)
            #expect(try await client.takeMessage()["type"]?.string == "welcome")
            #expect(try await client.takeMessage()["type"]?.string == "reset")
            let snapshot = try await client.takeMessage()
            #expect(snapshot["type"]?.string == "snapshot")
            #expect(snapshot["position"]?.string == "\(now)")
            #expect(snapshot["data"]?.elements.map { $0["order_id"]?.string } == [id])
            #expect(snapshot["data"]?.elements.map { $0["status"]?.string } == ["shipped"])
            _ = try await server.order(as: ada)
            #expect(try await takeUntilShipped(client).map { $0["status"]?.string } == Self.way)
            try await client.close()
        }
    }

    @Test func `a socket wants a token of its own user and an origin that is known`() async throws {
        try await ShopServer.run { server in
            let (ada, bob) = (try await server.person(), try await server.person("bob"))
            let path = "/ws/orders/\(ada.id)"
            let own = "Authorization: Bearer \(ada.token)"
            func expect(_ status: Int, _ code: String?, _ path: String, _ fields: [String]) async throws {
                let (client, answer) = try await server.upgrade(path, fields.joined(separator: "\r\n"))
                #expect(answer.status == status, "\(path.prefix(60)) \(fields.map { $0.prefix(40) })")
                if let code { #expect(try answer.code == code) }
                try await client.close()
            }
            try await expect(401, "authentication_required", path, ["X: y"])
            try await expect(401, "invalid_token", path + "?token=x", ["X: y"])
            try await expect(403, "access_denied", path, ["Authorization: Bearer \(bob.token)"])
            try await expect(403, "origin_not_allowed", path, [own, "Origin: https://evil.example"])
            try await expect(403, "origin_not_allowed", path, [own, "Origin: null"])
            try await expect(101, nil, path, [own, "Origin: http://shop.example"])
            try await expect(101, nil, path, [own, "Origin: https://partner.example"])
            try await expect(101, nil, path + "?token=\(ada.token)", ["X: y"])
            try await expect(101, nil, path, ["Sec-WebSocket-Protocol: bearer.\(ada.token)"])
            server.shop.time.advance(millis: 900_000)
            try await expect(401, "token_expired", path, [own])
        }
    }

    @Test func `the sixth connection of a user is refused until one of the five closes`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            var clients: [RawClient] = []
            for _ in 0..<5 { clients.append(try await server.socket(of: ada)) }
            let (refused, answer) = try await server.upgrade(
                "/ws/orders/\(ada.id)",
                "Authorization: Bearer \(ada.token)"
            )
            #expect(answer.status == 429)
            #expect(try answer.code == "too_many_connections")
            try await refused.close()
            let bob = try await server.person("bob")
            clients.append(try await server.socket(of: bob))
            try await clients.removeFirst().close()
            // The server hears of the close a moment later.
            var status = 429
            for _ in 0..<200 where status == 429 {
                let (client, answer) = try await server.upgrade(
                    "/ws/orders/\(ada.id)",
                    "Authorization: Bearer \(ada.token)"
                )
                status = answer.status
                try await client.close()
            }
            #expect(status == 101)
            for client in clients { try await client.close() }
        }
    }

    @Test func `a ping is answered with a pong, as text and as a frame`() async throws {
        try await ShopServer.run { server in
            let client = try await server.socket(of: try await server.person())
            _ = try await client.takeMessage()
            try await client.sendText("ping")
            #expect(try await client.takeFrame() == RawFrame(opcode: RawFrame.text, payload: Array("pong".utf8)))
            try await client.sendFrame(RawFrame.ping, [7])
            #expect(try await client.takeFrame() == RawFrame(opcode: RawFrame.pong, payload: [7]))
            try await client.close()
        }
    }

    @Test func `a heartbeat comes with every tick and says where the log is`() async throws {
        var limits = ServerLimits.brisk
        limits.webSocket.tickInterval = .milliseconds(50)
        try await ShopServer.run(limits: limits) { server in
            let client = try await server.socket(of: try await server.person())
            let welcome = try await client.takeMessage()
            for _ in 0..<2 {
                let beat = try await client.takeMessage()
                #expect(beat["type"]?.string == "heartbeat" && beat["status"]?.string == "alive")
                #expect(beat["position"]?.string == welcome["position"]?.string)
            }
            try await client.close()
        }
    }

    @Test func `a graceful shutdown closes sockets with 1012`() async throws {
        let ended = Mutex<RawClient?>(nil)
        try await ShopServer.run { server in
            let client = try await server.socket(of: try await server.person())
            _ = try await client.takeMessage()
            ended.withLock { $0 = client }
        }
        let client = try #require(ended.withLock { $0 })
        let code = try await client.takeClose().closeCode
        #expect(code == 1012)
    }
}
