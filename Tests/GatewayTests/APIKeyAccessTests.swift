import Commerce
import Engine
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

@testable import Gateway

/// Who a request comes from, by token or API key, and what keys may do.
@Suite(.timeLimit(.minutes(10))) struct APIKeyAccessTests {
    private func request(_ fields: HTTPFields) -> Request {
        let head = HTTPRequest(method: .get, scheme: "http", authority: "shop", path: "/", headerFields: fields)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    private func access(_ shop: EngineHarness) async throws -> Access {
        let tokens = await TokenService(keys: try TokenCheckTests.keys(), lifetimeSeconds: 900, engine: shop.engine)
        return Access(engine: shop.engine, tokens: tokens, isDemo: false)
    }

    private func code(_ body: () async throws(Problem) -> Void) async -> ErrorCode? {
        do throws(Problem) {
            try await body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `a key is taken as a bearer token and from its own header`() async throws {
        let shop = try await EngineHarness()
        let access = try await access(shop)
        let draft = CreateAPIKey(name: "till", scopes: [.ordersRead])
        let (key, secret) = try await shop.engine.createAPIKey(draft, by: .admin)
        for fields: HTTPFields in [[.authorization: "Bearer \(secret)"], [.xAPIKey: secret]] {
            let found = try #require(try await access.identify(request(fields)))
            #expect(found.actor == Actor(id: nil, role: .system) && found.expiresAt == nil)
            #expect(found.credential == .apiKey(key.id, [.ordersRead]))
            #expect(found.identity == "key:\(key.id)" && found.user == nil && found.customer == nil)
        }
        for fields: HTTPFields in [[.authorization: "Bearer tp_x"], [.xAPIKey: "tp_x"], [.xAPIKey: ""]] {
            #expect(
                await code { () throws(Problem) in _ = try await access.identify(request(fields)) } == .invalidAPIKey
            )
        }
        // What `Authorization` says wins.
        let both: HTTPFields = [.authorization: "Bearer x", .xAPIKey: secret]
        #expect(await code { () throws(Problem) in _ = try await access.identify(request(both)) } == .invalidToken)
        #expect(try await access.identify(request([:])) == nil)
        try await shop.close()
    }

    @Test func `a key may do what its scopes say, and nothing where no scope is named`() async throws {
        let shop = try await EngineHarness()
        let access = try await access(shop)
        let draft = CreateAPIKey(name: "till", scopes: [.ordersRead, .inventoryWrite])
        let (_, secret) = try await shop.engine.createAPIKey(draft, by: .admin)
        let program = try #require(try await access.identify(request([.xAPIKey: secret])))
        for scope in Scope.allCases {
            let outcome = await code { () throws(Problem) in try program.demand(scope) }
            #expect(outcome == (draft.scopes.contains(scope) ? nil : .insufficientScope))
        }
        #expect(await code { () throws(Problem) in try program.demand(nil) } == .insufficientScope)
        #expect(ErrorCode.insufficientScope.status == .forbidden && ErrorCode.invalidAPIKey.status == .unauthorized)
        // Somebody who has logged in needs no scopes: the role decides.
        let ada = try await shop.person()
        let login = try await shop.engine.logIn(email: "ada@example.com", password: "correct horse")
        let token = try await access.tokens.sign(login.user, login.session)
        let bearer = request([.authorization: "Bearer \(token)"])
        let person = try #require(try await access.identify(bearer))
        #expect(person.user == ada.id)
        #expect(await code { () throws(Problem) in try person.demand(.paymentsRead) } == nil)
        #expect(await code { () throws(Problem) in try person.demand(nil) } == nil)
        try await shop.close()
    }

    @Test func `a revoked key is refused at once, also when it was seen before`() async throws {
        let shop = try await EngineHarness()
        let access = try await access(shop)
        let draft = CreateAPIKey(name: "till", scopes: [.ordersRead])
        let (key, secret) = try await shop.engine.createAPIKey(draft, by: .admin)
        for _ in 0..<2 { _ = try await access.principal(secret) }
        try await shop.fence()
        let start = shop.time.now
        #expect(try shop.engine.apiKey(key.id)?.lastUsedAt == start)
        shop.time.advance(millis: Engine.apiKeyUseMillis - 1)
        _ = try await access.principal(secret)
        try await shop.fence()
        #expect(try shop.engine.apiKey(key.id)?.lastUsedAt == start)
        shop.time.advance(millis: 1)
        _ = try await access.principal(secret)
        try await shop.fence()
        #expect(try shop.engine.apiKey(key.id)?.lastUsedAt == shop.time.now)
        try await shop.engine.revokeAPIKey(key.id, by: .admin)
        #expect(await code { () throws(Problem) in _ = try await access.principal(secret) } == .invalidAPIKey)
        try await shop.close()
    }

    @Test func `the body of a new key is read whole`() throws {
        func read(_ json: String) throws -> (CreateAPIKey?, [String]) {
            var reader = FieldReader(try JSONDocument(parsing: Array(json.utf8)).root)
            let draft = APIKeyBody.read(&reader)
            return (draft, reader.problems.map { "\($0.pointer) \($0.code)" })
        }
        let (draft, problems) = try read(#"{"name":"till","scopes":["orders:read","orders:write","orders:read"]}"#)
        #expect(draft == CreateAPIKey(name: "till", scopes: [.ordersRead, .ordersWrite]) && problems.isEmpty)
        #expect(try read("{}").1 == ["/name required", "/scopes required"])
        #expect(
            try read(#"{"name":" ","scopes":[],"x":1}"#).1 == [
                "/x unknown_field", "/name too_short", "/scopes too_few",
            ]
        )
        #expect(try read(#"{"name":"a","scopes":["orders:all"]}"#).1 == ["/scopes unknown_value"])
    }

    @Test func `keys and sessions are shown without their secrets`() async throws {
        let shop = try await EngineHarness()
        let draft = CreateAPIKey(name: "till", scopes: [.productsRead, .ordersRead])
        let (key, secret) = try await shop.engine.createAPIKey(draft, by: .admin)
        let made = String(decoding: APIKeyJSON.render(key, secret: secret), as: UTF8.self)
        #expect(made.contains(#""key":"\#(secret)""#) && made.contains(#""scopes":["orders:read","products:read"]"#))
        var json = JSONWriter()
        APIKeyJSON.write(key, to: &json)
        #expect(!String(decoding: json.bytes, as: UTF8.self).contains("tp_"))
        #expect(try JSONDocument(parsing: json.bytes).root["last_used_at"]?.isNull == true)
        let ada = try #require(try await shop.person().id)
        let login = try await shop.engine.logIn(email: "ada@example.com", password: "correct horse", userAgent: "curl")
        let session = try #require(try shop.engine.sessions(of: ada).first)
        for (current, isCurrent) in [(login.session, true), (SessionID(high: 0, low: 1), false)] {
            var json = JSONWriter()
            SessionJSON.write(session, current: current, to: &json)
            let object = try JSONDocument(parsing: json.bytes).root
            #expect(object["session_id"]?.string == login.session.text && object["user_agent"]?.string == "curl")
            #expect(object["is_current"]?.bool == isCurrent && object["expires_at"]?.string != nil)
        }
        try await shop.close()
    }
}
