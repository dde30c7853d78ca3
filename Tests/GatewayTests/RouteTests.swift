import Commerce
import Engine
import HTTPTypes
import TestSupport
import Testing

@testable import Gateway

/// The routes over a real socket: codes, headers, problems.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RouteTests {
    @Test func `an account is made, logs in, refreshes and sees itself`() async throws {
        try await ShopServer.run { server in
            let body = #"{"email":"Ada@example.com","password":"correct horse","full_name":"Ada"}"#
            let made = try await server.send("POST", "/api/v1/auth/register", body: body)
            #expect(made.status == 201)
            #expect(made["x-log-position"] != nil)
            let user = try made.json
            #expect(user["email"]?.string == "Ada@example.com" && user["role"]?.string == "user")
            #expect(!made.body.contains("password"))
            let again = try await server.send("POST", "/api/v1/auth/register", body: body.lowercased())
            #expect(again.status == 409)
            #expect(try again.code == "email_taken")
            let login = try await server.send(
                "POST",
                "/api/v1/auth/login",
                body: #"{"email":"ada@example.com","password":"correct horse"}"#
            )
            #expect(login.status == 200)
            #expect(try login.json["token_type"]?.string == "Bearer")
            #expect(try login.json["expires_in"]?.int64 == 900)
            let access = try #require(try login.json["access_token"]?.string)
            let refresh = try #require(try login.json["refresh_token"]?.string)
            let me = try await server.send("GET", "/api/v1/users/me", "Authorization: bearer \(access)")
            #expect(me.status == 200)
            #expect(try me.json["user_id"]?.string == user["user_id"]?.string)
            let renewal = #"{"refresh_token":"\#(refresh)"}"#
            #expect(try await server.send("POST", "/api/v1/auth/refresh", body: renewal).status == 200)
            let reuse = try await server.send("POST", "/api/v1/auth/refresh", body: renewal)
            #expect(reuse.status == 401)
            #expect(try reuse.code == "refresh_token_reused")
            let wrong = try await server.send(
                "POST",
                "/api/v1/auth/login",
                body: #"{"email":"ada@example.com","password":"wrong horse"}"#
            )
            #expect(wrong.status == 401)
            #expect(try wrong.code == "invalid_credentials")
            #expect(wrong["www-authenticate"] != nil)
        }
    }

    @Test func `an order is placed, read, listed, and its events are shown`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let placed = try await server.send("POST", "/api/v1/orders", as: ada, body: ShopServer.mug)
            #expect(placed.status == 201)
            #expect(placed["x-log-position"]?.contains(".") == true)
            let id = try #require(try placed.json["order_id"]?.string)
            #expect(try placed.json["status"]?.string == "pending")
            try await server.shop.untilDrained(server.pipeline)
            let read = try await server.send("GET", "/api/v1/orders/\(id)", as: ada)
            let order = try read.json
            #expect(order["status"]?.string == "shipped")
            #expect(order["total_amount"]?.numberText.map(Array.init) == Array("29.99".utf8))
            #expect(order["shipping"]?["tracking_number"]?.string != nil)
            #expect(order["failure"]?.isNull == true)
            let tag = try #require(read["etag"])
            #expect(tag == "\"v6\"")
            let same = try await server.send("GET", "/api/v1/orders/\(id)", as: ada, "If-None-Match: \(tag)")
            #expect(same.status == 304 && same.body.isEmpty && same["etag"] == tag)
            #expect(
                try await server.send("GET", "/api/v1/orders/\(id)", as: ada, "If-None-Match: \"v1\"").status == 200
            )
            let events = try await server.send("GET", "/orders/\(id)/events", as: ada)
            #expect(
                try events.json["data"]?.elements.map { $0["event_type"]?.string } == [
                    "order.created", "order.validated", "payment.requested", "payment.completed",
                    "order.payment_processed", "order.fulfilled", "order.shipped",
                ]
            )
        }
    }

    @Test(arguments: ["/api/v1/orders", "/api/v1/orders/", "/orders", "/orders/"])
    func `paths work with and without prefix and trailing slash`(path: String) async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let placed = try await server.send("POST", path, as: ada, body: ShopServer.mug)
            #expect(placed.status == 201)
            let list = try await server.send("GET", path, as: ada)
            #expect(list.status == 200)
            #expect(try list.json["total"]?.int64 == 1)
        }
    }

    @Test func `request ids go in and out, and every answer has the security headers`() async throws {
        try await ShopServer.run { server in
            let given = try await server.send("GET", "/health", "X-Request-Id: my-id-7")
            #expect(given["x-request-id"] == "my-id-7")
            let made = try await server.send("GET", "/nothing/here", "Accept: application/json")
            #expect(made.status == 404)
            let id = try #require(made["x-request-id"])
            #expect(!id.isEmpty)
            let problem = try made.json
            #expect(made["content-type"] == "application/problem+json")
            #expect(problem["request_id"]?.string == id)
            #expect(problem["code"]?.string == "not_found" && problem["status"]?.int64 == 404)
            #expect(problem["type"]?.string == "/errors/not_found" && problem["instance"]?.string == "/nothing/here")
            #expect(problem["title"]?.string != nil && problem["detail"]?.string != nil)
            for bad in [String(repeating: "x", count: 65), "a b", "a\"b"] {
                #expect(try await server.send("GET", "/health", "X-Request-Id: \(bad)")["x-request-id"] != bad)
            }
            #expect(made["x-content-type-options"] == "nosniff")
            #expect(made["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
            #expect(made["referrer-policy"] != nil)
        }
    }

    @Test func `every error code has its page`() async throws {
        try await ShopServer.run { server in
            for code in ErrorCode.allCases {
                let page = try await server.send("GET", "/errors/\(code.rawValue)", "Accept: application/json")
                #expect(page.status == 200)
                #expect(try page.json["status"]?.int64 == Int64(code.status.code))
            }
            #expect(try await server.send("GET", "/errors/nonsense", "Accept: application/json").status == 404)
        }
    }

    /// A body, what it is called, and what is said of it.
    struct Bad: Sendable, CustomTestStringConvertible {
        var body: String
        var status: Int
        var code: String
        var pointers: [String] = []
        var testDescription: String { "\(code) \(pointers) \(body.prefix(60))" }
    }

    static let bad = [
        Bad(body: "", status: 400, code: "invalid_json"), Bad(body: "{", status: 400, code: "invalid_json"),
        Bad(body: #"{"items":[],"items":[]}"#, status: 400, code: "invalid_json"),
        Bad(
            body: String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
            status: 400,
            code: "invalid_json"
        ),
        Bad(body: "{}", status: 422, code: "validation_error", pointers: ["/items", "/total_amount"]),
        Bad(
            body: #"{"items":[],"total_amount":1,"unknown":1}"#,
            status: 422,
            code: "validation_error",
            pointers: ["/items", "/unknown"]
        ),
        Bad(
            body: #"{"items":[{"product_id":"mug","quantity":0,"unit_price":"x"}],"total_amount":-1}"#,
            status: 422,
            code: "validation_error",
            pointers: ["/items/0/quantity", "/items/0/unit_price", "/total_amount"]
        ),
        Bad(
            body: #"{"items":[{"product_id":"mug","quantity":1,"unit_price":1.999}],"total_amount":1.99}"#,
            status: 422,
            code: "amount_precision",
            pointers: ["/items/0/unit_price"]
        ),
        Bad(
            body: #"{"items":[{"product_id":"mug","quantity":1.5,"unit_price":1}],"total_amount":1}"#,
            status: 422,
            code: "validation_error",
            pointers: ["/items/0/quantity"]
        ),
        Bad(
            body: #"{"items":[{"product_id":"mug","quantity":1,"unit_price":1}],"total_amount":1,"user_id":"other"}"#,
            status: 422,
            code: "validation_error",
            pointers: ["/user_id"]
        ),
        Bad(
            body:
                #"{"items":[{"product_id":"mug","quantity":1,"unit_price":1}],"total_amount":1,"shipping_address":{}}"#,
            status: 422,
            code: "validation_error",
            pointers: [
                "/shipping_address/city", "/shipping_address/state", "/shipping_address/street",
                "/shipping_address/zip",
            ]
        ),
    ]

    @Test func `a body that cannot be used is refused with every field named`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            for bad in Self.bad {
                let answer = try await server.send("POST", "/api/v1/orders", as: ada, body: bad.body)
                #expect(answer.status == bad.status, "\(bad.testDescription): \(answer.body)")
                #expect(try answer.code == bad.code, "\(bad.testDescription)")
                let pointers = try answer.json["errors"]?.elements.compactMap { $0["pointer"]?.string } ?? []
                #expect(Set(pointers) == Set(bad.pointers), "\(bad.testDescription)")
            }
            #expect(try server.shop.engine.orderTotals().total == 0)
        }
    }

    @Test func `other kinds of bodies and bodies that are too long are refused`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let kind = try await server.send(
                "POST",
                "/api/v1/orders",
                as: ada,
                body: ShopServer.mug,
                "Content-Type: text/plain"
            )
            #expect(kind.status == 415)
            #expect(try kind.code == "unsupported_media_type")
            let charset = try await server.send(
                "POST",
                "/api/v1/orders",
                as: ada,
                body: ShopServer.mug,
                "Content-Type: application/json; charset=utf-8"
            )
            #expect(charset.status == 201)
            let client = try await RawClient.connect(port: server.port)
            let long = try await client.exchange(
                "POST /api/v1/orders HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(ada.token)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 1048577\r\n\r\n"
            )
            #expect(long.status == 413)
        }
    }

    @Test func `an idempotency key is replayed, bare or quoted, and guards its body`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let (ada, bob) = (try await server.person(), try await server.person("bob"))
            let first = try await server.send("POST", "/orders", as: ada, body: ShopServer.mug, "Idempotency-Key: k1")
            #expect(first.status == 201 && first["idempotent-replayed"] == nil)
            let replay = try await server.send(
                "POST",
                "/api/v1/orders",
                as: ada,
                body: ShopServer.mug,
                "Idempotency-Key: \"k1\""
            )
            #expect(replay.status == 201 && replay["idempotent-replayed"] == "true")
            #expect(replay.body == first.body && replay["x-log-position"] == first["x-log-position"])
            let other = try await server.send(
                "POST",
                "/orders",
                as: ada,
                body: ShopServer.mug + " ",
                "Idempotency-Key: k1"
            )
            #expect(other.status == 422)
            #expect(try other.code == "idempotency_key_reused")
            let bobs = try await server.send("POST", "/orders", as: bob, body: ShopServer.mug, "Idempotency-Key: k1")
            #expect(bobs.status == 201 && bobs.body != first.body)
            let long = String(repeating: "k", count: 256)
            #expect(
                try await server.send("POST", "/orders", as: ada, body: ShopServer.mug, "Idempotency-Key: \(long)")
                    .status == 422
            )
            #expect(try server.shop.engine.orderTotals().total == 2)
        }
    }

    @Test func `somebody else's order is not there`() async throws {
        try await ShopServer.run { server in
            let (ada, bob) = (try await server.person(), try await server.person("bob"))
            let admin = try await server.person("root", role: .admin)
            let id = try await server.order(as: ada)
            for (method, path) in [("GET", ""), ("GET", "/events"), ("DELETE", ""), ("POST", "/cancel")] {
                let answer = try await server.send(method, "/api/v1/orders/\(id)\(path)", as: bob)
                #expect(answer.status == 404)
                #expect(try answer.code == "order_not_found")
            }
            #expect(try await server.send("GET", "/api/v1/orders/\(id)", as: admin).status == 200)
            #expect(try await server.send("GET", "/api/v1/orders/no-id", as: ada).status == 404)
            #expect(try await server.send("GET", "/api/v1/orders?user_id=\(ada.id)", as: bob).status == 403)
            #expect(try await server.send("GET", "/api/v1/orders", as: bob).json["total"]?.int64 == 0)
            #expect(try await server.send("GET", "/api/v1/orders", as: admin).json["total"]?.int64 == 1)
        }
    }

    @Test func `an admin cannot order`() async throws {
        try await ShopServer.run { server in
            let admin = try await server.person("root", role: .admin)
            let answer = try await server.send("POST", "/api/v1/orders", as: admin, body: ShopServer.mug)
            #expect(answer.status == 403)
            #expect(try answer.code == "admin_cannot_order")
        }
    }

    @Test func `an order is cancelled until it is shipped`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let id = try await server.order(as: ada)
            let cancelled = try await server.send(
                "POST",
                "/api/v1/orders/\(id)/cancel",
                as: ada,
                body: #"{"reason":"too late"}"#
            )
            #expect(cancelled.status == 200)
            #expect(try cancelled.json["status"]?.string == "cancelled")
            #expect(try cancelled.json["cancel_reason"]?.string == "too late")
            let twice = try await server.send("DELETE", "/api/v1/orders/\(id)", as: ada)
            #expect(twice.status == 409)
            #expect(try twice.code == "order_not_cancellable")
        }
    }

    @Test func `lists have pages, a cursor, a bare form, and refuse what is no number`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await server.order(as: ada)) }
            func page(_ query: String) async throws -> (ids: [String], json: JSONNode) {
                let json = try await server.send("GET", "/api/v1/orders?\(query)", as: ada).json
                return (json["data"]?.elements.compactMap { $0["order_id"]?.string } ?? [], json)
            }
            let first = try await page("page=1&page_size=2")
            #expect(first.ids == ids.suffix(2).reversed())
            #expect(first.json["has_more"]?.bool == true && first.json["total"]?.int64 == 5)
            #expect(first.json["page"]?.int64 == 1 && first.json["page_size"]?.int64 == 2)
            let cursor = try #require(first.json["next_cursor"]?.string)
            #expect(try await page("cursor=\(cursor)&page_size=2").ids == [ids[2], ids[1]])
            let last = try await page("page=3&page_size=2")
            #expect(last.ids == [ids[0]])
            #expect(last.json["has_more"]?.bool == false && last.json["next_cursor"]?.isNull == true)
            #expect(try await page("status=shipped").json["total"]?.int64 == 0)
            #expect(try await page("status=pending").json["total"]?.int64 == 5)
            let bare = try await server.send("GET", "/orders?skip=1&limit=2", as: ada)
            #expect(bare["x-total-count"] == "5")
            #expect(try bare.json.elements.compactMap { $0["order_id"]?.string } == [ids[3], ids[2]])
            for query in ["page=0", "page_size=101", "page=x", "limit=0", "skip=-1", "status=lost", "cursor=x"] {
                #expect(try await server.send("GET", "/orders?\(query)", as: ada).status == 422)
            }
        }
    }

    @Test func `the catalogue is open to everybody`() async throws {
        try await ShopServer.run { server in
            let list = try await server.send("GET", "/api/v1/products?q=mug")
            #expect(try list.json["data"]?.elements.map { $0["product_id"]?.string } == ["mug"])
            let product = try await server.send("GET", "/products/mug")
            #expect(try product.json["price"]?.numberText.map(Array.init) == Array("29.99".utf8))
            let missing = try await server.send("GET", "/products/none", "Accept: application/json")
            #expect(missing.status == 404)
            #expect(try missing.code == "product_not_found")
            let level = try await server.send("GET", "/api/v1/inventory/rare")
            #expect(try level.json["on_hand"]?.int64 == 3)
            #expect(try level.json["low_stock_threshold"]?.int64 == 1)
        }
    }

    @Test func `rejecting policies answer 409 and 422`() async throws {
        try await ShopServer.run(engine: { $0.orders = OrderPolicy(stock: .reject, pricing: .reject) }) { server in
            let ada = try await server.person()
            func place(_ product: String, _ quantity: Int, _ price: String, _ total: String) async throws -> RawAnswer {
                let item = #"{"product_id":"\#(product)","quantity":\#(quantity),"unit_price":\#(price)}"#
                return try await server.send(
                    "POST",
                    "/orders",
                    as: ada,
                    body: #"{"items":[\#(item)],"total_amount":\#(total)}"#
                )
            }
            let short = try await place("rare", 4, "99.99", "399.96")
            #expect(short.status == 409)
            #expect(try short.code == "insufficient_stock")
            let price = try await place("mug", 1, "1.00", "1.00")
            #expect(price.status == 422)
            #expect(try price.code == "price_mismatch")
            let unknown = try await place("none", 1, "1.00", "1.00")
            #expect(unknown.status == 422)
            #expect(try unknown.code == "unknown_product")
        }
    }

    @Test func `a demonstration takes orders without an account`() async throws {
        try await ShopServer.run(isDemo: true, engine: { $0.addsUnknownProducts = true }) { server in
            let body = #"{"user_id":"user-1","items":[{"product_id":"new","quantity":1,"price":2}],"total_amount":2}"#
            let placed = try await server.send("POST", "/orders", body: body)
            #expect(placed.status == 201)
            try await server.shop.untilDrained(server.pipeline)
            let id = try #require(try placed.json["order_id"]?.string)
            #expect(try await server.send("GET", "/orders/\(id)").json["status"]?.string == "shipped")
        }
    }

    @Test func `health and metrics answer without an account`() async throws {
        try await ShopServer.run { server in
            #expect(try await server.send("GET", "/health").json["status"]?.string == "healthy")
            #expect(try await server.send("GET", "/health/ready").status == 200)
            let metrics = try await server.send("GET", "/metrics")
            #expect(metrics.status == 200)
            #expect(metrics.body.contains("# TYPE"))
        }
    }
}
