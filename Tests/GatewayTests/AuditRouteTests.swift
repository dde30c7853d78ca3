import Commerce
import Engine
import EventLog
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Gateway

/// The audit over HTTP: every administrative endpoint leaves one entry that says who did what to which.
@Suite(.timeLimit(.minutes(10))) struct AuditRouteTests {
    /// An administrative request and what the audit says of it.
    struct Deed: Sendable, CustomTestStringConvertible {
        let method: String
        let path: String
        var body: String?
        var fields: [String] = []
        let action: AuditAction
        /// Member of `after` and its JSON.
        let after: (String, String)?
        /// The same of `before`; nil for null.
        var before: String?
        var status = 200

        var testDescription: String { "\(method) \(path)" }
    }

    /// `ORDER`, `PAYMENT`, `USER`, `RESERVATION` stand for ids that the test makes.
    static let deeds: [Deed] = [
        Deed(
            method: "PATCH",
            path: "/users/USER",
            body: #"{"tier":"gold"}"#,
            action: .userChange,
            after: ("tier", "gold"),
            before: "standard"
        ),
        Deed(
            method: "POST",
            path: "/products",
            body: #"{"product_id":"new","sku":"N-1","name":"New","price":1.50}"#,
            action: .productCreate,
            after: ("price", "1.50"),
            status: 201
        ),
        Deed(
            method: "PATCH",
            path: "/products/mug",
            body: #"{"price":31.00}"#,
            action: .productChange,
            after: ("price", "31.00"),
            before: "29.99"
        ),
        Deed(
            method: "DELETE",
            path: "/products/pencil",
            action: .productRemove,
            after: ("is_active", "false"),
            before: "true"
        ),
        Deed(
            method: "POST",
            path: "/products/import",
            body: "product_id,sku,name,price\nbowl,B-1,Bowl,7.50\n",
            fields: ["Content-Type: text/csv"],
            action: .productImport,
            after: ("created", #"["bowl"]"#)
        ),
        Deed(
            method: "POST",
            path: "/inventory/mug/adjust",
            body: #"{"delta":-2,"reason":"Broken"}"#,
            action: .stockAdjust,
            after: ("reason", "Broken")
        ),
        Deed(
            method: "PATCH",
            path: "/inventory/mug",
            body: #"{"low_stock_threshold":9}"#,
            action: .stockThreshold,
            after: ("low_stock_threshold", "9"),
            before: "0"
        ),
        Deed(
            method: "POST",
            path: "/reservations",
            body: #"{"items":[{"product_id":"mug","quantity":2}]}"#,
            action: .reservationCreate,
            after: ("items", #"["2 x mug"]"#),
            status: 201
        ),
        Deed(
            method: "POST",
            path: "/reservations/RESERVATION/extend",
            body: #"{"ttl_s":7200}"#,
            action: .reservationExtend,
            after: ("expires_at", "2026-03-01T14:00:00.000Z"),
            before: "2026-03-01T12:10:00.000Z"
        ),
        Deed(
            method: "DELETE",
            path: "/reservations/RESERVATION",
            action: .reservationRelease,
            after: ("status", "released"),
            before: "active"
        ),
        Deed(
            method: "PATCH",
            path: "/orders/ORDER",
            body: #"{"status":"delivered"}"#,
            action: .orderChange,
            after: ("status", "delivered"),
            before: "shipped"
        ),
        Deed(
            method: "DELETE",
            path: "/orders/PENDING",
            action: .orderCancel,
            after: ("status", "cancelled"),
            before: "pending"
        ),
        Deed(
            method: "POST",
            path: "/orders/PENDING/cancel",
            body: #"{"reason":"Ada asked on the telephone"}"#,
            action: .orderCancel,
            after: ("reason", "(26 characters)")
        ),
        Deed(
            method: "POST",
            path: "/orders/ORDER/notes",
            body: #"{"text":"Rang twice."}"#,
            action: .orderNote,
            after: ("note", "(11 characters)"),
            status: 201
        ),
        Deed(
            method: "POST",
            path: "/api-keys",
            body: #"{"name":"Warehouse","scopes":["inventory:read"]}"#,
            action: .apiKeyCreate,
            after: ("scopes", #"["inventory:read"]"#),
            status: 201
        ),
        Deed(
            method: "DELETE",
            path: "/api-keys/KEY",
            action: .apiKeyRevoke,
            after: ("revoked_at", "2026-03-01T12:00:00.000Z"),
            before: "null",
            status: 204
        ),
        Deed(
            method: "POST",
            path: "/payments/PAYMENT/refunds",
            body: #"{"amount":5.00,"reason":"Scratched"}"#,
            action: .paymentRefund,
            after: ("amount", "5.00"),
            status: 201
        ),
        Deed(
            method: "POST",
            path: "/notifications",
            body: #"{"customer_id":"USER","type":"in_app","message":"Your parcel is here."}"#,
            action: .notificationSend,
            after: ("message", "(20 characters)"),
            status: 201
        ),
        Deed(
            method: "POST",
            path: "/admin/dlq/redrive",
            body: #"{"ids":["0"]}"#,
            action: .letterRedrive,
            after: ("status", "redriven"),
            before: "open"
        ),
        Deed(
            method: "POST",
            path: "/admin/dlq/discard",
            body: #"{"ids":["0"],"reason":"Ada was called on the telephone"}"#,
            action: .letterDiscard,
            after: ("status", "discarded"),
            before: "open"
        ),
        Deed(
            method: "GET",
            path: "/admin/dlq/0?reveal=true",
            action: .dataReveal,
            after: nil
        ),
        Deed(
            method: "GET",
            path: "/admin/topics/user_registered/records?reveal=true&from=earliest",
            action: .dataReveal,
            after: ("last_offset", "1")
        ),
        Deed(
            method: "POST",
            path: "/admin/groups/books/reset",
            body: #"{"to":"earliest"}"#,
            action: .groupReset,
            after: ("user_registered-0", "0"),
            before: "1"
        ),
        Deed(
            method: "POST",
            path: "/admin/workers/inventory-group/pause",
            action: .workerPause,
            after: ("paused_at", "2026-03-01T12:00:00.000Z"),
            before: "null"
        ),
        Deed(
            method: "POST",
            path: "/admin/workers/refund/resume",
            action: .workerResume,
            after: ("paused_at", "null"),
            before: "2026-03-01T12:00:00.000Z"
        ),
        Deed(
            method: "POST",
            path: "/webhooks",
            body: #"{"url":"https://8.8.8.8/a-secret-path"}"#,
            action: .webhookCreate,
            after: ("url", "https://8.8.8.8/…"),
            status: 201
        ),
        Deed(
            method: "PATCH",
            path: "/webhooks/WEBHOOK",
            body: #"{"event_types":["order.shipped"]}"#,
            action: .webhookChange,
            after: ("event_types", #"["order.shipped"]"#),
            before: #"["*"]"#
        ),
        Deed(
            method: "POST",
            path: "/webhooks/WEBHOOK/pause",
            action: .webhookPause,
            after: ("status", "paused"),
            before: "active"
        ),
        Deed(
            method: "POST",
            path: "/webhooks/PAUSED/resume",
            body: "{}",
            action: .webhookResume,
            after: ("status", "active"),
            before: "paused"
        ),
        Deed(
            method: "POST",
            path: "/webhooks/WEBHOOK/rotate-secret",
            body: "{}",
            action: .webhookRotate,
            after: nil
        ),
        Deed(
            method: "POST",
            path: "/webhooks/WEBHOOK/replay",
            body: #"{"from":"earliest"}"#,
            action: .webhookReplay,
            after: nil,
            status: 202
        ),
        Deed(method: "POST", path: "/webhooks/WEBHOOK/test", action: .webhookTest, after: nil, status: 202),
        Deed(
            method: "POST",
            path: "/webhook-deliveries/DELIVERY/redeliver",
            action: .webhookRedeliver,
            after: nil,
            status: 202
        ),
        Deed(
            method: "DELETE",
            path: "/webhooks/WEBHOOK",
            action: .webhookDelete,
            after: ("status", "deleted"),
            before: "active"
        ),
    ]

    /// Audited, and tested where it is easier to do: the value of a letter has to be an event of its order (`RedriveTests`).
    /// Not audited: consumers outside say all day how far they have come.
    private static let elsewhere: Set<String> = ["editDeadLetter", "commitGroup"]

    @Test(arguments: deeds) func `an administrative request leaves one entry`(deed: Deed) async throws {
        // Without workers an order stays pending.
        try await ShopServer.run(withWorkers: !deed.path.contains("PENDING"), engine: { $0.maxRetries = 0 }) { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            let ids = try await Self.ids(for: deed, server, ada, boss)
            var (path, body) = (deed.path, deed.body)
            for (name, id) in ids {
                path = path.replacing(name, with: id)
                body = body?.replacing(name, with: id)
            }
            let before = try await Self.entries(server, boss)
            let answer = try await Self.send(server, deed, path, body, as: boss)
            #expect(answer.status == deed.status, "\(answer.statusLine) \(answer.body)")
            let entries = try await Self.entries(server, boss)
            #expect(entries.count == before.count + 1)
            let entry = try #require(entries.first)
            #expect(entry["action"]?.string == deed.action.rawValue)
            #expect(entry["actor"]?.string == "user:\(boss.id)")
            #expect(entry["request_id"]?.string == answer["x-request-id"])
            #expect(entry["address_hash"]?.string?.count == 32)
            if let (field, wanted) = deed.after {
                #expect(Self.text(entry["after"]?[field]) == wanted)
                if let wanted = deed.before { #expect(Self.text(entry["before"]?[field]) == wanted) }
            }
            // Data about persons is not in it.
            let text = String(decoding: entry.rawText, as: UTF8.self)
            #expect(!text.contains("example.com") && !text.contains("telephone") && !text.contains("Rang"))
        }
    }

    /// Every endpoint that only administrators or programs may use to change something is in the table above.
    @Test func `no administrative endpoint is missing from the table`() async throws {
        try await ShopServer.run { server in
            let tested = Set(Self.deeds.map { "\($0.method) " + Self.template($0.path) })
            let wanted = server.table.endpoints.filter { endpoint in
                endpoint.isIdempotent && [.staff, .admin, .demo(.system)].contains(endpoint.access)
                    && !Self.elsewhere.contains(endpoint.name)
            }
            let missing = wanted.map { "\($0.method.rawValue) \($0.path)" }.filter { !tested.contains($0) }
            #expect(missing.isEmpty, "\(missing)")
        }
    }

    @Test func `logins of administrators are in it, also those that fail, and those of others are not`() async throws {
        try await ShopServer.run { server in
            let boss = try await server.person("boss", role: .admin)
            _ = try await server.person()
            for (name, password) in [
                ("boss", "correct horse"), ("boss", "wrong horse"), ("ada", "correct horse"),
                ("ada", "wrong horse"), ("nobody", "wrong horse"),
            ] {
                let body = #"{"email":"\#(name)@example.com","password":"\#(password)"}"#
                _ = try await server.send("POST", "/auth/login", body: body)
            }
            // A failed login is written down behind its answer.
            while try await Self.entries(server, boss).count < 2 { try await server.shop.fence() }
            let entries = try await Self.entries(server, boss)
            #expect(entries.map { $0["action"]?.string } == ["login.failed", "login"])
            #expect(entries.map { $0["actor"]?.string } == ["anonymous", "user:\(boss.id)"])
            #expect(entries.allSatisfy { $0["target"]?.string == "user:\(boss.id)" })
        }
    }

    @Test func `it is searched by actor, action, target and time, in pages, by administrators alone`() async throws {
        try await ShopServer.run { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            for number in 1...5 {
                let body = #"{"low_stock_threshold":\#(number)}"#
                _ = try await server.send("PATCH", "/inventory/mug", as: boss, body: body)
                server.shop.time.advance(millis: 60_000)
            }
            _ = try await server.send("PATCH", "/users/\(ada.id)", as: boss, body: #"{"tier":"gold"}"#)
            for (query, count) in [
                ("", 6), ("?action=stock.threshold", 5), ("?target=mug", 5), ("?target=product:mug", 5),
                ("?actor=\(boss.id)", 6), ("?actor=\(ada.id)", 0), ("?since=2026-03-01T12:03:00Z", 3),
                ("?target=user:\(ada.id)&action=user.change", 1),
            ] { #expect(try await Self.entries(server, boss, query).count == count, "\(query)") }
            var (found, cursor) = (0, "")
            repeat {
                let answer = try await server.send("GET", "/admin/audit?page_size=2\(cursor)&target=mug", as: boss)
                found += try answer.json["data"]?.count ?? 0
                cursor = try answer.json["next_cursor"]?.string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(found == 5)
            #expect(try await server.send("GET", "/admin/audit", as: ada).status == 403)
            #expect(try await server.send("GET", "/admin/audit?action=dance", as: boss).status == 422)
        }
    }

    @Test func `a replayed request is no second deed, and one that changes nothing is none`() async throws {
        try await ShopServer.run { server in
            let boss = try await server.person("boss", role: .admin)
            let body = #"{"low_stock_threshold":7}"#
            for key in ["a", "a", "b"] {
                let answer = try await server.send(
                    "PATCH",
                    "/inventory/mug",
                    as: boss,
                    body: body,
                    "Idempotency-Key: \(key)"
                )
                #expect(answer.status == 200)
            }
            #expect(try await Self.entries(server, boss).count == 1)
        }
    }

    @Test func `a new administrator and somebody who becomes one on the command line are in it`() async throws {
        try await ShopServer.run { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            _ = try await server.shop.engine.promote(try #require(EmailAddress("ada@example.com")))
            let answer = try await server.send("GET", "/admin/audit", as: boss)
            let all = Array(try #require(try answer.json["data"]?.elements))
            let entries = all.filter { $0["actor"]?.string == "operator" }
            #expect(entries.map { $0["action"]?.string } == ["user.change", "user.create"])
            #expect(entries.map { $0["target"]?.string } == ["user:\(ada.id)", "user:\(boss.id)"])
            #expect(entries.allSatisfy { Self.text($0["after"]?["role"]) == "admin" })
        }
    }

    // MARK: Helpers

    private static func send(
        _ server: ShopServer,
        _ deed: Deed,
        _ path: String,
        _ body: String?,
        as boss: ShopServer.Person
    ) async throws -> RawAnswer {
        if let field = deed.fields.first {
            return try await server.send(deed.method, path, as: boss, body: body, field)
        }
        return try await server.send(deed.method, path, as: boss, body: body)
    }

    private static func entries(
        _ server: ShopServer,
        _ boss: ShopServer.Person,
        _ query: String = ""
    ) async throws -> [JSONNode] {
        let answer = try await server.send("GET", "/admin/audit\(query)", as: boss)
        let all = Array(try #require(try answer.json["data"]?.elements, "\(answer.statusLine) \(answer.body)"))
        // What made the administrator of the test and logged them in was no request.
        return all.filter { $0["request_id"]?.string != nil }
    }

    private static func text(_ node: JSONNode?) -> String? {
        node.map { $0.string ?? String(decoding: $0.rawText, as: UTF8.self) }
    }

    private static func template(_ path: String) -> String {
        var path = path
        for (name, parameter) in [
            ("ORDER", "{order_id}"), ("PENDING", "{order_id}"), ("PAYMENT", "{payment_id}"), ("USER", "{user_id}"),
            ("RESERVATION", "{reservation_id}"), ("KEY", "{api_key_id}"), ("/products/mug", "/products/{product_id}"),
            ("/products/pencil", "/products/{product_id}"), ("/inventory/mug", "/inventory/{product_id}"),
            ("/groups/books", "/groups/{group}"), ("/workers/inventory-group", "/workers/{worker}"),
            ("/workers/refund", "/workers/{worker}"), ("WEBHOOK", "{webhook_id}"), ("PAUSED", "{webhook_id}"),
            ("DELIVERY", "{delivery_id}"),
        ] { path = path.replacing(name, with: parameter) }
        return path
    }

    /// A dead letter: an event that is about no order, where the full check looks for none.
    private static func bury(_ server: ShopServer) async throws {
        let record = Record(
            key: Array("what".utf8),
            value: Array("{}".utf8),
            headers: [
                RecordHeader(key: "ce_type", value: Array("order.created".utf8)),
                RecordHeader(key: "ce_id", value: Array("019f0000-0000-7000-8000-000000000001".utf8)),
            ],
            timestampMillis: server.shop.time.now.millis
        )
        let topic = try server.shop.engine.log.topic("notification_email")
        _ = try await server.shop.engine.writer.submit { transaction throws(StorageError) in
            server.shop.engine.log.append(record, to: topic, in: transaction)
        }
        try await server.shop.until { try !server.shop.records(of: Topics.deadLetters).isEmpty }
    }

    /// What the deed's placeholders stand for.
    private static func ids(
        for deed: Deed,
        _ server: ShopServer,
        _ ada: ShopServer.Person,
        _ boss: ShopServer.Person
    ) async throws -> [String: String] {
        var ids = ["USER": ada.id]
        if deed.path.contains("ORDER") || deed.path.contains("PAYMENT") {
            let id = try #require(OrderID(text: try await server.order(as: ada)))
            try await server.shop.until { try server.shop.order(id).status == .shipped }
            ids["ORDER"] = id.text
            ids["PAYMENT"] = try server.shop.order(id).payment?.text
        }
        if deed.path.contains("/dlq/") { try await Self.bury(server) }
        if deed.path.contains("/groups/books/") {
            let body = #"{"offsets":[{"topic":"user_registered","partition":0,"offset":1}]}"#
            let answer = try await server.send("POST", "/groups/books/commit", as: boss, body: body)
            #expect(answer.status == 200)
        }
        if deed.path.contains("refund/resume") {
            ids["refund"] = "inventory-group"
            _ = try await server.send("POST", "/admin/workers/inventory-group/pause", as: boss)
        }
        if deed.path.contains("PENDING") {
            ids["PENDING"] = try await server.order(as: ada)
        }
        if deed.path.contains("KEY") {
            let body = #"{"name":"Old","scopes":["orders:read"]}"#
            let answer = try await server.send("POST", "/api-keys", as: boss, body: body)
            ids["KEY"] = try answer.json["api_key_id"]?.string
        }
        if deed.path.hasPrefix("/webhook") {
            let body = #"{"url":"https://8.8.8.8/"}"#
            let id = try await server.send("POST", "/webhooks", as: boss, body: body).json["webhook_id"]?.string
            let path = "/webhooks/\(try #require(id))"
            let test = try await server.send("POST", path + "/test", as: boss)
            ids["DELIVERY"] = try test.json["delivery_id"]?.string
            if deed.path.contains("PAUSED") { _ = try await server.send("POST", path + "/pause", as: boss) }
            (ids["WEBHOOK"], ids["PAUSED"]) = (id, id)
        }
        if deed.path.contains("RESERVATION") {
            let body = #"{"items":[{"product_id":"mug","quantity":1}]}"#
            let answer = try await server.send("POST", "/reservations", as: boss, body: body)
            ids["RESERVATION"] = try answer.json["reservation_id"]?.string
        }
        return ids
    }
}
