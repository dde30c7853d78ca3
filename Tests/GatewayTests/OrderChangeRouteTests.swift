import Commerce
import Engine
import EventLog
import HTTPTypes
import TestSupport
import Testing

@testable import Gateway

/// Administrators' changes, notes and the past of an order over a real socket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct OrderChangeRouteTests {
    private func patch(
        _ server: ShopServer,
        _ id: String,
        _ body: String,
        as person: ShopServer.Person,
        _ fields: String...
    ) async throws -> RawAnswer {
        var fields = fields
        if fields.isEmpty { fields = ["Accept: */*"] }
        return try await server.send("PATCH", "/api/v1/orders/\(id)", as: person, body: body, fields[0])
    }

    @Test func `an administrator delivers, with the version that was read`() async throws {
        try await ShopServer.run { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            let id = try await server.order(as: ada)
            try await server.shop.untilDrained(server.pipeline)
            let body = #"{"status":"delivered","note":"left with the neighbour"}"#
            let stale = try await patch(server, id, body, as: boss, "If-Match: \"v5\"")
            #expect(stale.status == 412)
            #expect(try stale.code == "version_conflict")
            #expect(try await patch(server, id, body, as: boss, "If-Match: W/\"v6\"").status == 412)
            #expect(try await patch(server, id, body, as: boss, "If-Match: nonsense").status == 412)
            let done = try await patch(server, id, body, as: boss, "If-Match: \"v1\", \"v6\"")
            #expect(done.status == 200, "\(done.body)")
            #expect(done["etag"] == "\"v8\"" && done["x-log-position"] != nil)
            let order = try done.json
            #expect(order["status"]?.string == "delivered")
            #expect(order["shipping"]?["delivered_at"]?.string != nil)
            #expect(order["notes"]?.elements.map { $0["text"]?.string } == ["left with the neighbour"])
            #expect(order["notes"]?.elements.map { $0["author_id"]?.string } == [boss.id])
            let read = try await server.send("GET", "/orders/\(id)", as: ada)
            #expect(try read.json["notes"] == nil && read["etag"] == "\"v8\"")
            #expect(!read.body.contains("neighbour"))
        }
    }

    @Test func `what an administrator may not set is refused with what may be set`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            let id = try await server.order(as: ada)
            for status in ["pending", "validated", "processing", "paid", "fulfilled", "delivered"] {
                let answer = try await patch(server, id, #"{"status":"\#(status)"}"#, as: boss)
                #expect(answer.status == 409)
                #expect(try answer.code == "invalid_transition")
                #expect(try answer.json["detail"]?.string?.contains("cancelled, failed") == true)
            }
            let byHand = #"{"status":"shipped","carrier":"fedex","tracking_number":"757739827635"}"#
            #expect(try await patch(server, id, byHand, as: boss).status == 409)
            let failed = try await patch(server, id, #"{"status":"failed","reason":"Sold out."}"#, as: boss)
            #expect(try failed.json["failure"]?["code"]?.string == "failed_by_admin")
            #expect(try failed.json["failure"]?["message"]?.string == "Sold out.")
            #expect(try failed.json["failure"]?["stage"]?.string == "validation")
            #expect(try failed.json["failure"]?["at"]?.string != nil)
            let again = try await patch(server, id, #"{"status":"cancelled"}"#, as: boss)
            #expect(again.status == 409)
            #expect(try again.json["detail"]?.string?.contains("nothing can be set any more") == true)
        }
    }

    /// A body of a PATCH and the pointers it is refused with.
    private static let bad: [(body: String, pointers: [String])] = [
        ("{}", ["/status"]), (#"{"status":null}"#, ["/status"]), (#"{"status":"lost"}"#, ["/status"]),
        (#"{"status":"failed"}"#, ["/reason"]), (#"{"status":"failed","reason":" "}"#, ["/reason"]),
        (#"{"status":"shipped"}"#, ["/carrier", "/tracking_number"]),
        (#"{"status":"shipped","carrier":"UPS"}"#, ["/tracking_number"]),
        (#"{"status":"delivered","reason":"r"}"#, ["/reason"]), (#"{"carrier":"Pigeon"}"#, ["/carrier"]),
        (#"{"note":""}"#, ["/note"]), (#"{"note":"\#(String(repeating: "x", count: 2_001))"}"#, ["/note"]),
        (#"{"status":"delivered","visible_to_customer":true}"#, ["/visible_to_customer"]),
        (#"{"status":"delivered","speed":1}"#, ["/speed"]), (#"{"status":1,"note":2}"#, ["/status", "/note"]),
        (#"{"carrier":"UPS","tracking_number":"1Z999AA10123456785"}"#, ["/tracking_number"]),
    ]

    @Test func `a change that cannot be used is refused with every field named`() async throws {
        try await ShopServer.run { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            let id = try await server.order(as: ada)
            try await server.shop.untilDrained(server.pipeline)
            for (body, pointers) in Self.bad {
                let answer = try await patch(server, id, body, as: boss)
                #expect(answer.status == 422, "\(body.prefix(80)): \(answer.body)")
                let found = try answer.json["errors"]?.elements.compactMap { $0["pointer"]?.string } ?? []
                #expect(Set(found) == Set(pointers), "\(body.prefix(80))")
            }
            #expect(try await patch(server, id, "{", as: boss).status == 400)
            #expect(try await server.send("GET", "/orders/\(id)", as: ada)["etag"] == "\"v6\"")
        }
    }

    @Test func `only administrators change orders and write notes`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            let id = try await server.order(as: ada)
            let change = #"{"status":"cancelled"}"#
            let note = #"{"text":"t"}"#
            #expect(try await patch(server, id, change, as: ada).code == "access_denied")
            #expect(try await server.send("PATCH", "/orders/\(id)", body: change).status == 401)
            #expect(try await server.send("POST", "/orders/\(id)/notes", as: ada, body: note).status == 403)
            #expect(try await server.send("POST", "/orders/\(id)/notes", body: note).status == 401)
            #expect(try await server.send("GET", "/orders/\(id)/notes").status == 401)
            let missing = UserID(high: 1, low: 1).text
            #expect(try await patch(server, missing, change, as: boss).code == "order_not_found")
            #expect(try await patch(server, "x", change, as: boss).code == "order_not_found")
            let place = try await server.send("POST", "/orders", as: boss, body: ShopServer.mug)
            #expect(place.status == 403)
            #expect(try place.code == "admin_cannot_order")
        }
    }

    @Test func `notes are read by the shop, and by the customer when they are for them`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            let bob = try await server.person("bob")
            let id = try await server.order(as: ada)
            let path = "/api/v1/orders/\(id)/notes"
            let hidden = try await server.send(
                "POST",
                path,
                as: boss,
                body: #"{"text":"asks for a discount"}"#,
                "Idempotency-Key: n1"
            )
            #expect(hidden.status == 201 && hidden["etag"] == "\"v2\"")
            #expect(try hidden.json["number"]?.int64 == 1)
            let replay = try await server.send(
                "POST",
                "/orders/\(id)/notes",
                as: boss,
                body: #"{"text":"asks for a discount"}"#,
                "Idempotency-Key: n1"
            )
            #expect(replay["idempotent-replayed"] == "true" && replay.body == hidden.body)
            let shown = try await server.send(
                "POST",
                path,
                as: boss,
                body: #"{"text":"We called you.\nTwice.","visible_to_customer":true}"#
            )
            #expect(shown.status == 201)
            let all = try await server.send("GET", path, as: boss)
            #expect(try all.json["data"]?.elements.map { $0["number"]?.int64 } == [1, 2])
            let own = try await server.send("GET", path, as: ada)
            #expect(try own.json["data"]?.elements.map { $0["text"]?.string } == ["We called you.\nTwice."])
            #expect(try await server.send("GET", path, as: bob).status == 404)
            let order = try await server.send("GET", "/orders/\(id)", as: ada)
            #expect(try order.json["notes"]?.count == 1)
            let events = try await server.send("GET", "/orders/\(id)/events", as: ada)
            #expect(!events.body.contains("discount") && events.body.contains("We called you."))
            #expect(try await server.send("GET", "/orders/\(id)/events", as: boss).body.contains("discount"))
            let list = try await server.send("GET", "/orders", as: ada)
            #expect(!list.body.contains("discount"))
            let past = try await server.send("GET", "/orders/\(id)?at=\(shown["x-log-position"] ?? "")", as: ada)
            #expect(past.status == 200 && !past.body.contains("discount") && past.body == order.body)
        }
    }

    @Test func `the customer's socket is told of visible notes and new numbers, not of the shop's own notes`()
        async throws
    {
        try await ShopServer.run { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            let id = try await server.order(as: ada)
            try await server.shop.untilDrained(server.pipeline)
            let socket = try await server.socket(of: ada)
            #expect(try await socket.takeMessage()["type"]?.string == "welcome")
            _ = try await patch(server, id, #"{"note":"secret"}"#, as: boss)
            let number = TrackingNumber.generate(for: .dhl, random: (3, 4)).text
            _ = try await patch(server, id, #"{"carrier":"dhl","tracking_number":"\#(number)"}"#, as: boss)
            _ = try await patch(server, id, #"{"note":"hello","visible_to_customer":true}"#, as: boss)
            let corrected = try await socket.takeMessage()
            #expect(corrected["data"]?["tracking_number"]?.string == number)
            #expect(corrected["status"]?.string == "shipped" && corrected["previous_status"]?.string == "shipped")
            let note = try await socket.takeMessage()
            #expect(note["data"]?["note"]?.string == "hello")
            try await socket.close()
        }
    }

    // MARK: - The past

    @Test func `an order is shown as it was at a time and at a position`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let placed = try await server.send("POST", "/orders", as: ada, body: ShopServer.mug)
            let id = try #require(try placed.json["order_id"]?.string)
            try await server.shop.untilDrained(server.pipeline)
            let position = try #require(placed["x-log-position"])
            let first = try await server.send("GET", "/orders/\(id)?at=\(position)", as: ada)
            #expect(first.status == 200 && first["etag"] == "\"v1\"" && first.body == placed.body)
            let now = server.shop.time.now
            let last = try await server.send("GET", "/orders/\(id)?at=\(now.text)", as: ada)
            #expect(try await last.body == server.send("GET", "/orders/\(id)", as: ada).body)
            let before = now.adding(millis: -1).text
            #expect(try await server.send("GET", "/orders/\(id)?at=\(before)", as: ada).code == "order_not_found")
            for bad in ["", "yesterday", "2026-13-01T00:00:00Z", "1234"] {
                let answer = try await server.send("GET", "/orders/\(id)?at=\(bad)", as: ada)
                #expect(answer.status == 422)
                #expect(try answer.json["errors"]?.elements.map { $0["pointer"]?.string }.first == "/at")
            }
            let epoch = server.shop.engine.log.epoch
            let ahead = Position(epoch: epoch, sequence: LogSequence(1_000_000))
            #expect(try await server.send("GET", "/orders/\(id)?at=\(ahead)", as: ada).status == 422)
            let other = Position(epoch: epoch ^ 1, sequence: LogSequence(1))
            let gone = try await server.send("GET", "/orders/\(id)?at=\(other)", as: ada)
            #expect(gone.status == 410)
            #expect(try gone.code == "position_gone")
            let bob = try await server.person("bob")
            #expect(try await server.send("GET", "/orders/\(id)?at=\(position)", as: bob).status == 404)
        }
    }
}
