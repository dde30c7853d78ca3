import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

@testable import Gateway

/// Dead letters, workers, groups and topics over a real socket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LetterRouteTests {
    /// A record that no attempt can handle, in a shop that tries once.
    private static func poison(_ server: ShopServer) async throws {
        let value = #"{"event_type":"order.fulfilled","shipping_address":{"street":"7 Lane","country":"US"}}"#
        let record = Record(
            key: Array("what".utf8),
            value: Array(value.utf8),
            timestampMillis: server.shop.time.now.millis
        )
        let topic = try server.shop.engine.log.topic("order_fulfilled")
        _ = try await server.shop.engine.writer.submit { transaction throws(StorageError) in
            server.shop.engine.log.append(record, to: topic, in: transaction)
        }
        try await server.shop.until { try !server.shop.records(of: Topics.deadLetters).isEmpty }
    }

    /// Runs a shop with one dead letter; the record itself is what the check complains about.
    private static func run(_ body: @Sendable (ShopServer, ShopServer.Person) async throws -> Void) async throws {
        do {
            try await ShopServer.run(engine: { $0.maxRetries = 0 }) { server in
                try await Self.poison(server)
                try await body(server, try await server.person("root", role: .admin))
            }
        } catch TestSupportError.damaged(let lines) {
            #expect(lines.allSatisfy { $0.contains("not an event of an order") }, "\(lines)")
        }
    }

    @Test func `a letter is listed, opened without personal data, tried, redriven and discarded`() async throws {
        try await Self.run { server, admin in
            let page = try await server.send("GET", "/admin/dlq", as: admin).json
            let group = try #require(page["groups"]?.elements.map { $0 }.first)
            #expect(group["group"]?.string == "fulfillment-group" && group["open"]?.int64 == 1)
            #expect(page["data"]?.elements.map { $0["id"]?.string } == ["0"] && page["has_more"]?.bool == false)
            let kind = try #require(group["kind"]?.string)
            for (query, count) in [
                ("kind=\(kind)", 1), ("kind=0000000000000000", 0), ("group=fulfillment-group", 1), ("group=other", 0),
                ("topic=order_fulfilled", 1), ("status=discarded", 0), ("status=all", 1),
                ("since=2000-01-01T00:00:00Z", 1), ("since=2999-01-01T00:00:00Z", 0),
            ] {
                let found = try await server.send("GET", "/admin/dlq?\(query)", as: admin).json
                #expect(found["data"]?.count == count, "\(query)")
            }
            for query in ["status=lost", "kind=x", "since=then", "page_size=0", "cursor=x", "colour=red"] {
                #expect(try await server.send("GET", "/admin/dlq?\(query)", as: admin).status == 422, "\(query)")
            }
            let opened = try await server.send("GET", "/admin/dlq/0", as: admin)
            #expect(try opened.json["value"]?["shipping_address"]?["street"]?.string == "***")
            #expect(try opened.json["value"]?["shipping_address"]?["country"]?.string == "US")
            #expect(try opened.json["history"]?.count == 1)
            let revealed = try await server.send("GET", "/admin/dlq/0?reveal=true", as: admin)
            #expect(revealed.body.contains("7 Lane") && !opened.body.contains("7 Lane"))
            for id in ["1", "x", "-1", "00"] {
                let missing = try await server.send("GET", "/admin/dlq/\(id)", as: admin)
                #expect(missing.status == 404)
                #expect(try missing.code == "dead_letter_not_found")
            }
            let tried = try await server.send(
                "POST",
                "/admin/dlq/redrive",
                as: admin,
                body: #"{"filter":{},"dry_run":true}"#
            )
            #expect(try tried.json["counts"]?["would_fail"]?.int64 == 1)
            let redriven = try await server.send("POST", "/admin/dlq/redrive", as: admin, body: #"{"ids":["0"]}"#)
            #expect(redriven["x-log-position"] != nil)
            #expect(try redriven.json["results"]?.elements.map { $0["next_id"]?.string } == ["1"])
            let discarded = try await server.send(
                "POST",
                "/admin/dlq/discard",
                as: admin,
                body: #"{"filter":{"group":"fulfillment-group"},"reason":"Not ours"}"#
            )
            #expect(try discarded.json["counts"]?["discarded"]?.int64 == 1)
            let settled = try await server.send("PATCH", "/admin/dlq/1", as: admin, body: #"{"value":{}}"#)
            #expect(settled.status == 409)
        }
    }

    @Test func `bodies that say nothing, or two things, are refused with all that is wrong`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let admin = try await server.person("root", role: .admin)
            for (path, body) in [
                ("/admin/dlq/redrive", "{}"), ("/admin/dlq/redrive", #"{"ids":[]}"#),
                ("/admin/dlq/redrive", #"{"ids":["x"]}"#), ("/admin/dlq/redrive", #"{"ids":["1"],"filter":{}}"#),
                ("/admin/dlq/redrive", #"{"filter":{"colour":"red"}}"#),
                ("/admin/dlq/redrive", #"{"filter":{},"max":0}"#),
                ("/admin/dlq/discard", #"{"filter":{}}"#), ("/admin/groups/inventory-group/reset", "{}"),
                ("/admin/groups/inventory-group/reset", #"{"to":"offset"}"#),
                ("/admin/groups/inventory-group/reset", #"{"to":"time"}"#),
                ("/admin/groups/inventory-group/reset", #"{"to":"yesterday"}"#),
                ("/groups/books/commit", "{}"), ("/groups/books/commit", #"{"position":"x"}"#),
                ("/groups/books/commit", #"{"offsets":[]}"#),
            ] {
                let answer = try await server.send("POST", path, as: admin, body: body)
                #expect(answer.status == 422, "\(path) \(body): \(answer.body)")
            }
        }
    }

    @Test func `only administrators may, and programs may pull`() async throws {
        try await ShopServer.run(isDemo: true, withWorkers: false) { server in
            let (ada, program) = (try await server.person(), try await server.person("sync", role: .system))
            for path in ["/admin/dlq", "/admin/topics", "/admin/groups", "/admin/workers", "/events", "/groups/books"] {
                let fields = "Accept: application/json"
                #expect(try await server.send("GET", path, as: ada, fields).status == 403, "\(path)")
                #expect(try await server.send("GET", path, fields).status == 401, "\(path)")
            }
            #expect(try await server.send("GET", "/admin/dlq", as: program).status == 403)
            #expect(try await server.send("GET", "/events", as: program).status == 200)
        }
    }

    @Test func `a worker is paused, its group reset, and it goes on`() async throws {
        try await ShopServer.run { server in
            let (admin, ada) = (try await server.person("root", role: .admin), try await server.person())
            _ = try await server.order(as: ada)
            try await server.shop.untilDrained(server.pipeline)
            let path = "/admin/groups/inventory-group/reset"
            let refused = try await server.send("POST", path, as: admin, body: #"{"to":"earliest"}"#)
            #expect(refused.status == 409)
            #expect(try refused.code == "worker_running")
            let preview = try await server.send("POST", path, as: admin, body: #"{"to":"earliest","dry_run":true}"#)
            let again = try preview.json["partitions"]?.elements.map { $0["read_again"]?.int64 ?? 0 }
            #expect(again?.reduce(0, +) == 1)
            let paused = try await server.send("POST", "/admin/workers/inventory-group/pause", as: admin)
            #expect(try paused.json["state"]?.string == "paused")
            #expect(try await server.send("POST", "/admin/workers/nobody/pause", as: admin).status == 404)
            _ = try await server.send("POST", path, as: admin, body: #"{"to":"earliest"}"#)
            let workers = try await server.send("GET", "/admin/workers", as: admin).json["data"]
            let worker = try #require(workers?.elements.first { $0["name"]?.string == "inventory-group" })
            #expect(worker["state"]?.string == "paused" && worker["lag"]?.int64 == 1)
            _ = try await server.send("POST", "/admin/workers/inventory-group/resume", as: admin)
            try await server.shop.untilDrained(server.pipeline)
            let groups = try await server.send("GET", "/admin/groups", as: admin).json["data"]
            #expect(groups?.elements.allSatisfy { $0["lag"]?.int64 == 0 } == true)
            #expect(try server.shop.records(of: "order_fulfilled").count == 1)
        }
    }

    @Test func `records are read from a place on, and addresses are hidden`() async throws {
        try await ShopServer.run { server in
            let (admin, ada) = (try await server.person("root", role: .admin), try await server.person())
            _ = try await server.order(as: ada)
            try await server.shop.untilDrained(server.pipeline)
            let path = "/admin/topics/order_created/records"
            var found: [String] = []
            for number in 0..<3 {
                let answer = try await server.send("GET", path + "?from=earliest&partition=\(number)", as: admin)
                #expect(answer.status == 200)
                if try answer.json["data"]?.count == 1 { found.append(answer.body) }
            }
            #expect(found.count == 1 && found.allSatisfy { !$0.contains("1 Pier") && $0.contains("***") })
            let payments = "/admin/topics/payment_completed/records"
            for (query, count) in [
                ("", 1), ("?from=latest", 1), ("?from=1", 0), ("?from=99", 0), ("?from=2999-01-01", 0),
            ] {
                let answer = try await server.send("GET", payments + query, as: admin)
                if query.hasSuffix("-01") {
                    #expect(answer.status == 422)
                } else {
                    #expect(try answer.json["data"]?.count == count, "\(query)")
                }
            }
            #expect(try await server.send("GET", payments + "?partition=1", as: admin).status == 404)
            #expect(try await server.send("GET", "/admin/topics/nothing/records", as: admin).status == 404)
            let topics = try await server.send("GET", "/admin/topics", as: admin).json["data"]
            #expect(topics?.count == server.shop.engine.log.topics.count)
        }
    }
}
