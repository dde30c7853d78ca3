import Commerce
import Engine
import TestSupport
import Testing

@testable import Gateway

/// `/payments` and `/refunds` over a real socket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PaymentRouteTests {
    /// Places an order and lets only the first worker have it: it waits for its payment then.
    private func waiting(_ server: ShopServer, as person: ShopServer.Person) async throws -> String {
        let id = try await server.order(as: person)
        let pipeline = try server.shop.startPipeline { Array($0.prefix(1)) }
        try await server.shop.untilDrained(pipeline)
        try await server.shop.stopRunning()
        return id
    }

    /// Lets all workers run until nothing is left.
    private func drain(_ server: ShopServer) async throws {
        let pipeline = try server.shop.startPipeline()
        try await server.shop.untilDrained(pipeline)
        try await server.shop.stopRunning()
    }

    @Test func `a payment is asked for, read by its owner and an admin, and found by nobody else`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let bob = try await server.person("bob")
            let boss = try await server.person("boss", role: .admin)
            let order = try await waiting(server, as: ada)
            let body = """
                {"order_id":"\(order)","amount":"29.99","payment_method":"visa",
                "card_details":{"number":"4242 4242 4242 4242"}}
                """
            let stranger = try await server.send("POST", "/payments", as: bob, body: body)
            #expect(try stranger.status == 404 && stranger.code == "order_not_found")
            let clerk = try await server.send("POST", "/payments", as: boss, body: body)
            #expect(try clerk.status == 403 && clerk.code == "access_denied")
            #expect(try await server.send("POST", "/payments", body: body).status == 401)
            let made = try await server.send("POST", "/payments", as: ada, body: body, "Idempotency-Key: pay-1")
            #expect(made.status == 201 && made["x-log-position"] != nil)
            let payment = try made.json
            let id = try #require(payment["payment_id"]?.string)
            #expect(payment["status"]?.string == "requested" && payment["order_id"]?.string == order)
            #expect(payment["amount"]?.numberText.map(Array.init) == Array("29.99".utf8))
            #expect(payment["card"]?["brand"]?.string == "visa" && payment["card"]?["last4"]?.string == "4242")
            #expect(payment["payment_method"]?.string == "visa")
            let again = try await server.send("POST", "/payments", as: ada, body: body, "Idempotency-Key: pay-1")
            #expect(again.status == 201 && again["idempotent-replayed"] == "true" && again.body == made.body)
            let second = try await server.send("POST", "/payments", as: ada, body: body)
            #expect(try second.status == 409 && second.code == "payment_in_progress")
            #expect(try second.json["payment_id"]?.string == id)
            try await drain(server)
            let third = try await server.send("POST", "/payments", as: ada, body: body)
            #expect(try third.status == 409 && third.code == "payment_already_succeeded")
            #expect(try third.json["payment_id"]?.string == id)
            for person in [ada, boss] {
                let read = try await server.send("GET", "/api/v1/payments/\(id)", as: person)
                #expect(try read.status == 200 && read.json["status"]?.string == "succeeded")
                #expect(try read.json["refunds"]?.count == 0)
            }
            let hidden = try await server.send("GET", "/payments/\(id)", as: bob)
            #expect(try hidden.status == 404 && hidden.code == "payment_not_found")
            #expect(try await server.send("GET", "/payments/nothing", as: ada).status == 404)
            #expect(try await server.send("GET", "/payments/\(id)").status == 401)
        }
    }

    @Test func `all that is wrong with a payment is named at once, and no card number is repeated`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let answer = try await server.send(
                "POST",
                "/payments",
                as: ada,
                body: #"""
                    {"order_id":"test_order","amount":-100.00,"payment_method":"4242424242424242",
                    "card_details":{"number":"4242424242424242x"},"more":1}
                    """#
            )
            #expect(answer.status == 422)
            let pointers = try answer.json["errors"]?.elements.compactMap { $0["pointer"]?.string } ?? []
            #expect(Set(pointers) == ["/order_id", "/amount", "/payment_method", "/card_details/number", "/more"])
            #expect(!answer.body.contains("4242424242424242"))
            let precise = try await server.send(
                "POST",
                "/payments",
                as: ada,
                body: #"{"order_id":"01a1fe31-6c11-71f0-841a-71e5d997229d","amount":1.001}"#
            )
            #expect(try precise.status == 422 && precise.code == "amount_precision")
            let order = try await waiting(server, as: ada)
            let short = #"{"order_id":"\#(order)","amount":29.98,"payment_method":"credit_card"}"#
            let wrong = try await server.send("POST", "/payments", as: ada, body: short)
            #expect(try wrong.status == 422 && wrong.code == "payment_amount_mismatch")
            _ = try await server.send("DELETE", "/orders/\(order)", as: ada)
            let whole = #"{"order_id":"\#(order)","amount":29.99,"payment_method":"credit_card"}"#
            let late = try await server.send("POST", "/payments", as: ada, body: whole)
            #expect(try late.status == 409 && late.code == "invalid_transition")
        }
    }

    @Test func `an admin gives money back in part, by line and as a whole`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let boss = try await server.person("boss", role: .admin)
            let order = try await server.order(as: ada)
            try await server.shop.untilDrained(server.pipeline)
            let placed = try await server.send("GET", "/orders/\(order)", as: ada).json
            let id = try #require(placed["payment_id"]?.string)
            let line = try #require(placed["items"]?.elements.map { $0["item_id"]?.string }.first ?? nil)
            let path = "/api/v1/payments/\(id)/refunds"
            #expect(try await server.send("POST", path, as: ada, body: "{}").status == 403)
            #expect(try await server.send("POST", path, body: "{}").status == 401)
            let part = try await server.send("POST", path, as: boss, body: #"{"amount":5,"reason":"scratched"}"#)
            #expect(part.status == 201)
            #expect(try part.json["status"]?.string == "succeeded" && part.json["reason"]?.string == "scratched")
            let refund = try #require(try part.json["refund_id"]?.string)
            let much = try await server.send("POST", path, as: boss, body: #"{"amount":"25.00"}"#)
            #expect(try much.status == 409 && much.code == "refund_exceeds_captured")
            let lines = #"{"items":[{"item_id":"\#(line)","quantity":2}]}"#
            let many = try await server.send("POST", path, as: boss, body: lines)
            #expect(try many.status == 409 && many.code == "refund_exceeds_ordered")
            let other = try await server.send(
                "POST",
                path,
                as: boss,
                body: #"{"items":[{"product_id":"pencil","quantity":1}]}"#
            )
            #expect(try other.json["errors"]?.elements.map { $0["pointer"]?.string } == ["/items/0"])
            let both = try await server.send(
                "POST",
                path,
                as: boss,
                body: #"{"amount":0,"items":[{"item_id":"x","product_id":"mug","quantity":0,"restock":1}]}"#
            )
            #expect(both.status == 422)
            #expect(try both.json["errors"]?.count ?? 0 >= 4)
            #expect(try await server.send("POST", path, as: boss, body: #"{"amount":0}"#).status == 422)
            let rest = try await server.send("POST", path, as: boss)
            #expect(rest.status == 201)
            #expect(try rest.json["amount"]?.numberText.map(Array.init) == Array("24.99".utf8))
            let payment = try await server.send("GET", "/payments/\(id)", as: ada).json
            #expect(payment["status"]?.string == "refunded" && payment["refunds"]?.count == 2)
            #expect(payment["refunded_amount"]?.numberText.map(Array.init) == Array("29.99".utf8))
            let read = try await server.send("GET", "/refunds/\(refund)", as: ada)
            #expect(try read.status == 200 && read.json["refund_id"]?.string == refund)
            #expect(try await server.send("GET", "/refunds/\(id)", as: ada).status == 404)
            #expect(try await server.send("GET", "/orders/\(order)", as: ada).json["status"]?.string == "shipped")
        }
    }

    @Test func `before an order has left, cancelling is the way to give money back`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let boss = try await server.person("boss", role: .admin)
            let order = try await server.order(as: ada)
            let pipeline = try server.shop.startPipeline { Array($0.prefix(2)) }
            try await server.shop.untilDrained(pipeline)
            let id = try #require(try await server.send("GET", "/orders/\(order)", as: ada).json["payment_id"]?.string)
            let answer = try await server.send("POST", "/payments/\(id)/refunds", as: boss, body: "{}")
            #expect(try answer.status == 409 && answer.code == "payment_not_refundable")
            #expect(try await server.send("DELETE", "/orders/\(order)", as: ada).status == 200)
            let payment = try await server.send("GET", "/payments/\(id)", as: ada).json
            #expect(payment["status"]?.string == "refunded")
        }
    }

    @Test func `in a demonstration guests pay guests' orders without a token`() async throws {
        try await ShopServer.run(isDemo: true, withWorkers: false) { server in
            let placed = try await server.send("POST", "/orders", body: ShopServer.mug)
            let guest = try #require(try placed.json["order_id"]?.string)
            let ada = try await server.person()
            let hers = try await waiting(server, as: ada)
            let own = #"{"order_id":"\#(guest)","amount":29.99,"payment_method":"credit_card"}"#
            let made = try await server.send("POST", "/payments", body: own)
            #expect(made.status == 201)
            let other = #"{"order_id":"\#(hers)","amount":29.99,"payment_method":"credit_card"}"#
            #expect(try await server.send("POST", "/payments", body: other).status == 404)
            let id = try #require(try made.json["payment_id"]?.string)
            #expect(try await server.send("GET", "/payments/\(id)").status == 200)
            #expect(try await server.send("GET", "/payments/\(id)", as: ada).status == 404)
        }
    }
}
