import Commerce
import Storage
import TestSupport
import Testing

@testable import Engine

/// Answers with secrets in them, and requests with secrets in them: what of them is in the store.
@Suite(.timeLimit(.minutes(10))) struct SealedAnswerTests {
    private static let password = "correct horse battery"
    private static let sign = AccessTokenSigner { user, session in "access-\(user.id)-\(session)" }
    private static let render: CredentialsAnswer = { credentials, token in
        Array("{\"access\":\"\(token)\",\"refresh\":\"\(credentials.refreshToken)\"}".utf8)
    }

    private func request(_ route: String, _ body: String, key: String = "key-of-the-client") -> IdempotencyRequest {
        IdempotencyRequest(key: key, principal: "anonymous", method: "POST", route: route, body: Array(body.utf8))
    }

    private func register(_ shop: EngineHarness, _ request: IdempotencyRequest?) async throws -> CommandAnswer {
        let registration = Registration(
            email: try #require(EmailAddress("ada@example.com")),
            password: Self.password,
            fullName: nil,
            phone: nil
        )
        return try await shop.engine.register(registration, idempotency: request) { Array("\($0.id)".utf8) }
    }

    private func logIn(
        _ shop: EngineHarness,
        _ request: IdempotencyRequest?,
        password: String = password
    ) async throws(EngineError) -> CommandAnswer {
        try await shop.engine.logIn(
            LogIn(email: "ada@example.com", password: password),
            idempotency: request,
            sign: Self.sign,
            answer: Self.render
        )
    }

    private func refresh(
        _ shop: EngineHarness,
        _ token: String,
        _ request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await shop.engine.refresh(token, idempotency: request, sign: Self.sign, answer: Self.render)
    }

    private func token(in answer: CommandAnswer) throws -> String {
        try #require(try JSONDocument(parsing: answer.body).root["refresh"]?.string)
    }

    @Test func `registering again with the same key is no second account, and no second hash`() async throws {
        let shop = try await EngineHarness()
        let first = try await register(shop, request("/auth/register", "body"))
        #expect(first.status == 201 && !first.isReplay)
        let hashes = shop.engine.passwords.count
        let again = try await register(shop, request("/auth/register", "body"))
        #expect(again.isReplay && again.status == 201 && again.body == first.body && again.sequence == first.sequence)
        #expect(shop.engine.passwords.count == hashes)
        await #expect(throws: EngineError.idempotencyKeyReused) {
            try await register(shop, request("/auth/register", "other body"))
        }
        await #expect(throws: EngineError.emailTaken) { try await register(shop, nil) }
        try await shop.close()
    }

    @Test func `a login and a refresh that are repeated give the same tokens, over a restart`() async throws {
        let first = try await EngineHarness()
        _ = try await register(first, nil)
        let login = try await logIn(first, request("/auth/login", "body"))
        let refreshed = try await refresh(first, try token(in: login), request("/auth/refresh", "body"))
        #expect(try token(in: refreshed) != token(in: login))
        let shop = try await first.reopened()
        let hashes = shop.engine.passwords.count
        let sameLogin = try await logIn(shop, request("/auth/login", "body"))
        #expect(sameLogin.isReplay && sameLogin.body == login.body)
        #expect(shop.engine.passwords.count == hashes)
        // The token is spent, but this is no reuse: it is the same request.
        let sameRefresh = try await refresh(shop, try token(in: login), request("/auth/refresh", "body"))
        #expect(sameRefresh.isReplay && sameRefresh.body == refreshed.body)
        // With another key it is one, and the refusal is not kept as an answer.
        let reuse = request("/auth/refresh", "body", key: "another")
        await #expect(throws: EngineError.refreshTokenReused) {
            try await refresh(shop, try token(in: login), reuse)
        }
        await #expect(throws: EngineError.invalidRefreshToken) {
            try await refresh(shop, try token(in: refreshed), reuse)
        }
        try await shop.close()
    }

    @Test func `the store holds neither password nor token nor a plain hash of a body`() async throws {
        let shop = try await EngineHarness()
        let body = #"{"email":"ada@example.com","password":"\#(Self.password)"}"#
        _ = try await register(shop, request("/auth/register", body))
        let login = try await logIn(shop, request("/auth/login", body))
        let refreshed = try await refresh(shop, try token(in: login), request("/auth/refresh", body))
        let made = try await shop.engine.createAPIKey(
            CreateAPIKey(name: "till", scopes: [.ordersRead]),
            by: .admin,
            idempotency: request("/api-keys", body)
        ) { APIKeyJSON.render($0, secret: $1) }
        let secret = try #require(try JSONDocument(parsing: made.body).root["key"]?.string)
        #expect(try shop.engine.apiKey(with: secret) != nil)
        // A command of the same shop whose answer is no secret, to see that the search finds what is there.
        let email = try #require(EmailAddress("ada@example.com"))
        let id = try #require(try shop.engine.user(with: email)?.id)
        _ = try await shop.engine.changeProfile(
            of: id,
            ProfileChange(fullName: "Ada"),
            idempotency: request("/users/me", body)
        ) { _ in Array("an answer in the clear".utf8) }
        try await shop.close()
        let file = try #require(SmallFile.read("\(shop.folder.path)/data/store/data.mdb"))
        #expect(contains(file, Array("an answer in the clear".utf8)))
        var secrets = [Array(Self.password.utf8), Array("key-of-the-client".utf8), Array(secret.utf8)]
        for answer in [login, refreshed] { secrets += [answer.body, Array(try token(in: answer).utf8)] }
        secrets += [Array("access-".utf8)]
        // SHA-256 of the body, and of the scope with the key, as they would stand there without the server's secret.
        secrets += [Array(Engine.tokenHash(body).prefix(16))]
        secrets += [
            Array(Engine.tokenHash("anonymous\0POST\0/auth/login\0key-of-the-client\0").prefix(16))
        ]
        for secret in secrets { #expect(!contains(file, secret)) }
    }

    @Test func `an answer opens with its own request and the server's secret alone`() throws {
        let (secret, other) = (
            AnswerSecret([UInt8](repeating: 1, count: 32)), AnswerSecret([UInt8](repeating: 2, count: 32))
        )
        let mine = secret.keyed(request("/auth/login", "body"))
        let nonce = [UInt8](repeating: 7, count: 12)
        let sealed = try #require(secret.seal(Array("answer".utf8), for: mine, nonce: nonce))
        #expect(secret.open(sealed, for: mine) == Array("answer".utf8))
        #expect(other.open(sealed, for: other.keyed(request("/auth/login", "body"))) == nil)
        #expect(secret.open(sealed, for: secret.keyed(request("/auth/login", "body", key: "x"))) == nil)
        #expect(secret.open(sealed, for: secret.keyed(request("/auth/refresh", "body"))) == nil)
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1
            #expect(secret.open(altered, for: mine) == nil)
        }
        #expect(secret.open(Array(sealed.prefix(27)), for: mine) == nil)
        let theirs = other.keyed(request("/auth/login", "body"))
        #expect(theirs.key != mine.key && theirs.fingerprint != mine.fingerprint)
        #expect(secret.keyed(request("/auth/login", "other")).fingerprint != mine.fingerprint)
        // Equal bodies of two requests do not look equal.
        #expect(secret.keyed(request("/auth/refresh", "body")).fingerprint != mine.fingerprint)
    }

    @Test func `a secret that is cut off is damage, and one that is gone is made anew`() async throws {
        let first = try await EngineHarness()
        let login = request("/auth/register", "body")
        _ = try await register(first, login)
        try await first.close()
        let directory = DataDirectory("\(first.folder.path)/data")
        let secret = try directory.readSecret("answers")
        #expect(secret.count == 32)
        try directory.writeSecret("answers", Array(secret.dropLast()))
        await #expect(throws: EngineError.self) { try await EngineHarness(folder: first.folder, seed: 5) }
        try directory.removeSecret("answers")
        let shop = try await EngineHarness(folder: first.folder, seed: 5)
        #expect(try directory.readSecret("answers") != secret)
        // What was answered before is not known any more, and nothing else is lost.
        await #expect(throws: EngineError.emailTaken) { try await register(shop, login) }
        try await shop.close()
    }

    @Test func `a login that fails stores no answer`() async throws {
        let shop = try await EngineHarness()
        _ = try await register(shop, nil)
        let login = request("/auth/login", "body")
        await #expect(throws: EngineError.invalidCredentials) { try await logIn(shop, login, password: "wrong") }
        #expect(try await !logIn(shop, login).isReplay)
        try await shop.close()
    }

    @Test func `what ends sessions and keys is answered again without a body`() async throws {
        let shop = try await EngineHarness()
        _ = try await register(shop, nil)
        let login = try await shop.engine.logIn(email: "ada@example.com", password: Self.password)
        let (id, engine) = (login.user.id, shop.engine)
        let (key, _) = try await engine.createAPIKey(CreateAPIKey(name: "k", scopes: [.ordersRead]), by: .admin)
        for _ in 0..<2 {
            let answers = [
                try await engine.revokeSession(login.session, of: id, idempotency: request("/auth/sessions/x", "")),
                try await engine.revokeAllSessions(of: id, idempotency: request("/auth/sessions", "")),
                try await engine.logOut(login.refreshToken, idempotency: request("/auth/logout", "")),
                try await engine.revokeAPIKey(key.id, by: .admin, idempotency: request("/api-keys/x", "")),
            ]
            #expect(answers.allSatisfy { $0.status == 204 && $0.body.isEmpty })
        }
        let changed = try await engine.changeUser(
            id,
            UserChange(tier: "gold"),
            as: .admin,
            idempotency: request("/users/x", "gold")
        ) { Array($0.tier.utf8) }
        #expect(changed.body == Array("gold".utf8) && changed.status == 200)
        try await shop.close()
    }
}
