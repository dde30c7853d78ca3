import Commerce
import Engine
import TestSupport
import Testing

@testable import Gateway

/// `Prefer: wait` on placing an order.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WaitRouteTests {
    /// Lines of the header and the seconds they ask for.
    private static let wishes: [(lines: [String], seconds: Int?)] = [
        (["wait=10"], 10), (["respond-async, wait=10"], 10), (["WAIT = \"7\"; x=y"], 7),
        (["respond-async", "wait=5"], 5), (["wait=0"], 0), (["wait=30"], 30), (["wait=31"], 30),
        (["wait=99999999999999999999"], 30), (["wait=3, wait=9"], 3), ([], nil), (["respond-async"], nil),
        (["wait"], nil), (["wait=-1"], nil), (["wait=1.5"], nil), (["wait=x"], nil), (["wait="], nil),
        (["waiting=3"], nil), ([""], nil),
    ]

    @Test(arguments: wishes)
    func `a wait is read as the header means it, and capped`(lines: [String], seconds: Int?) {
        #expect(Preferences(lines).waitSeconds == seconds)
    }

    @Test func `the answer waits for the order to be shipped`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let answer = try await server.send(
                "POST",
                "/api/v1/orders",
                as: ada,
                body: ShopServer.mug,
                "Prefer: respond-async, wait=20"
            )
            #expect(answer.status == 201 && answer["preference-applied"] == "wait=20")
            #expect(try answer.json["status"]?.string == "shipped")
            #expect(answer["etag"] == "\"v6\"" && answer["x-log-position"] != nil)
            let plain = try await server.send("POST", "/orders", as: ada, body: ShopServer.mug, "Prefer: respond-async")
            #expect(try plain.json["status"]?.string == "pending")
            #expect(plain["preference-applied"] == nil)
        }
    }

    @Test func `a replay waits as well and answers the order as it is then`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            func place(_ fields: String...) async throws -> RawAnswer {
                let wish = fields.first ?? "Accept: */*"
                return try await server.send(
                    "POST",
                    "/orders",
                    as: ada,
                    body: ShopServer.mug,
                    "Idempotency-Key: w",
                    wish
                )
            }
            let first = try await place()
            #expect(try first.json["status"]?.string == "pending")
            let waited = try await place("Prefer: wait=20")
            #expect(waited.status == 201 && waited["idempotent-replayed"] == "true")
            #expect(try waited.json["status"]?.string == "shipped")
            #expect(try waited.json["order_id"]?.string == first.json["order_id"]?.string)
            #expect(try await place().body == first.body)
            #expect(try server.shop.engine.orderTotals().total == 1)
        }
    }

    @Test func `when the time is over the order is answered as it is`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let client = try await begin(server, ada, seconds: 5)
            server.shop.time.advance(millis: 5_000)
            let answer = try await client.takeAnswer()
            #expect(answer.status == 201 && answer["preference-applied"] == "wait=5")
            #expect(try answer.json["status"]?.string == "pending")
            try await client.close()
        }
    }

    @Test func `a client that goes away frees its wait`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let client = try await begin(server, ada, seconds: 30)
            try await client.close()
            // The clock stands still, so only the departure can end the wait.
            try await server.shop.until { server.waits.count == 0 }
        }
    }

    @Test func `a client that has said all it has to say gets its answer sooner`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let client = try await begin(server, ada, seconds: 30)
            try await client.closeOutput()
            #expect(try await client.takeAnswer().status == 201)
            // The server closes its side behind the answer.
        }
    }

    @Test func `a shutdown answers everybody who waits`() async throws {
        let answers = try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            var clients: [RawClient] = []
            for _ in 0..<5 { clients.append(try await begin(server, ada, seconds: 30, waiting: clients.count + 1)) }
            return clients
        }
        for client in answers {
            #expect(try await client.takeAnswer().status == 201)
            try await client.close()
        }
    }

    /// Sends an order that waits and comes back once the server is waiting.
    private func begin(
        _ server: ShopServer,
        _ person: ShopServer.Person,
        seconds: Int,
        waiting: Int = 1
    ) async throws -> RawClient {
        let client = try await RawClient.connect(port: server.port)
        let body = ShopServer.mug
        try await client.send(
            "POST /orders HTTP/1.1\r\nHost: shop.example\r\nAuthorization: Bearer \(person.token)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Prefer: wait=\(seconds)\r\n\r\n" + body
        )
        try await server.shop.until { server.waits.count == waiting }
        return client
    }
}
