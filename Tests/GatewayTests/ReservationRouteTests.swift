import Commerce
import Engine
import TestSupport
import Testing

/// Reservations over a real socket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ReservationRouteTests {
    private static let vase = #"{"items":[{"product_id":"rare","quantity":1},{"product_id":"rare","quantity":1}]}"#

    @Test(arguments: [Role.admin, .system])
    func `goods are set aside, kept for longer, and given back`(role: Role) async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let person = try await server.person("root", role: role)
            let made = try await server.send("POST", "/api/v1/reservations", as: person, body: Self.vase)
            #expect(made.status == 201, "\(made.body)")
            #expect(made["x-log-position"] != nil)
            let reservation = try made.json
            let id = try #require(reservation["reservation_id"]?.string)
            #expect(reservation["status"]?.string == "active" && reservation["order_id"]?.isNull == true)
            #expect(reservation["items"]?.elements.map { $0["quantity"]?.int64 } == [2])
            #expect(reservation["created_by"]?.string == person.id && reservation["ended_at"]?.isNull == true)
            #expect(reservation["expires_at"]?.string == server.shop.time.now.adding(millis: 600_000).text)
            let short = try await server.send("POST", "/reservations", as: person, body: Self.vase)
            #expect(short.status == 409)
            #expect(try short.code == "insufficient_stock")
            let path = "/reservations/\(id)"
            let longer = try await server.send("POST", path + "/extend", as: person, body: #"{"ttl_s":900}"#)
            #expect(longer.status == 200)
            #expect(try longer.json["expires_at"]?.string == server.shop.time.now.adding(millis: 900_000).text)
            #expect(try await server.send("GET", path, as: person).body == longer.body)
            let released = try await server.send("DELETE", path, as: person)
            #expect(released.status == 200)
            #expect(try released.json["status"]?.string == "released")
            let again = try await server.send("DELETE", path, as: person)
            #expect(again.status == 200 && again.body == released.body)
            let late = try await server.send("POST", path + "/extend", as: person, body: #"{"ttl_s":900}"#)
            #expect(late.status == 409)
            #expect(try late.code == "reservation_ended")
            #expect(try server.shop.stock(of: "rare").available == 3)
        }
    }

    @Test func `customers see the reservation of their own order and make none`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let (ada, bob) = (try await server.person(), try await server.person("bob"))
            let admin = try await server.person("root", role: .admin)
            let order = try await server.order(as: ada)
            let body = #"{"order_id":"\#(order)","items":[{"product_id":"mug","quantity":1}],"ttl_s":5}"#
            let refused = try await server.send("POST", "/reservations", as: ada, body: body)
            #expect(refused.status == 403)
            #expect(try refused.code == "access_denied")
            let made = try await server.send("POST", "/reservations", as: admin, body: body)
            let id = try #require(try made.json["reservation_id"]?.string)
            #expect(try made.json["order_id"]?.string == order)
            #expect(try await server.send("GET", "/reservations/\(id)", as: ada).status == 200)
            #expect(try await server.send("GET", "/reservations/\(id)", as: bob).status == 404)
            #expect(try await server.send("DELETE", "/reservations/\(id)", as: ada).status == 403)
            for path in ["/reservations/\(id)", "/reservations/nonsense"] {
                #expect(try await server.send("GET", path, "Accept: application/json").status == 401)
            }
            let gone = try await server.send("DELETE", "/reservations/nonsense", as: admin)
            #expect(gone.status == 404)
            #expect(try gone.code == "reservation_not_found")
            let other = body.replacing(order, with: id)
            let missing = try await server.send("POST", "/reservations", as: admin, body: other)
            #expect(missing.status == 404)
            #expect(try missing.code == "order_not_found")
            _ = try await server.send("POST", "/orders/\(order)/cancel", as: ada)
            let closed = try await server.send("POST", "/reservations", as: admin, body: body)
            #expect(closed.status == 409)
            #expect(try closed.code == "invalid_transition")
            let unknown = body.replacing("mug", with: "none").replacing(#""order_id":"\#(order)","#, with: "")
            let strange = try await server.send("POST", "/reservations", as: admin, body: unknown)
            #expect(strange.status == 422)
            #expect(try strange.code == "unknown_product")
        }
    }

    @Test func `a repeated request with its key is answered once and for all`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let admin = try await server.person("root", role: .admin)
            var bodies: Set<String> = []
            for number in 0..<3 {
                let answer = try await server.send(
                    "POST",
                    "/reservations",
                    as: admin,
                    body: Self.vase,
                    "Idempotency-Key: \"one\""
                )
                #expect(answer.status == 201 && (answer["idempotent-replayed"] == "true") == (number > 0))
                bodies.insert(answer.body)
            }
            #expect(bodies.count == 1)
            #expect(try server.shop.stock(of: "rare").reserved == 2)
        }
    }

    @Test func `a demonstration sets goods aside without an account`() async throws {
        try await ShopServer.run(isDemo: true, withWorkers: false) { server in
            let made = try await server.send("POST", "/reservations", body: Self.vase)
            #expect(made.status == 201)
            #expect(try made.json["created_by"]?.isNull == true)
            let id = try #require(try made.json["reservation_id"]?.string)
            #expect(try await server.send("DELETE", "/reservations/\(id)").status == 200)
            let adjusted = #"{"delta":1,"reason":"x"}"#
            #expect(try await server.send("POST", "/inventory/rare/adjust", body: adjusted).status == 401)
        }
    }
}
