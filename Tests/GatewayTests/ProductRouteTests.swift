import Commerce
import Engine
import TestSupport
import Testing

@testable import Gateway

/// `/products` over real sockets.
@Suite(.timeLimit(.minutes(10))) struct ProductRouteTests {
    static let cup = """
        {"product_id":"cup","sku":"TP-CUP","name":"Blue Cup","price":"2.50","category":"Kitchen","stock":7,
        "low_stock_threshold":2,"image_url":"/assets/cup.png","description":"For tea.\\nAnd more."}
        """

    private func ids(_ answer: RawAnswer) throws -> [String] {
        try #require(try answer.json["data"], "\(answer.statusLine) \(answer.body)").elements
            .compactMap { $0["product_id"]?.string }
    }

    @Test func `an admin adds, reads, changes and removes a product`() async throws {
        try await ShopServer.run { server in
            let admin = try await server.person("boss", role: .admin)
            let made = try await server.send("POST", "/api/v1/products", as: admin, body: Self.cup)
            #expect(made.status == 201 && made["etag"] == "\"v1\"", "\(made.body)")
            #expect(made["x-log-position"] != nil)
            #expect(try made.json["available"]?.int64 == 7 && made.json["image_url"]?.string == "/assets/cup.png")
            let read = try await server.send("GET", "/api/v1/products/cup")
            #expect(read.body == made.body && read["etag"] == "\"v1\"")
            let known = try await server.send("GET", "/products/cup", "If-None-Match: W/\"v1\"")
            #expect(known.status == 304 && known.body.isEmpty)

            let changed = try await server.send(
                "PATCH",
                "/api/v1/products/cup",
                as: admin,
                body: #"{"price":3,"image_url":null,"description":null}"#,
                "If-Match: \"v1\""
            )
            #expect(changed.status == 200 && changed["etag"] == "\"v2\"")
            #expect(try changed.json["image_url"]?.isNull == true && changed.json["description"]?.string == "")
            #expect(try changed.json["name"]?.string == "Blue Cup")
            #expect(try changed.json["price"]?.numberText.map(Array.init) == Array("3.00".utf8))

            let removed = try await server.send("DELETE", "/api/v1/products/cup", as: admin)
            #expect(try removed.status == 200 && removed.json["is_active"]?.bool == false)
            let gone = try await server.send("GET", "/api/v1/products/cup")
            #expect(try gone.status == 404 && gone.code == "product_not_found")
            let ada = try await server.person()
            #expect(try await server.send("GET", "/products/cup", as: ada).status == 404)
            #expect(try await server.send("GET", "/products/cup", as: admin).json["version"]?.int64 == 3)
        }
    }

    @Test func `a stale If-Match is refused and changes nothing`() async throws {
        try await ShopServer.run { server in
            let admin = try await server.person("boss", role: .admin)
            for (tag, status) in [
                ("\"v2\"", 412), ("W/\"v1\"", 412), ("\"x\"", 412), ("\"v01\"", 412), ("", 412),
                ("\"v7\", \"v1\"", 200),
                ("*", 200), ("\"v3\"", 200),
            ] {
                let answer = try await server.send(
                    "PATCH",
                    "/products/mug",
                    as: admin,
                    body: #"{"name":"Mug \#(tag.count)\#(status)"}"#,
                    "If-Match: \(tag)"
                )
                #expect(answer.status == status, "\(tag)")
                if status == 412 { #expect(try answer.code == "version_conflict") }
            }
            let stale = try await server.send("DELETE", "/products/mug", as: admin, "If-Match: \"v1\"")
            #expect(stale.status == 412)
            #expect(try await server.send("GET", "/products/mug").json["version"]?.int64 == 4)
        }
    }

    @Test func `guests and customers change nothing`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let csv = "Content-Type: text/csv"
            let callers: [(ShopServer.Person?, Int)] = [(nil, 401), (ada, 403)]
            for (person, status) in callers {
                #expect(try await server.send("POST", "/products", as: person, body: Self.cup).status == status)
                #expect(try await server.send("PATCH", "/products/mug", as: person, body: "{}").status == status)
                #expect(try await server.send("DELETE", "/products/mug", as: person).status == status)
                #expect(try await server.send("GET", "/products/export", as: person).status == status)
                #expect(try await server.send("POST", "/products/import", as: person, body: "x", csv).status == status)
            }
            for activity in ["all", "false"] {
                let answer = try await server.send("GET", "/products?is_active=\(activity)", as: ada)
                #expect(try answer.status == 403 && answer.code == "access_denied")
                #expect(try await server.send("GET", "/products?is_active=\(activity)").status == 403)
            }
            #expect(try await server.send("GET", "/products/mug").json["version"]?.int64 == 1)
        }
    }

    @Test func `all that is wrong with a body is said at once`() async throws {
        try await ShopServer.run { server in
            let admin = try await server.person("boss", role: .admin)
            func pointers(_ answer: RawAnswer) throws -> [String] {
                #expect(answer.status == 422, "\(answer.body)")
                return try #require(try answer.json["errors"]).elements.compactMap { $0["pointer"]?.string }.sorted()
            }
            let bad = """
                {"product_id":"","sku":" ","name":7,"price":-1,"currency":"usd","stock":-1,"low_stock_threshold":1.5,
                "image_url":"ftp://x","is_active":"yes","category":"a\\u0000b","colour":"red"}
                """
            #expect(
                try pointers(try await server.send("POST", "/products", as: admin, body: bad)) == [
                    "/category", "/colour", "/currency", "/image_url", "/is_active", "/low_stock_threshold", "/name",
                    "/price", "/product_id", "/sku", "/stock",
                ]
            )
            #expect(
                try pointers(try await server.send("POST", "/products", as: admin, body: "{}"))
                    == ["/name", "/price", "/sku"]
            )
            let nulls = #"{"sku":null,"name":null,"price":null,"currency":null,"is_active":null,"stock":1}"#
            #expect(
                try pointers(try await server.send("PATCH", "/products/mug", as: admin, body: nulls))
                    == ["/currency", "/is_active", "/name", "/price", "/sku", "/stock"]
            )
            let precise = try await server.send("PATCH", "/products/mug", as: admin, body: #"{"price":1.001}"#)
            #expect(try precise.status == 422 && precise.code == "amount_precision")
            let reserved = #"{"product_id":"import","sku":"I","name":"I","price":1}"#
            #expect(
                try pointers(try await server.send("POST", "/products", as: admin, body: reserved)) == ["/product_id"]
            )
            let taken = #"{"product_id":"mug","sku":"tp-rare","name":"I","price":1}"#
            let exists = try await server.send("POST", "/products", as: admin, body: taken)
            #expect(try exists.status == 409 && exists.code == "product_exists")
            let sku = try await server.send("PATCH", "/products/mug", as: admin, body: #"{"sku":"tp-rare"}"#)
            #expect(try sku.status == 409 && sku.code == "sku_taken")
        }
    }

    @Test func `a repeated request is answered as the first was`() async throws {
        try await ShopServer.run { server in
            let admin = try await server.person("boss", role: .admin)
            let key = "Idempotency-Key: one"
            let body = #"{"sku":"K","name":"Keyed","price":1}"#
            let first = try await server.send("POST", "/products", as: admin, body: body, key)
            let second = try await server.send("POST", "/api/v1/products", as: admin, body: body, key)
            #expect(first.status == 201 && second.status == 201 && first.body == second.body)
            #expect(second["idempotent-replayed"] == "true" && second["etag"] == "\"v1\"")
            let other = try await server.send("POST", "/products", as: admin, body: Self.cup, key)
            #expect(try other.status == 422 && other.code == "idempotency_key_reused")
            let id = try #require(try first.json["product_id"]?.string)
            #expect(id.count == 36)
            for _ in 1...2 {
                let gone = try await server.send("DELETE", "/products/\(id)", as: admin, key, "If-Match: \"v1\"")
                #expect(gone.status == 200 && gone["etag"] == "\"v2\"")
            }
        }
    }

    @Test func `the list is searched, narrowed and walked`() async throws {
        try await ShopServer.run { server in
            let admin = try await server.person("boss", role: .admin)
            _ = try await server.send("DELETE", "/products/rare", as: admin)
            #expect(try ids(try await server.send("GET", "/products?q=h%C3%A2r%20m")) == ["mug"])
            #expect(try ids(try await server.send("GET", "/products?category=home")) == ["bar", "popular"])
            #expect(try ids(try await server.send("GET", "/products?is_active=false", as: admin)) == ["rare"])
            let all = try await server.send("GET", "/products?is_active=all&page_size=2", as: admin)
            #expect(try ids(all) == ["bar", "mug"])
            #expect(try all.json["total"]?.int64 == 5 && all.json["has_more"]?.bool == true)
            #expect(try all.json["next_cursor"]?.string == "mug")
            let next = try await server.send("GET", "/products?is_active=all&page_size=9&cursor=mug", as: admin)
            #expect(try ids(next) == ["pencil", "popular", "rare"] && next.json["next_cursor"]?.isNull == true)
            let long = String(repeating: "a", count: 201)
            for query in ["is_active=maybe", "q=\(long)", "cursor=", "page_size=0"] {
                #expect(try await server.send("GET", "/products?\(query)").status == 422, "\(query)")
            }
        }
    }

    @Test func `an id with signs is reached by its encoded path`() async throws {
        try await ShopServer.run { server in
            let admin = try await server.person("boss", role: .admin)
            let body = #"{"product_id":"tea & “cake”/50%","sku":"T","name":"Tea","price":1}"#
            #expect(try await server.send("POST", "/products", as: admin, body: body).status == 201)
            let path = "/products/tea%20%26%20%E2%80%9Ccake%E2%80%9D%2f50%25"
            #expect(try await server.send("GET", path).json["sku"]?.string == "T")
            for path in ["/products/tea%2", "/products/%FF", "/products/%zz"] {
                #expect(try await server.send("GET", path).status == 404)
            }
        }
    }

    @Test func `a product has a picture, its own or one that is made for it`() async throws {
        try await ShopServer.run { server in
            let admin = try await server.person("boss", role: .admin)
            let made = try await server.send("GET", "/api/v1/products/mug/image")
            #expect(made.status == 200 && made["content-type"] == "image/svg+xml")
            #expect(made["cache-control"] == "public, max-age=300" && made.body.contains(">HM</text>"))
            #expect(try await server.send("GET", "/products/mug/image").body == made.body)
            #expect(try await server.send("GET", "/products/rare/image").body != made.body)
            let tag = try #require(made["etag"])
            #expect(try await server.send("GET", "/products/mug/image", "If-None-Match: \(tag)").status == 304)
            #expect(try await server.send("GET", "/products/none/image").status == 404)
            _ = try await server.send("POST", "/products", as: admin, body: Self.cup)
            let own = try await server.send("GET", "/products/cup/image")
            #expect(own.status == 302 && own["location"] == "/assets/cup.png")
            _ = try await server.send("DELETE", "/products/mug", as: admin)
            #expect(try await server.send("GET", "/products/mug/image").status == 200)
        }
    }

    @Test(arguments: [
        ("Harbour Mug", "HM"), ("mug", "M"), ("a b c", "AB"), ("<&>", "ID"), ("", "ID"), ("élan vital", "ÉV"),
        ("東京 タワー", "東タ"), ("50% off", "5O"), ("ß", "SS"),
    ])
    func `initials are those of the first two words`(name: String, initials: String) {
        #expect(PlaceholderImage.initials(name, "i-d") == initials)
    }

    @Test func `a name cannot break out of its picture`() {
        let svg = PlaceholderImage.svg(id: "x", name: "</title><script>alert('1')</script>&\"\u{0}\u{FFFE}")
        #expect(svg.contains("<title>&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;</title>"))
        #expect(!svg.contains("<script"))
    }

    @Test func `a catalogue goes out as CSV and comes back`() async throws {
        try await ShopServer.run { server in
            let admin = try await server.person("boss", role: .admin)
            let file = try await server.send("GET", "/api/v1/products/export", as: admin)
            #expect(file.status == 200 && file["content-type"] == "text/csv; charset=utf-8; header=present")
            #expect(file["content-disposition"] == "attachment; filename=\"products.csv\"")
            #expect(file.body.split(separator: "\r\n").count == 6)
            let csv = "Content-Type: text/csv; charset=utf-8"
            let same = try await server.send("POST", "/products/import", as: admin, body: file.body, csv)
            #expect(
                try same.status == 200 && same.json["unchanged"]?.int64 == 5 && same.json["failed_csv"]?.isNull == true
            )

            let mixed = "sku,name,price\nTP-MUG,Mug,1.00\nNEW,New,2\nBAD,,3\n"
            let report = try await server.send("POST", "/products/import", as: admin, body: mixed, csv)
            let rows = Array(try #require(try report.json["rows"]).elements)
            #expect(rows.compactMap { $0["outcome"]?.string } == ["updated", "created", "failed"])
            #expect(rows[0]["product_id"]?.string == "mug" && rows[2]["code"]?.string == "too_short")
            #expect(rows[2]["row"]?.int64 == 4 && rows[2]["sku"]?.string == "BAD")
            #expect(
                try report.json["failed_csv"]?.string?.hasPrefix("sku,name,price,error\r\nBAD,,3,\"too_short: ") == true
            )

            let broken = try await server.send("POST", "/products/import", as: admin, body: "sku,name\na,b\n", csv)
            #expect(try broken.status == 422 && broken.code == "invalid_csv")
            let json = try await server.send("POST", "/products/import", as: admin, body: "{}")
            #expect(json.status == 415)
        }
    }

    @Test func `the codes of the domain are those of the answers`() {
        for rejection in [CatalogueRejection.notAllowed, .versionConflict(1)] {
            #expect(Problem(engine: .catalogue(rejection)).code.rawValue == rejection.code)
        }
        for rejection in ["x"].compactMap({ ProductID($0) }).flatMap({
            [CatalogueRejection.skuTaken($0), .productExists($0)]
        }) {
            #expect(Problem(engine: .catalogue(rejection)).code.rawValue == rejection.code)
        }
    }
}
