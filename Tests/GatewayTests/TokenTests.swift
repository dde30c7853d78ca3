import Commerce
import Crypto
import Engine
import TestSupport
import Testing

@testable import Gateway

/// Tokens that are not ours, over a real socket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TokenTests {
    private func answer(_ server: ShopServer, _ authorization: String?) async throws -> RawAnswer {
        guard let authorization else { return try await server.send("GET", "/api/v1/users/me") }
        return try await server.send("GET", "/api/v1/users/me", "Authorization: \(authorization)")
    }

    private func part(_ json: String) -> String { Base64URL.encode(Array(json.utf8)) }

    @Test func `a token that is missing, altered, forged or of another kind is refused`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let parts = ada.token.split(separator: ".").map(String.init)
            let header = try #require(Base64URL.decode(parts[0]).map { String(decoding: $0, as: UTF8.self) })
            let payload = try #require(Base64URL.decode(parts[1]).map { String(decoding: $0, as: UTF8.self) })
            #expect(payload.contains(#""role":"user""#))
            let admin = part(payload.replacing(#""role":"user""#, with: #""role":"admin""#))
            let none = part(header.replacing("HS256", with: "none"))
            let refused: [String] = [
                "Bearer \(parts[0]).\(admin).\(parts[2])",
                "Bearer \(none).\(parts[1]).", "Bearer \(none).\(parts[1]).\(parts[2])",
                "Bearer \(part(header.replacing("HS256", with: "HS512"))).\(parts[1]).\(parts[2])",
                "Bearer \(part(header.replacing("HS256", with: "RS256"))).\(parts[1]).\(parts[2])",
                "Bearer \(part(#"{"alg":"HS256","typ":"JWT","kid":"other"}"#)).\(parts[1]).\(parts[2])",
                "Bearer \(part(#"{"alg":"HS256","typ":"JWT"}"#)).\(parts[1]).\(parts[2])",
                "Bearer \(parts[0]).\(parts[1])", "Bearer \(ada.token).x", "Bearer x", "Bearer ",
                "Bearer \(ada.token.dropLast())", "Bearer \(String(repeating: "a", count: 5_000))",
                "Basic \(ada.token)", ada.token,
            ]
            for authorization in refused {
                let answer = try await answer(server, authorization)
                #expect(answer.status == 401, "\(authorization.prefix(80))")
                #expect(answer["www-authenticate"]?.hasPrefix("Bearer") == true)
                #expect(!answer.body.contains(parts[1]))
            }
            #expect(try await answer(server, nil).code == "authentication_required")
            #expect(try await answer(server, "Bearer \(ada.token)").status == 200)
        }
    }

    @Test func `a token of another secret is refused, also under our key's name`() async throws {
        try await ShopServer.run { server in
            let ada = try await server.person()
            let parts = ada.token.split(separator: ".").map(String.init)
            let other = SymmetricKey(data: Array("another secret of thirty-two bytes!".utf8))
            let signature = HMAC<SHA256>.authenticationCode(for: Array("\(parts[0]).\(parts[1])".utf8), using: other)
            let forged = "\(parts[0]).\(parts[1]).\(Base64URL.encode(Array(signature)))"
            #expect(try await answer(server, "Bearer \(forged)").code == "invalid_token")
            // The same with the right secret is what the server makes itself.
            let own = SymmetricKey(data: ShopServer.secret)
            let right = HMAC<SHA256>.authenticationCode(for: Array("\(parts[0]).\(parts[1])".utf8), using: own)
            #expect(Base64URL.encode(Array(right)) == parts[2])
        }
    }

    @Test func `a token ends after fifteen minutes, also when it was seen before`() async throws {
        try await ShopServer.run { server in
            let (ada, bob) = (try await server.person(), try await server.person("bob"))
            #expect(try await answer(server, "Bearer \(ada.token)").status == 200)
            server.shop.time.advance(millis: 899_999)
            #expect(try await answer(server, "Bearer \(ada.token)").status == 200)
            server.shop.time.advance(millis: 1)
            for person in [ada, bob] {
                let late = try await answer(server, "Bearer \(person.token)")
                #expect(late.status == 401)
                #expect(try late.code == "token_expired")
            }
        }
    }
}
