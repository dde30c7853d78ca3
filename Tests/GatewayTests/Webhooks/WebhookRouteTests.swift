import Commerce
import Engine
import Gateway
import TestSupport
import Testing

/// `/webhooks` over a real socket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WebhookRouteTests {
    private static let names = ScriptedResolver([
        "shop.example.com": [["8.8.8.8"]], "inside.example.com": [["10.0.0.1"]],
    ])

    private func run(
        limitsRequests: Bool = false,
        _ body: @Sendable (ShopServer, ShopServer.Person) async throws -> Void
    ) async throws {
        try await ShopServer.run(
            withWorkers: false,
            gateway: { $0.rateLimitEnabled = limitsRequests },
            engine: { $0.webhooks.resolver = Self.names },
            { server in try await body(server, try await server.person()) }
        )
    }

    private static func body(_ url: String = "https://shop.example.com/hooks", _ more: String = "") -> String {
        #"{"url":"\#(url)"\#(more)}"#
    }

    private func create(_ server: ShopServer, _ person: ShopServer.Person) async throws -> String {
        let made = try await server.send("POST", "/api/v1/webhooks", as: person, body: Self.body())
        #expect(made.status == 201, "\(made.body)")
        return try #require(try made.json["webhook_id"]?.string)
    }

    @Test func `a webhook is made, read, changed and removed, its secret shown once`() async throws {
        try await run { server, ada in
            let more = #","event_types":["order.*","order.*"],"format":"thin""#
            let made = try await server.send(
                "POST",
                "/webhooks",
                as: ada,
                body: Self.body("https://Shop.example.com", more)
            )
            #expect(made.status == 201)
            let webhook = try made.json
            let id = try #require(webhook["webhook_id"]?.string)
            #expect(webhook["secret"]?.string?.hasPrefix("whsec_") == true && webhook["owner_id"]?.string == ada.id)
            #expect(webhook["url"]?.string == "https://shop.example.com/" && webhook["format"]?.string == "thin")
            #expect(webhook["event_types"]?.elements.compactMap(\.string) == ["order.*"])
            let read = try await server.send("GET", "/webhooks/\(id)", as: ada)
            #expect(try read.json["secret"]?.isNull == true && read.json["status"]?.string == "active")
            let changed = try await server.send("PATCH", "/webhooks/\(id)", as: ada, body: #"{"event_types":["*"]}"#)
            #expect(try changed.json["event_types"]?.elements.compactMap(\.string) == ["*"])
            let list = try await server.send("GET", "/webhooks", as: ada)
            #expect(
                try list.json["total"]?.int64 == 1
                    && list.json["data"]?.elements.reduce(0) { count, _ in count + 1 } == 1
            )
            #expect(try await server.send("DELETE", "/webhooks/\(id)", as: ada).status == 200)
            let gone = try await server.send("GET", "/webhooks/\(id)", as: ada)
            #expect(gone.status == 404)
            #expect(try gone.code == "webhook_not_found")
            #expect(try await server.send("GET", "/webhooks", as: ada).json["total"]?.int64 == 0)
        }
    }

    @Test func `a repeated request has the same answer`() async throws {
        try await run { server, ada in
            let first = try await server.send("POST", "/webhooks", as: ada, body: Self.body(), "Idempotency-Key: one")
            let second = try await server.send("POST", "/webhooks", as: ada, body: Self.body(), "Idempotency-Key: one")
            #expect(second.status == 201 && second["idempotent-replayed"] == "true")
            #expect(first.body == second.body)
            #expect(try server.shop.engine.webhooks(skip: 0, before: nil, limit: 5, for: .admin).total == 1)
        }
    }

    @Test(arguments: [
        ("http://shop.example.com/", "scheme"), ("https://127.0.0.1/", "loopback"),
        ("https://inside.example.com/", "private"),
        ("https://nobody.example.com/", "unresolvable"), ("https://a@shop.example.com/", "userinfo"),
        ("x", "malformed"),
    ]) func `an address that is not allowed is refused with its reason`(url: String, reason: String) async throws {
        try await run { server, ada in
            let refused = try await server.send("POST", "/webhooks", as: ada, body: Self.body(url))
            #expect(refused.status == 422)
            #expect(try refused.code == "webhook_url_not_allowed" && refused.json["reason"]?.string == reason)
            let id = try await create(server, ada)
            let change = try await server.send("PATCH", "/webhooks/\(id)", as: ada, body: Self.body(url))
            #expect(try change.json["reason"]?.string == reason)
        }
    }

    @Test func `every hostile address is refused with its code and reason, when it is added and when it is changed`()
        async throws
    {
        try await run { server, ada in
            let id = try await create(server, ada)
            for (url, reason) in HostileAddresses.urls {
                var json = JSONWriter(capacity: 600)
                json.beginObject()
                json.field("url", url)
                json.endObject()
                let body = String(decoding: json.bytes, as: UTF8.self)
                for (method, path) in [("POST", "/webhooks"), ("PATCH", "/webhooks/\(id)")] {
                    let refused = try await server.send(method, path, as: ada, body: body)
                    #expect(refused.status == 422, "\(method) \(url)")
                    #expect(try refused.code == "webhook_url_not_allowed", "\(method) \(url)")
                    #expect(try refused.json["reason"]?.string == reason, "\(method) \(url)")
                }
            }
            let kept = try await server.send("GET", "/webhooks", as: ada)
            #expect(try kept.json["total"]?.int64 == 1)
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"url":"https://shop.example.com/","event_types":[]}"#, #"{"url":5}"#,
        #"{"url":"https://shop.example.com/","event_types":["order.gone"]}"#,
        #"{"url":"https://shop.example.com/","secret":"short"}"#, #"{"url":"https://shop.example.com/","from":"soon"}"#,
        #"{"url":"https://shop.example.com/","format":"xml"}"#, #"{"url":"https://shop.example.com/","extra":1}"#,
        #"{"url":"https://shop.example.com/","from":"00000007.999999"}"#,
    ]) func `bodies that cannot be used are refused`(body: String) async throws {
        try await run { server, ada in
            let refused = try await server.send("POST", "/webhooks", as: ada, body: body)
            #expect(refused.status == 422 || refused.status == 410, "\(refused.body)")
        }
    }

    @Test func `nobody sees the webhooks and deliveries of others but administrators`() async throws {
        try await run { server, ada in
            let bob = try await server.person("bob")
            let admin = try await server.person("root", role: .admin)
            let id = try await create(server, ada)
            let tested = try await server.send("POST", "/webhooks/\(id)/test", as: ada)
            #expect(tested.status == 202)
            let delivery = try #require(try tested.json["delivery_id"]?.string)
            for path in ["/webhooks/\(id)", "/webhooks/\(id)/deliveries", "/webhook-deliveries/\(delivery)"] {
                #expect(try await server.send("GET", path, as: bob).status == 404)
                #expect(try await server.send("GET", path, as: admin).status == 200)
                #expect(try await server.send("GET", path, "Accept: application/json").status == 401)
            }
            for path in ["/webhooks/\(id)/pause", "/webhooks/\(id)/test", "/webhook-deliveries/\(delivery)/redeliver"] {
                #expect(try await server.send("POST", path, as: bob).status == 404)
            }
            #expect(try await server.send("DELETE", "/webhooks/\(id)", as: bob).status == 404)
            #expect(try await server.send("GET", "/webhooks", as: bob).json["total"]?.int64 == 0)
            #expect(try await server.send("GET", "/webhooks", as: admin).json["total"]?.int64 == 1)
        }
    }

    @Test func `a webhook is paused, resumed, rotated and replayed`() async throws {
        try await run { server, ada in
            let id = try await create(server, ada)
            let paused = try await server.send("POST", "/webhooks/\(id)/pause", as: ada)
            #expect(try paused.json["status"]?.string == "paused" && paused.json["pause_reason"]?.string == "requested")
            let refused = try await server.send("POST", "/webhooks/\(id)/test", as: ada)
            #expect(refused.status == 409)
            #expect(try refused.code == "webhook_paused")
            let resumed = try await server.send("POST", "/webhooks/\(id)/resume", as: ada, body: #"{"mode":"skip"}"#)
            #expect(try resumed.json["status"]?.string == "active")
            let rotated = try await server.send(
                "POST",
                "/webhooks/\(id)/rotate-secret",
                as: ada,
                body: #"{"overlap_s":60}"#
            )
            #expect(try rotated.json["secret"]?.string != nil)
            #expect(
                try rotated.json["previous_secret_until"]?.string == server.shop.time.now.adding(millis: 60_000).text
            )
            let replay = #"{"from":"earliest"}"#
            #expect(try await server.send("POST", "/webhooks/\(id)/replay", as: ada, body: replay).status == 202)
            let wrong = try await server.send("POST", "/webhooks/\(id)/resume", as: ada, body: #"{"mode":"later"}"#)
            #expect(wrong.status == 422)
            let list = try await server.send("GET", "/webhooks/\(id)/deliveries?status=pending&page_size=5", as: ada)
            #expect(list.status == 200)
            #expect(try list.json["has_more"]?.bool == false)
        }
    }

    @Test func `customers have twenty webhooks at most, and ten tries an hour`() async throws {
        try await run { server, ada in
            for _ in 0..<WebhookEndpoint.customerLimit { _ = try await create(server, ada) }
            let refused = try await server.send("POST", "/webhooks", as: ada, body: Self.body())
            #expect(refused.status == 409)
            #expect(try refused.code == "too_many_webhooks")
            var cursor = "", seen = 0
            repeat {
                let page = try await server.send("GET", "/webhooks?page_size=7\(cursor)", as: ada).json
                seen += page["data"]?.elements.reduce(0) { count, _ in count + 1 } ?? 0
                cursor = page["next_cursor"]?.string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(seen == WebhookEndpoint.customerLimit)
        }
        try await run(limitsRequests: true) { server, ada in
            for _ in 0..<10 { _ = try await create(server, ada) }
            #expect(try await server.send("POST", "/webhooks", as: ada, body: Self.body()).status == 429)
        }
    }
}
