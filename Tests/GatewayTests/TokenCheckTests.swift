import Commerce
import Crypto
import Engine
import Storage
import TestSupport
import Testing

@testable import Gateway

/// What a token has to say, and who has to have signed it, without a socket.
@Suite(.timeLimit(.minutes(10))) struct TokenCheckTests {
    static let secret = Array("a secret of thirty-two bytes, no less".utf8)

    /// A shop with one user who has logged in.
    struct Scene {
        let shop: EngineHarness
        let tokens: TokenService
        let user: User
        let session: SessionID

        init(_ keys: KeySet) async throws {
            shop = try await EngineHarness()
            _ = try await shop.person()
            let login = try await shop.engine.logIn(email: "ada@example.com", password: "correct horse")
            (user, session) = (login.user, login.session)
            tokens = await TokenService(keys: keys, lifetimeSeconds: 900, engine: shop.engine)
        }

        /// Why a token is refused; nil for one that is accepted.
        func flaw(_ token: String) async -> TokenService.Flaw? {
            do throws(TokenService.Flaw) {
                _ = try await tokens.verify(token)
                return nil
            } catch {
                return error
            }
        }

        var now: Int64 { shop.time.now.millis / 1_000 }

        /// Claims as the server writes them, with changes; nil takes one away.
        func claims(_ changes: [String: String?] = [:]) -> String {
            var members: [String: String] = [
                "iss": "\"tradepost\"", "sub": "\"\(user.id)\"", "sid": "\"\(session)\"", "role": "\"user\"",
                "tier": "\"standard\"", "iat": "\(now)", "exp": "\(now + 900)", "jti": "\"x\"",
            ]
            for (name, value) in changes { members[name] = value }
            return "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
        }
    }

    static func keys() throws -> KeySet { KeySet(signing: try #require(SigningKey(secret: secret))) }

    static func part(_ json: String) -> String { Base64URL.encode(Array(json.utf8)) }

    /// A token with any header and claims, signed by HMAC with any secret.
    static func token(_ header: String, _ claims: String, _ secret: [UInt8]) -> String {
        let text = part(header) + "." + part(claims)
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: secret))
        return text + "." + Base64URL.encode(Array(code))
    }

    private func header(_ scene: Scene) throws -> String {
        #"{"alg":"HS256","kid":"\#(try Self.keys().signing.id)","typ":"JWT"}"#
    }

    @Test func `claims count as they should, and each that does not is refused`() async throws {
        let scene = try await Scene(try Self.keys())
        let header = try header(scene)
        let (now, other) = (scene.now, SessionID(high: 7, low: 7))
        let cases: [([String: String?], TokenService.Flaw?)] = [
            ([:], nil),
            (["nbf": "\(now)"], nil), (["nbf": "\(now + 1)"], .invalid), (["nbf": "\"soon\""], .invalid),
            (["exp": "\(now)"], .expired), (["exp": "\(now + 1)", "iat": "\(now - 5)"], nil),
            (["exp": nil], .invalid), (["exp": "9223372036854775807"], .invalid),
            (["iat": "\(now + 1)"], .invalid), (["iat": nil], .invalid), (["iat": "\(now + 900)"], .invalid),
            (["iss": "\"other\""], .invalid), (["iss": nil], .invalid),
            (["sub": "\"ada\""], .invalid), (["sub": "\"\(other)\""], .invalid),
            (["sid": nil], .invalid), (["sid": "\"\(other)\""], .invalid), (["sid": "7"], .invalid),
            // What the token says of the role does not count.
            (["role": "\"admin\""], nil),
        ]
        for (changes, flaw) in cases {
            #expect(await scene.flaw(Self.token(header, scene.claims(changes), Self.secret)) == flaw, "\(changes)")
        }
        let admin = try await scene.tokens.verify(Self.token(header, scene.claims(["role": "\"admin\""]), Self.secret))
        #expect(admin.role == .user && admin.user == scene.user.id && admin.credential == .session(scene.session))
        #expect(admin.identity == scene.user.id.text && admin.customer == .account(scene.user.id))
        try await scene.shop.close()
    }

    @Test func `headers that name another algorithm, key or member are refused`() async throws {
        let scene = try await Scene(try Self.keys())
        let id = try Self.keys().signing.id
        let claims = scene.claims()
        #expect(try await scene.flaw(Self.token(header(scene), claims, Self.secret)) == nil)
        let headers = [
            #"{"alg":"none","kid":"\#(id)","typ":"JWT"}"#, #"{"alg":"HS512","kid":"\#(id)","typ":"JWT"}"#,
            #"{"alg":"RS256","kid":"\#(id)","typ":"JWT"}"#, #"{"alg":"hs256","kid":"\#(id)","typ":"JWT"}"#,
            #"{"alg":"HS256","kid":"other","typ":"JWT"}"#, #"{"alg":"HS256","typ":"JWT"}"#,
            #"{"alg":"HS256","kid":"\#(id)"}"#, #"{"alg":"HS256","kid":"\#(id)","typ":"JWE"}"#,
            #"{"alg":"HS256","kid":"\#(id)","typ":"JWT","crit":["exp"]}"#,
            #"{"alg":"HS256","kid":"\#(id)","typ":"JWT","jwk":{"kty":"oct","k":"AA"}}"#,
            #"{"alg":"HS256","alg":"none","kid":"\#(id)","typ":"JWT"}"#, "[]", "",
        ]
        for header in headers {
            #expect(await scene.flaw(Self.token(header, claims, Self.secret)) == .invalid, "\(header)")
        }
        let unsigned = Self.part(headers[0]) + "." + Self.part(claims) + "."
        #expect(await scene.flaw(unsigned) == .invalid)
        try await scene.shop.close()
    }

    @Test func `RS256 verifies its own tokens, and nothing that its public key was used for as a secret`()
        async throws
    {
        let entropy = Entropy(SeededRandom(1))
        let der = try SigningKey.newSecret(.rs256, entropy: entropy)
        let keys = KeySet(signing: try #require(SigningKey(privateKey: der)))
        let scene = try await Scene(keys)
        let token = try await scene.tokens.sign(scene.user, scene.session)
        #expect(await scene.flaw(token) == nil)
        let parts = token.split(separator: ".").map(String.init)
        let header = String(decoding: try #require(Base64URL.decode(parts[0])), as: UTF8.self)
        #expect(header.contains(#""alg":"RS256""#) && header.contains(keys.signing.id))
        let set = try JSONDocument(parsing: scene.tokens.jwks()).root["keys"]
        #expect(set?.count == 1)
        let key = try #require(set?.elements.first { _ in true })
        #expect(key["kid"]?.string == keys.signing.id && key["kty"]?.string == "RSA" && key["e"]?.string == "AQAB")
        #expect(key["use"]?.string == "sig" && key["alg"]?.string == "RS256" && key["d"] == nil)
        let modulus = try #require(key["n"]?.string.flatMap { Base64URL.decode($0) })
        #expect(modulus.count == 256 && modulus[0] >= 0x80)
        let hmac = header.replacing("RS256", with: "HS256")
        for secret in [modulus, Array((key["n"]?.string ?? "").utf8), scene.tokens.jwks(), der] {
            #expect(await scene.flaw(Self.token(hmac, scene.claims(), secret)) == .invalid)
            #expect(await scene.flaw(Self.token(header, scene.claims(), secret)) == .invalid)
        }
        let altered = Self.part(scene.claims(["exp": "\(scene.now + 9_000)"]))
        #expect(await scene.flaw("\(parts[0]).\(altered).\(parts[2])") == .invalid)
        // The other way round: a server of HS256 takes nothing of RS256.
        let own = await TokenService(keys: try Self.keys(), lifetimeSeconds: 900, engine: scene.shop.engine)
        await #expect(throws: TokenService.Flaw.invalid) { try await own.verify(token) }
        #expect(own.jwks() == Array(#"{"keys":[]}"#.utf8))
        try await scene.shop.close()
    }

    @Test func `a token ends at once with its session, also when it was seen before`() async throws {
        let scene = try await Scene(try Self.keys())
        let token = try await scene.tokens.sign(scene.user, scene.session)
        #expect(await scene.flaw(token) == nil)
        #expect(await scene.flaw(token) == nil)
        try await scene.shop.engine.revokeSession(scene.session, of: scene.user.id)
        #expect(await scene.flaw(token) == .invalid)
        #expect(await scene.flaw(token) == .invalid)
        try await scene.shop.close()
    }

    @Test func `reuse of a refresh token ends the access tokens of its family`() async throws {
        let scene = try await Scene(try Self.keys())
        let login = try await scene.shop.engine.logIn(email: "ada@example.com", password: "correct horse")
        let token = try await scene.tokens.sign(login.user, login.session)
        _ = try await scene.shop.engine.refresh(login.refreshToken)
        #expect(await scene.flaw(token) == nil)
        await #expect(throws: EngineError.refreshTokenReused) {
            try await scene.shop.engine.refresh(login.refreshToken)
        }
        #expect(await scene.flaw(token) == .invalid)
        // The other session goes on.
        #expect(try await scene.flaw(scene.tokens.sign(scene.user, scene.session)) == nil)
        try await scene.shop.close()
    }

    @Test func `an admin who is demoted is a user at once, and one who is switched off is nobody`() async throws {
        let scene = try await Scene(try Self.keys())
        let (engine, id) = (scene.shop.engine, scene.user.id)
        _ = try await scene.shop.person("boss", role: .admin)
        let token = try await scene.tokens.sign(scene.user, scene.session)
        #expect(try await scene.tokens.verify(token).role == .user)
        _ = try await engine.changeUser(id, UserChange(role: .admin), as: .admin)
        #expect(try await scene.tokens.verify(token).actor == Actor(id: id, role: .admin))
        _ = try await engine.changeUser(id, UserChange(role: .user), as: .admin)
        #expect(try await scene.tokens.verify(token).role == .user)
        _ = try await engine.changeUser(id, UserChange(isActive: false), as: .admin)
        #expect(await scene.flaw(token) == .disabled)
        _ = try await engine.changeUser(id, UserChange(isActive: true), as: .admin)
        #expect(await scene.flaw(token) == .invalid)
        try await scene.shop.close()
    }
}
