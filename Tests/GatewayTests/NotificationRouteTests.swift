import Commerce
import Engine
import TestSupport
import Testing

@testable import Gateway

/// `/notifications` over HTTP: who may send, see and read what, and on which channels somebody is told.
@Suite(.timeLimit(.minutes(10))) struct NotificationRouteTests {
    private func list(
        _ server: ShopServer,
        _ person: ShopServer.Person,
        _ query: String = ""
    ) async throws -> [JSONNode] {
        let answer = try await server.send("GET", "/api/v1/notifications\(query)", as: person)
        return Array(try #require(try answer.json["data"]?.elements, "\(answer.statusLine) \(answer.body)"))
    }

    @Test func `customers see what they were told and nobody else's`() async throws {
        try await ShopServer.run { server in
            let (ada, eve) = (try await server.person(), try await server.person("eve"))
            let boss = try await server.person("boss", role: .admin)
            let order = try await server.order(as: ada)
            try await server.shop.untilDrained(server.pipeline)
            let told = try await list(server, ada, "?channel=in_app")
            #expect(told.map { $0["type"]?.string } == ["order_shipped", "order_confirmation"])
            #expect(told.allSatisfy { $0["order_id"]?.string == order && $0["status"]?.string == "sent" })
            #expect(told.last?["subject"]?.string == "Your order A-10001 at Tradepost")
            #expect(try await list(server, eve).isEmpty)
            #expect(try await list(server, boss, "?customer_id=\(ada.id)").count == 6)
            #expect(try await list(server, boss, "?status=skipped").count == 4)
            let id = try #require(told.first?["notification_id"]?.string)
            #expect(try await server.send("GET", "/notifications/\(id)", as: ada).status == 200)
            #expect(try await server.send("GET", "/notifications/\(id)", as: boss).status == 200)
            #expect(try await server.send("GET", "/notifications/\(id)", as: eve).code == "notification_not_found")
            #expect(try await server.send("GET", "/notifications?customer_id=\(ada.id)", as: eve).status == 422)
            #expect(try await server.send("GET", "/notifications").status == 401)
        }
    }

    @Test func `what was read is not unread any more, and only its customer can say so`() async throws {
        try await ShopServer.run { server in
            let (ada, eve) = (try await server.person(), try await server.person("eve"))
            _ = try await server.order(as: ada)
            try await server.shop.untilDrained(server.pipeline)
            let unread = try await list(server, ada, "?unread=true&channel=in_app")
            let id = try #require(unread.first?["notification_id"]?.string)
            #expect(try await server.send("POST", "/notifications/\(id)/read", as: eve).status == 404)
            for _ in 0..<2 {
                let answer = try await server.send("POST", "/notifications/\(id)/read", as: ada)
                #expect(try answer.status == 200 && answer.json["read_at"]?.string == "2026-03-01T12:00:00.000Z")
                server.shop.time.advance(millis: 1_000)
            }
            #expect(try await list(server, ada, "?unread=true&channel=in_app").count == unread.count - 1)
        }
    }

    @Test func `the shop sends messages and customers do not`() async throws {
        try await ShopServer.run { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            let body = #"{"customer_id":"\#(ada.id)","type":"in_app","subject":"Hello","message":"Two\nlines"}"#
            let answer = try await server.send("POST", "/api/v1/notifications", as: boss, body: body)
            #expect(answer.status == 201)
            #expect(try answer.json["message"]?.string == "Two\nlines")
            #expect(try answer.json["status"]?.string == "sent")
            #expect(try await list(server, ada).count == 1)
            #expect(try await server.send("POST", "/notifications", as: ada, body: body).status == 403)
            // What it is about goes over every channel; a guest has none to be told on.
            let about = #"{"customer_id":"customer_123","type":"order_confirmation","message":"Confirmed"}"#
            let guest = try await server.send("POST", "/notifications", as: boss, body: about)
            #expect(guest.status == 201)
            #expect(try guest.json["reason"]?.string == "no_address")
            #expect(try await list(server, boss, "?customer_id=customer_123").count == 3)
            for (wrong, status) in [
                (#"{"customer_id":"019f0000-0000-7000-8000-000000000001","type":"email","message":"x"}"#, 404),
                (#"{"customer_id":"\#(ada.id)","type":"pigeon","message":"x"}"#, 422),
                (#"{"customer_id":"\#(ada.id)","type":"email","message":" "}"#, 422),
                (#"{"customer_id":"\#(ada.id)","type":"email","message":"x","subject":"a\nb"}"#, 422),
                (#"{"customer_id":"\#(ada.id)","type":"email","message":"x","to":"y"}"#, 422),
            ] {
                #expect(
                    try await server.send("POST", "/notifications", as: boss, body: wrong).status == status,
                    "\(wrong)"
                )
            }
        }
    }

    @Test func `channels are chosen, the one in the shop stays`() async throws {
        try await ShopServer.run { server in
            let (ada, path) = (try await server.person(), "/users/me/notification-settings")
            #expect(try await server.send("GET", path, as: ada).body == #"{"in_app":true,"email":true,"sms":true}"#)
            let changed = try await server.send("PATCH", path, as: ada, body: #"{"email":false,"in_app":true}"#)
            #expect(changed.body == #"{"in_app":true,"email":false,"sms":true}"#)
            #expect(try await server.send("PATCH", path, as: ada, body: #"{"in_app":false}"#).status == 422)
            #expect(try await server.send("GET", path, as: ada).body == changed.body)
        }
    }

    @Test func `figures say what became of notifications`() async throws {
        try await ShopServer.run { server in
            _ = try await server.order(as: try await server.person())
            try await server.shop.untilDrained(server.pipeline)
            let page = try await server.send("GET", "/metrics").body
            #expect(page.contains(#"notifications_total{channel="in_app",result="sent"} 2"#))
            #expect(page.contains(#"notifications_total{channel="email",result="skipped"} 2"#))
            #expect(page.contains("notification_delivery_ratio 1"))
        }
    }
}
