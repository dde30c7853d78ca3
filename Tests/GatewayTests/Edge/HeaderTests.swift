import HTTPTypes
import Testing

@testable import Gateway

/// Security headers, other origins, `OPTIONS`.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HeaderTests {
    private static let partner = "https://partner.example"

    @Test(arguments: ["/health", "/nothing", "/api/v1/orders", "/assets/app.js"])
    func `every answer has the security headers once`(path: String) async throws {
        try await ShopServer.run(withWorkers: false) { server in
            for accept in ["application/json", "text/html"] {
                let answer = try await server.send("GET", path, "Accept: \(accept)")
                for field in SecurityHeaders.fields {
                    let values = answer.fields.filter { $0.name.lowercased() == field.name.canonicalName }.map(\.value)
                    #expect(values == [field.value], "\(path) \(field.name)")
                }
                #expect(answer["strict-transport-security"] == nil)
            }
        }
    }

    @Test func `only what came over TLS asks for TLS`() {
        var headers: HTTPFields = [:]
        SecurityHeaders.add(to: &headers, isSecure: true)
        #expect(headers[.strictTransportSecurity] == "max-age=63072000")
        var own: HTTPFields = [.contentSecurityPolicy: "default-src 'none'"]
        SecurityHeaders.add(to: &own, isSecure: false)
        #expect(own[.contentSecurityPolicy] == "default-src 'none'" && own[.strictTransportSecurity] == nil)
    }

    @Test func `the policy knows no inline code and no other host but for images`() {
        let policy = SecurityHeaders.contentSecurityPolicy
        #expect(!policy.contains("unsafe"))
        #expect(policy.contains("script-src 'self';") && policy.contains("connect-src 'self';"))
        #expect(policy.contains("img-src 'self' data: http: https:;") && policy.contains("frame-ancestors 'none'"))
    }

    // MARK: Other origins

    @Test func `a preflight of an allowed origin is answered with methods, headers and an age`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let answer = try await server.send(
                "OPTIONS",
                "/api/v1/orders/some-id",
                "Origin: \(Self.partner)",
                "Access-Control-Request-Method: PATCH",
                "Access-Control-Request-Headers: authorization,if-match"
            )
            #expect(answer.status == 204 && answer.body.isEmpty)
            #expect(answer["access-control-allow-origin"] == Self.partner)
            #expect(answer["access-control-allow-methods"] == "DELETE, GET, OPTIONS, PATCH")
            #expect(answer["access-control-allow-headers"] == CrossOrigin.requestHeaders)
            #expect(answer["access-control-max-age"] == "7200")
            #expect(answer["vary"]?.contains("Origin") == true)
            #expect(answer["access-control-allow-credentials"] == nil)
            #expect(answer["allow"] == "DELETE, GET, OPTIONS, PATCH")
        }
    }

    @Test(arguments: ["https://evil.example", "https://partner.example.evil.example", "null", "http://partner.example"])
    func `another origin gets nothing that lets it read`(origin: String) async throws {
        try await ShopServer.run(withWorkers: false) { server in
            for method in ["OPTIONS", "GET"] {
                let answer = try await server.send(
                    method,
                    "/api/v1/products",
                    "Origin: \(origin)",
                    "Access-Control-Request-Method: GET"
                )
                #expect(answer.status == (method == "GET" ? 200 : 204))
                #expect(!answer.fields.contains { $0.name.lowercased().hasPrefix("access-control") })
                #expect(answer["vary"]?.contains("Origin") == true)
            }
        }
    }

    @Test func `answers and errors can be read by an allowed origin, with the headers that matter`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            for (path, status) in [("/api/v1/products", 200), ("/api/v1/orders", 401), ("/nothing", 404)] {
                let answer = try await server.send("GET", path, "Origin: \(Self.partner)")
                #expect(answer.status == status)
                #expect(answer["access-control-allow-origin"] == Self.partner)
                #expect(answer["access-control-expose-headers"] == CrossOrigin.exposedHeaders)
                #expect(answer["access-control-allow-methods"] == nil)
                #expect(answer["access-control-allow-credentials"] == nil)
            }
        }
    }

    @Test func `with any origin a star is said, and nothing about credentials`() throws {
        let any = CrossOrigin(origins: try AllowedOrigins(parsing: "*", isDevelopment: true))
        var headers: HTTPFields = [:]
        any.mark(&headers, .test(.get, "/", [.origin: "http://localhost:3000"]))
        #expect(headers[.accessControlAllowOrigin] == "*" && headers[.vary] == nil)
        #expect(headers[.accessControlAllowCredentials] == nil)
        var silent: HTTPFields = [:]
        CrossOrigin(origins: []).mark(&silent, .test(.get, "/", [.origin: Self.partner]))
        #expect(silent.isEmpty)
    }

    @Test func `options without an origin names the methods`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let orders = try await server.send("OPTIONS", "/api/v1/orders")
            #expect(orders.status == 204 && orders["allow"] == "GET, OPTIONS, POST")
            #expect(orders["access-control-allow-methods"] == nil && orders["x-request-id"] != nil)
            let all = try await server.send("OPTIONS", "*")
            #expect(all.status == 204 && all["allow"]?.contains("PATCH") == true)
            let nothing = try await server.send("OPTIONS", "/api/v1/nothing")
            #expect(try nothing.status == 404 && nothing.code == "not_found")
            let wrong = try await server.send("PUT", "/api/v1/orders")
            #expect(wrong.status == 405 && wrong["allow"] == "GET, POST")
        }
    }

    @Test(arguments: [
        ("https://a.example", "https://a.example"), ("HTTPS://A.example/", "https://a.example"),
        ("http://localhost:3000", "http://localhost:3000"), ("https://a.example:443", "https://a.example"),
        ("http://a.example:80", "http://a.example"), (" https://b.example , https://a.example", "https://a.example"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ])
    func `origins are read in the form that browsers send`(text: String, origin: String) throws {
        let origins = try AllowedOrigins(parsing: text, isDevelopment: false)
        #expect(origins.contains(origin) && !origins.contains("https://other.example") && !origins.isEmpty)
    }

    @Test(arguments: [
        "partner.example", "ftp://a.example", "https://", "https://a.example/shop", "https://*.example", "null",
        "https://user@a.example", "https://:443",
    ])
    func `what is no origin is refused`(text: String) {
        #expect(throws: AllowedOrigins.Flaw.notAnOrigin(text)) {
            try AllowedOrigins(parsing: text, isDevelopment: true)
        }
    }

    @Test func `any origin is for development`() throws {
        #expect(throws: AllowedOrigins.Flaw.anyOrigin) { try AllowedOrigins(parsing: "*", isDevelopment: false) }
        #expect(try AllowedOrigins(parsing: "*", isDevelopment: true).contains("https://whoever.example"))
        #expect(try AllowedOrigins(parsing: "", isDevelopment: false).isEmpty)
    }
}
