import Commerce
import Engine
import EventLog
import TestSupport
import Testing

/// Stock over a real socket: levels, corrections, thresholds, the books.
@Suite(.serialized, .timeLimit(.minutes(10))) struct InventoryRouteTests {
    @Test func `an admin corrects stock, compares, and is told the present figure`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let admin = try await server.person("root", role: .admin)
            func adjust(_ body: String, _ product: String = "rare", _ fields: String...) async throws -> RawAnswer {
                let path = "/api/v1/inventory/\(product)/adjust"
                return try await server.send(
                    "POST",
                    path,
                    as: admin,
                    body: body,
                    "Idempotency-Key: \(fields.first ?? body)"
                )
            }
            let set = try await adjust(#"{"set_to":7,"reason":"counted","expected_on_hand":3}"#)
            #expect(set.status == 200, "\(set.body)")
            #expect(set["x-log-position"] == "\(server.shop.engine.log.position)")
            #expect(try set.json["on_hand"]?.int64 == 7 && set.json["available"]?.int64 == 7)
            #expect(try set.json["low_stock"]?.bool == false && set.json["low_stock_threshold"]?.int64 == 1)
            let again = try await adjust(#"{"set_to":7,"reason":"counted","expected_on_hand":3}"#)
            #expect(again.status == 200 && again["idempotent-replayed"] == "true" && again.body == set.body)
            let changed = try await adjust(#"{"delta":1,"reason":"late","if_on_hand":3}"#)
            #expect(changed.status == 409)
            #expect(try changed.code == "stock_changed" && changed.json["on_hand"]?.int64 == 7)
            let fewer = try await adjust(#"{"delta":-8,"reason":"lost"}"#)
            #expect(fewer.status == 409)
            #expect(try fewer.code == "insufficient_stock")
            let reused = try await adjust(#"{"delta":2,"reason":"x"}"#, "rare", #"{"delta":-8,"reason":"lost"}"#)
            #expect(reused.status == 200)
            let unknown = try await adjust(#"{"delta":1,"reason":"x"}"#, "none")
            #expect(unknown.status == 404)
            #expect(try unknown.code == "product_not_found")
            let threshold = try await server.send(
                "PATCH",
                "/inventory/rare",
                as: admin,
                body: #"{"low_stock_threshold":9}"#
            )
            #expect(threshold.status == 200)
            #expect(try threshold.json["low_stock"]?.bool == true)
            #expect(try server.shop.records(of: "inventory_low_stock").count == 1)
        }
    }

    /// Method and path, body, and the pointers that are named.
    static let bad: [(String, String, String, [String])] = [
        ("POST", "/inventory/rare/adjust", "{}", ["/delta", "/reason"]),
        ("POST", "/inventory/rare/adjust", #"{"delta":1,"set_to":2,"reason":"  "}"#, ["/set_to", "/reason"]),
        (
            "POST", "/inventory/rare/adjust", #"{"delta":0,"reason":"","other":1,"expected_on_hand":-1}"#,
            ["/delta", "/reason", "/other", "/expected_on_hand"]
        ),
        ("POST", "/inventory/rare/adjust", #"{"delta":1.5,"reason":7}"#, ["/delta", "/reason"]),
        ("POST", "/inventory/rare/adjust", #"{"set_to":-1,"reason":"a\nb"}"#, ["/set_to", "/reason"]),
        (
            "POST", "/inventory/rare/adjust",
            #"{"set_to":1000000000001,"reason":"x","expected_on_hand":1,"if_on_hand":2}"#,
            ["/set_to", "/if_on_hand"]
        ),
        ("POST", "/inventory/rare/adjust", #"{"delta":null,"set_to":null,"reason":null}"#, ["/delta", "/reason"]),
        (
            "POST", "/inventory/rare/adjust", #"{"delta":1,"reason":"\#(String(repeating: "ü", count: 501))"}"#,
            ["/reason"]
        ),
        ("PATCH", "/inventory/rare", "{}", ["/low_stock_threshold"]),
        ("PATCH", "/inventory/rare", #"{"low_stock_threshold":-1,"on_hand":3}"#, ["/low_stock_threshold", "/on_hand"]),
        ("POST", "/reservations", "{}", ["/items"]),
        (
            "POST", "/reservations", #"{"items":[],"order_id":"x","ttl_s":0,"note":""}"#,
            ["/items", "/order_id", "/ttl_s", "/note"]
        ),
        (
            "POST", "/reservations",
            #"{"items":[{"product_id":"mug","quantity":0},{"product_id":"","quantity":"1"},{"price":1}],"ttl_s":86401}"#,
            [
                "/items/0/quantity", "/items/1/product_id", "/items/1/quantity", "/items/2/price",
                "/items/2/product_id", "/items/2/quantity", "/ttl_s",
            ]
        ),
        ("POST", "/reservations/01a1fe31-6892-735b-b7b1-c5cd9d41ca3b/extend", "{}", ["/ttl_s"]),
    ]

    @Test func `all that is wrong with a body is said at once`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let admin = try await server.person("root", role: .admin)
            for (method, path, body, pointers) in Self.bad {
                let answer = try await server.send(method, path, as: admin, body: body)
                #expect(answer.status == 422, "\(path) \(body) \(answer.body)")
                #expect(try answer.code == "validation_error")
                let named = try answer.json["errors"]?.elements.compactMap { $0["pointer"]?.string } ?? []
                #expect(Set(named) == Set(pointers), "\(path) \(body)")
            }
            #expect(try server.shop.stock(of: "rare").onHand == 3)
        }
    }

    @Test func `a reason may have 500 characters of any script`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let admin = try await server.person("root", role: .admin)
            let reason = String(repeating: "ü", count: 499) + "🫖"
            let body = #"{"delta":1,"reason":"\#(reason)"}"#
            let answer = try await server.send("POST", "/inventory/rare/adjust", as: admin, body: body)
            #expect(answer.status == 200)
            let list = try await server.send("GET", "/inventory/rare/movements?page_size=1", as: admin)
            let movement = try #require(try list.json["data"]?.elements.first { _ in true })
            #expect(movement["reason"]?.string == reason && movement["actor_id"]?.string == admin.id)
            #expect(movement["number"]?.int64 == 1 && movement["kind"]?.string == "adjusted")
            #expect(movement["on_hand_change"]?.int64 == 1 && movement["reserved_change"]?.int64 == 0)
            #expect(movement["order_id"]?.isNull == true && movement["reservation_id"]?.isNull == true)
            #expect(try list.json["total"]?.int64 == 2 && list.json["next_cursor"]?.string == "1")
            let rest = try await server.send("GET", "/inventory/rare/movements?cursor=1", as: admin)
            #expect(try rest.json["data"]?.elements.map { $0["number"]?.int64 } == [0])
            #expect(try rest.json["has_more"]?.bool == false && rest.json["next_cursor"]?.isNull == true)
        }
    }

    @Test func `the books are for the shop, the levels for everybody`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let (ada, robot) = (try await server.person("ada"), try await server.person("robot", role: .system))
            let requests: [(String, String, String?)] = [
                ("POST", "/inventory/rare/adjust", #"{"delta":1,"reason":"x"}"#),
                ("PATCH", "/inventory/rare", #"{"low_stock_threshold":1}"#), ("GET", "/inventory/rare/movements", nil),
                ("GET", "/inventory/none/explain", nil),
            ]
            for (method, path, body) in requests {
                let unknown = try await server.send(method, path, body: body, "Accept: application/json")
                #expect(unknown.status == 401, "\(path)")
                let refused = try await server.send(method, path, as: ada, body: body)
                #expect(refused.status == 403, "\(path)")
                #expect(try refused.code == "access_denied")
                let answer = try await server.send(method, path, as: robot, body: body)
                #expect(answer.status == (path.contains("none") ? 404 : 200), "\(path)")
            }
            let list = try await server.send("GET", "/api/v1/inventory?page_size=2")
            #expect(try list.json["data"]?.elements.map { $0["product_id"]?.string } == ["bar", "mug"])
            #expect(try list.json["total"]?.int64 == 5 && list.json["next_cursor"]?.string == "mug")
            let next = try await server.send("GET", "/inventory?page_size=2&cursor=mug")
            #expect(try next.json["data"]?.elements.map { $0["product_id"]?.string } == ["pencil", "popular"])
            let bare = try await server.send("GET", "/inventory?limit=1&skip=4")
            #expect(try bare.json.elements.map { $0["product_id"]?.string } == ["rare"])
            #expect(bare["x-total-count"] == "5")
            let low = try await server.send("GET", "/inventory?low_stock=true")
            #expect(try low.json["total"]?.int64 == 0)
            for query in ["low_stock=1", "low_stock=", "cursor=%00", "page=0"] {
                #expect(try await server.send("GET", "/inventory?\(query)").status == 422, "\(query)")
            }
            let admin = try await server.person("root", role: .admin)
            for query in ["cursor=-1", "cursor=x", "page_size=101"] {
                #expect(try await server.send("GET", "/inventory/rare/movements?\(query)", as: admin).status == 422)
            }
            #expect(try await server.send("GET", "/inventory/none", "Accept: application/json").status == 404)
        }
    }

    @Test func `an explanation shows each figure with its movements and who holds what`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let admin = try await server.person("root", role: .admin)
            let order = try await server.order(as: ada)
            server.shop.time.advance(millis: 1)
            let body = #"{"items":[{"product_id":"mug","quantity":4}],"ttl_s":30}"#
            let made = try await server.send("POST", "/reservations", as: admin, body: body)
            let answer = try await server.send("GET", "/api/v1/inventory/mug/explain", as: admin)
            #expect(answer.status == 200)
            let told = try answer.json
            #expect(told["agrees"]?.bool == true && told["movements"]?.int64 == 3)
            for (figure, value) in [("on_hand", Int64(1_000_000)), ("reserved", 5), ("available", 999_995)] {
                #expect(told[figure]?["value"]?.int64 == value && told[figure]?["sum"]?.int64 == value, "\(figure)")
            }
            #expect(told["on_hand"]?["by_kind"]?["adjusted"]?.int64 == 1_000_000)
            #expect(told["available"]?["by_kind"]?["reserved"]?.int64 == -5)
            let holds = try #require(told["open_reservations"]?.elements.map { $0 })
            #expect(holds.map { $0["quantity"]?.int64 } == [1, 4])
            #expect(holds.first?["order_id"]?.string == order)
            #expect(holds.last?["reservation_id"]?.string == (try made.json["reservation_id"]?.string))
            #expect(holds.last?["expires_at"]?.string == (try made.json["expires_at"]?.string))
            #expect(told["open_reservations_count"]?.int64 == 2 && told["open_reservations_quantity"]?.int64 == 5)
        }
    }
}
