import Commerce
import Engine
import TestSupport
import Testing

@testable import Gateway

/// The limits as clients meet them.
@Suite struct LimitRouteTests {
    /// Runs a shop that counts, and believes its own machine about whose requests it passes on.
    private static func run(_ body: @Sendable (ShopServer) async throws -> Void) async throws {
        let trust = try ProxyTrust("127.0.0.1")
        try await ShopServer.run(
            withWorkers: false,
            gateway: { configuration in
                configuration.rateLimitEnabled = true
                configuration.rateLimitPerMinute = 3
                configuration.trustedProxies = trust
            },
            body
        )
    }

    private static func from(_ address: String) -> String { "X-Forwarded-For: \(address)" }

    @Test func `the twenty-first order of a minute is refused, and its time comes`() async throws {
        try await Self.run { server in
            let ada = try await server.person("ada")
            for number in 1...20 {
                let answer = try await server.send(
                    "POST",
                    "/api/v1/orders",
                    as: ada,
                    body: ShopServer.mug,
                    Self.from("192.0.2.\(number)")
                )
                #expect(answer.status == 201)
                #expect(answer["x-ratelimit-limit"] == "20")
                #expect(answer["x-ratelimit-remaining"] == "\(20 - number)")
                #expect(answer["ratelimit-policy"] == #""orders-create";q=20;w=60"#)
            }
            server.shop.time.advance(millis: 12_500)
            let refused = try await server.send(
                "POST",
                "/orders",
                as: ada,
                body: ShopServer.mug,
                Self.from("192.0.2.99")
            )
            #expect(refused.status == 429)
            #expect(try refused.code == "rate_limit_exceeded")
            #expect(refused["retry-after"] == "48")
            #expect(refused["ratelimit"] == #""orders-create";r=0;t=48"#)
            #expect(try refused.json["violated_policies"]?.elements.map(\.string) == ["orders-create"])
            let bob = try await server.person("bob")
            let others = try await server.send(
                "POST",
                "/orders",
                as: bob,
                body: ShopServer.mug,
                Self.from("192.0.2.99")
            )
            #expect(others.status == 201)
            let reading = try await server.send("GET", "/orders", as: ada, Self.from("192.0.2.99"))
            #expect(reading.status == 200 && reading["x-ratelimit-remaining"] == "99")
            server.shop.time.advance(millis: 47_500)
            let again = try await server.send("POST", "/orders", as: ada, body: ShopServer.mug, Self.from("192.0.2.99"))
            #expect(again.status == 201)
        }
    }

    @Test func `an address is counted before its token is looked at, and the untrusted cannot change theirs`()
        async throws
    {
        try await Self.run { server in
            for _ in 1...3 {
                let answer = try await server.send(
                    "GET",
                    "/users/me",
                    Self.from("198.51.100.7"),
                    "Authorization: Bearer x"
                )
                #expect(answer.status == 401)
            }
            let refused = try await server.send(
                "GET",
                "/users/me",
                Self.from("198.51.100.7"),
                "Authorization: Bearer x"
            )
            #expect(refused.status == 429)
            // What a client wrote itself stands before what the proxy adds.
            let forged = try await server.send("GET", "/users/me", Self.from("203.0.113.1, 198.51.100.7"))
            #expect(forged.status == 429)
            let other = try await server.send("GET", "/users/me", Self.from("198.51.100.8"))
            #expect(other.status == 401)
        }
    }

    @Test func `health, metrics and documents are never refused`() async throws {
        try await Self.run { server in
            for _ in 1...5 {
                for path in ["/health", "/metrics", "/openapi.json", "/errors/not_found"] {
                    let answer = try await server.send("GET", path)
                    #expect(answer.status == 200 && answer["x-ratelimit-limit"] == nil, "\(path)")
                }
            }
        }
    }
}
