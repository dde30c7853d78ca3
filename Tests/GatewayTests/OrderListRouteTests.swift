import Commerce
import Engine
import TestSupport
import Testing

@testable import Gateway

/// `GET /orders` with its parameters over a socket.
@Suite(.timeLimit(.minutes(10))) struct OrderListRouteTests {
    private func list(_ server: ShopServer, _ query: String, as person: ShopServer.Person) async throws -> RawAnswer {
        try await server.send("GET", "/api/v1/orders?\(query)", as: person)
    }

    private func ids(_ answer: RawAnswer) throws -> [String] {
        try #require(answer.status == 200)
        return try answer.json["data"]?.elements.compactMap { $0["order_id"]?.string } ?? []
    }

    @Test func `orders are found by each parameter`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let admin = try await server.person("root", role: .admin)
            let early = server.shop.time.now.text
            let first = try await server.order(as: ada)
            try await server.shop.until { try server.shop.engine.orderTotals()[.shipped] == 1 }
            server.shop.time.advance(millis: 60_000)
            let late = server.shop.time.now.text
            let second = try await server.order(as: ada)
            try await server.shop.until { try server.shop.engine.orderTotals()[.shipped] == 2 }
            let order = try server.shop.order(try #require(OrderID(text: first)))
            let number = try #require(order.shipping?.trackingNumber.text)
            let both = [second, first]
            for (query, expected) in [
                ("status=completed", both), ("status=shipped,failed", both), ("status=pending", []),
                ("created_after=\(late)", [second]), ("created_before=\(late)", [first]),
                ("created_after=2026-03-01", both), ("created_before=2026-03-01", []),
                ("created_after=\(late.dropLast())", [second]), ("updated_before=\(late)", [first]),
                ("updated_after=\(early)&updated_before=\(late)", [first]),
                ("min_total=29.99&max_total=29.99", both), ("min_total=30", []),
                ("product_id=mug", both), ("product_id=rare", []), ("payment_method=credit_card", both),
                ("failed_code=payment_declined", []), ("tracking_number=\(number.lowercased())", [first]),
                ("q=\(order.numberText)", [first]), ("q=\(first)", [first]), ("q=\(number)", [first]),
                ("q=ada%40example", both), ("q=bob%40example", []), ("sort=created_at", [first, second]),
                ("sort=-updated_at", both), ("sort=total_amount", [first, second]),
                ("user_id=\(ada.id)&sort=updated_at", [first, second]),
            ] as [(String, [String])] {
                for person in [ada, admin] {
                    let answer = try await list(server, query, as: person)
                    #expect(try ids(answer) == expected, "\(query)")
                    #expect(try answer.json["total"]?.int64 == Int64(expected.count), "\(query)")
                }
            }
        }
    }

    @Test func `everything that is wrong is said at once`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let wrong = [
                "user_id=", "status=lost,paid", "created_after=x", "created_before=2026-13-01", "updated_after=1",
                "updated_before=%00", "min_total=-1", "max_total=1.001", "product_id=", "payment_method=",
                "failed_code=no", "tracking_number=%C3%A4", "q=", "sort=name", "cursor=zz", "page=0",
            ]
            let answer = try await list(server, wrong.joined(separator: "&"), as: ada)
            #expect(answer.status == 422)
            let pointers = try answer.json["errors"]?.elements.compactMap { $0["pointer"]?.string } ?? []
            #expect(Set(pointers) == Set(wrong.map { "/\($0.prefix { $0 != "=" })" }))
            #expect(try await list(server, "user_id=guest-1", as: ada).status == 403)
        }
    }

    @Test func `a cursor of another list is refused`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let bob = try await server.person("bob")
            for _ in 0..<3 { _ = try await server.order(as: ada) }
            let page = try await list(server, "status=pending&page_size=1", as: ada)
            let cursor = try #require(try page.json["next_cursor"]?.string)
            #expect(try await ids(list(server, "status=pending&cursor=\(cursor)", as: ada)).count == 2)
            for (query, person) in [
                ("status=paid", ada), ("status=pending&sort=created_at", ada), ("status=pending", bob),
            ] {
                let answer = try await list(server, "\(query)&cursor=\(cursor)", as: person)
                #expect(answer.status == 422)
                #expect(try answer.json["errors"]?.elements.map { $0["code"]?.string } == ["foreign_cursor"])
            }
        }
    }

    @Test func `both forms of a list link to their next page`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            var placed: [String] = []
            for _ in 0..<5 { placed.append(try await server.order(as: ada)) }
            for start in [
                "/api/v1/orders?status=pending,paid&page=1&page_size=2&q=ada%40", "/orders?limit=2",
                "/orders?skip=0&limit=2",
            ] {
                var (target, seen, forms): (String?, [String], Set<Bool>) = (start, [], [])
                while let path = target {
                    let answer = try await server.send("GET", path, as: ada)
                    try #require(answer.status == 200)
                    let elements = try answer.json["data"]?.elements ?? answer.json.elements
                    forms.insert(try answer.json["data"] == nil)
                    seen += elements.compactMap { $0["order_id"]?.string }
                    target = answer["link"].map { link in
                        #expect(link.hasPrefix("<") && link.hasSuffix(#">; rel="next""#))
                        return String(link.dropFirst().prefix { $0 != ">" })
                    }
                }
                #expect(seen == placed.reversed(), "\(start)")
                #expect(forms == [start.hasPrefix("/orders")])
            }
            #expect(try await server.send("GET", "/orders?skip=1&limit=2", as: ada)["x-total-count"] == "5")
        }
    }
}
