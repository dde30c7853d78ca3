import Commerce
import Engine
import EventLog
import TestSupport
import Testing

@testable import Gateway

/// Events for consumers outside, pulled and streamed over a real socket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct EventRouteTests {
    private func positions(_ page: JSONNode) -> [UInt64] {
        (page["data"]?.elements).map {
            $0.compactMap { event in
                event["position"]?.string.flatMap { Position(text: $0)?.sequence.value }
            }
        } ?? []
    }

    @Test(arguments: [
        ("*", ["order.created", "x"], []), ("order.*", ["order.created"], ["payment.failed", "order", "orders.x"]),
        ("order.created,payment.*", ["order.created", "payment.failed"], ["order.failed"]),
    ])
    func `a filter takes exact types and families`(text: String, taken: [String], left: [String]) throws {
        let filter = try #require(EventFilter(text: text))
        #expect(taken.allSatisfy(filter.accepts) && !left.contains(where: filter.accepts))
    }

    @Test(arguments: ["", ",", "order.*,", "*.created", "or*", ".*", "order.**", "a*.*"])
    func `a filter with a star elsewhere, or with nothing, is none`(text: String) {
        #expect(EventFilter(text: text) == nil)
    }

    @Test func `a loop over next gets every event once and in order`() async throws {
        try await ShopServer.run { server in
            let (admin, ada) = (try await server.person("root", role: .admin), try await server.person())
            for _ in 0..<5 { _ = try await server.order(as: ada) }
            try await server.shop.untilDrained(server.pipeline)
            for (types, limit) in [("*", 7), ("order.*", 3), ("order.shipped", 500)] {
                var (seen, place): ([UInt64], String) = ([], "0")
                while true {
                    let page = try await server.send(
                        "GET",
                        "/events?after=\(place)&types=\(types)&limit=\(limit)",
                        as: admin
                    ).json
                    seen += positions(page)
                    place = try #require(page["next"]?.string)
                    if page["has_more"]?.bool != true { break }
                }
                let all = try server.shop.engine.records(after: .beforeFirst, limit: 10_000)
                let filter = try #require(EventFilter(text: types))
                #expect(seen == all.filter { filter.accepts(EventJSONLine.type(of: $0)) }.map(\.sequence.value))
                #expect(place == "\(server.shop.engine.log.position)")
            }
            let newest = try await server.send("GET", "/events?limit=2&types=order.shipped", as: admin).json
            #expect(newest["data"]?.elements.map { $0["type"]?.string } == ["order.shipped", "order.shipped"])
            let epoch = server.shop.engine.log.epoch
            let foreign = Position(epoch: epoch &+ 1, sequence: LogSequence(1))
            let ahead = Position(epoch: epoch, sequence: LogSequence(1_000_000))
            #expect(try await server.send("GET", "/events?after=\(foreign)", as: admin).status == 410)
            #expect(try await server.send("GET", "/events?after=\(ahead)", as: admin).status == 422)
            #expect(try await server.send("GET", "/stream?after=\(foreign)", as: admin).status == 410)
            for query in ["after=x", "types=a*", "wait=31", "limit=501", "wait=x"] {
                #expect(try await server.send("GET", "/events?\(query)", as: admin).status == 422, "\(query)")
            }
        }
    }

    private func begin(_ server: ShopServer, _ admin: ShopServer.Person, _ path: String) async throws -> RawClient {
        let client = try await RawClient.connect(port: server.port)
        try await client.send("GET \(path) HTTP/1.1\r\nHost: s\r\nAuthorization: Bearer \(admin.token)\r\n\r\n")
        try await server.shop.until { server.feed.waitingCount == 1 }
        return client
    }

    @Test func `an empty page waits for an event, for its time, or for the client`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let (admin, ada) = (try await server.person("root", role: .admin), try await server.person())
            let place = server.shop.engine.log.position
            let path = "/events?after=\(place)&wait=5&types=order.created"
            let woken = try await begin(server, admin, path)
            let id = try await server.order(as: ada)
            let answer = try await woken.takeAnswer()
            #expect(try answer.json["data"]?.elements.map { $0["key"]?.string } == [id])
            let late = try await begin(server, admin, "/events?after=\(server.shop.engine.log.position)&wait=5")
            server.shop.time.advance(millis: 5_000)
            #expect(try await late.takeAnswer().json["data"]?.count == 0)
            let leaving = try await begin(server, admin, "/events?after=\(server.shop.engine.log.position)&wait=30")
            // The clock stands still, so only the departure can end the wait.
            try await leaving.close()
            try await server.shop.until { server.feed.waitingCount == 0 }
            for client in [woken, late] { try await client.close() }
        }
    }

    @Test func `a shutdown answers those who wait and ends streams in order`() async throws {
        let clients = try await ShopServer.run(withWorkers: false) { server in
            let admin = try await server.person("root", role: .admin)
            let waiting = try await RawClient.connect(port: server.port)
            let head = "HTTP/1.1\r\nHost: s\r\nAuthorization: Bearer \(admin.token)\r\n\r\n"
            try await waiting.send("GET /events?after=\(server.shop.engine.log.position)&wait=30 \(head)")
            let stream = try await RawClient.connect(port: server.port)
            try await stream.send("GET /stream \(head)")
            try await server.shop.until { server.feed.waitingCount == 2 }
            return [waiting, stream]
        }
        #expect(try await clients[0].takeAnswer().status == 200)
        let stream = try await clients[1].takeAnswer()
        #expect(stream.status == 200 && stream.body.hasPrefix("retry: "))
    }

    @Test func `a client that does not read its stream is cut off, and the others get everything`() async throws {
        let limits = ServerLimits.brisk.with { $0.writeStallTimeout = .milliseconds(500) }
        try await ShopServer.run(limits: limits) { server in
            let admin = try await server.person("root", role: .admin)
            let draft = try SampleShop.draft([SampleShop.line("mug")], metadata: Self.ballast)
            try await withThrowingTaskGroup { group in
                for _ in 0..<1_000 { group.addTask { _ = try await server.shop.place(draft) } }
                try await group.waitForAll()
            }
            try await server.shop.untilDrained(server.pipeline)
            let deaf = try await RawClient.connect(port: server.port, receiveBufferBytes: 4_096)
            try await deaf.setReading(false)
            let head = "HTTP/1.1\r\nHost: s\r\nAuthorization: Bearer \(admin.token)\r\n\r\n"
            try await deaf.send("GET /stream?after=0 \(head)")
            try await server.shop.until { server.feed.streamCount == 1 }
            let other = try await RawClient.connect(port: server.port)
            try await other.send("GET /stream?after=0&types=order.created \(head)")
            let all = try server.shop.engine.records(after: .beforeFirst, limit: 100_000)
            let last = try #require(all.last { EventJSONLine.type(of: $0) == "order.created" })
            let end = "id: \(Position(epoch: server.shop.engine.log.epoch, sequence: last.sequence))\n"
            #expect(
                await other.wait { bytes, _ in String(decoding: bytes.suffix(20_000), as: UTF8.self).contains(end) }
            )
            #expect(other.receivedText.split(separator: "event: order.created").count - 1 == 1_000)
            // Only the one that reads is left.
            try await server.shop.until { server.feed.streamCount == 1 }
            try await other.close()
            try await deaf.close()
        }
    }

    /// Makes every new order's event so large that no socket buffer holds them all.
    private static let ballast = #"{"note":"\#(String(repeating: "x", count: 7_500))"}"#
}
