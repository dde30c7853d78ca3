import Commerce
import Engine
import Storage
import TestSupport
import Testing

@testable import Gateway

/// New keys while tokens of the old ones are about.
@Suite(.timeLimit(.minutes(10))) struct KeyRotationTests {
    private static let lifetime = 900

    private func files(_ scene: TokenCheckTests.Scene) -> KeyFiles {
        let directory = DataDirectory("\(scene.shop.folder.path)/data")
        return KeyFiles(directory, time: scene.shop.time, entropy: scene.shop.engine.entropy)
    }

    private func settled(_ files: KeyFiles, _ algorithm: TokenAlgorithm) throws -> KeySet {
        let kept = try files.settle(algorithm, lifetimeSeconds: Self.lifetime) { [] }
        return try #require(KeySet(kept))
    }

    private func kid(_ token: String) throws -> String {
        let header = try #require(token.split(separator: ".").first.flatMap { Base64URL.decode($0) })
        return try #require(try JSONDocument(parsing: header).root["kid"]?.string)
    }

    private func published(_ tokens: TokenService) throws -> Set<String> {
        let keys = try #require(try JSONDocument(parsing: tokens.jwks()).root["keys"])
        return Set(keys.elements.compactMap { $0["kid"]?.string })
    }

    @Test(arguments: TokenAlgorithm.allCases)
    func `tokens of the old key work until they expire, and new ones carry the new key's name`(
        algorithm: TokenAlgorithm
    ) async throws {
        let entropy = Entropy(SeededRandom(9))
        let scene = try await TokenCheckTests.Scene(try TokenCheckTests.keys())
        let files = files(scene)
        try files.add(algorithm, try SigningKey.newSecret(algorithm, entropy: entropy))
        let first = try settled(files, algorithm)
        await scene.tokens.use(first)
        let old = try await scene.tokens.sign(scene.user, scene.session)
        #expect(try kid(old) == first.signing.id)

        scene.shop.time.advance(millis: 60_000)
        try files.add(algorithm, try SigningKey.newSecret(algorithm, entropy: entropy))
        let second = try settled(files, algorithm)
        await scene.tokens.use(second)
        let new = try await scene.tokens.sign(scene.user, scene.session)
        #expect(try kid(new) == second.signing.id && second.signing.id != first.signing.id)
        #expect(await scene.flaw(old) == nil)
        #expect(await scene.flaw(new) == nil)
        let both: Set<String> = algorithm == .rs256 ? [first.signing.id, second.signing.id] : []
        #expect(try published(scene.tokens) == both)

        // A restart changes nothing.
        let restarted = await TokenService(
            keys: try settled(files, algorithm),
            lifetimeSeconds: Self.lifetime,
            engine: scene.shop.engine
        )
        #expect(try await restarted.verify(old).user == scene.user.id)

        // Every token of the old key has expired; then the key goes, first from memory, then from the disk.
        scene.shop.time.advance(millis: Int64(Self.lifetime) * 1_000)
        #expect(await scene.flaw(old) == .expired)
        scene.shop.time.advance(millis: 60_000)
        #expect(await scene.flaw(old) == .expired)
        #expect(try published(scene.tokens) == (algorithm == .rs256 ? [second.signing.id] : []))
        #expect(try files.all(algorithm).count == 2)
        let last = try settled(files, algorithm)
        #expect(last.others.isEmpty && last.signing.id == second.signing.id)
        #expect(try files.all(algorithm).count == 1)
        await scene.tokens.use(last)
        #expect(await scene.flaw(old) == .invalid)
        try await scene.shop.close()
    }

    @Test func `a retired key cannot sign for longer than its tokens live`() async throws {
        let scene = try await TokenCheckTests.Scene(try TokenCheckTests.keys())
        let end = scene.shop.time.now.adding(millis: 1_000)
        let old = try #require(SigningKey(secret: TokenCheckTests.secret, endsAt: end))
        let other = Array("another secret of thirty-two bytes!".utf8)
        await scene.tokens.use(KeySet(signing: try #require(SigningKey(secret: other)), others: [old]))
        // Whoever has stolen the old secret writes whatever end they like.
        let header = #"{"alg":"HS256","kid":"\#(old.id)","typ":"JWT"}"#
        let forged = { (tag: String) in
            TokenCheckTests.token(
                header,
                scene.claims(["exp": "\(scene.now + 90_000)", "jti": "\"\(tag)\""]),
                TokenCheckTests.secret
            )
        }
        let before = forged("before")
        #expect(await scene.flaw(before) == nil)
        scene.shop.time.advance(millis: 1_000)
        #expect(await scene.flaw(before) == .expired)
        #expect(await scene.flaw(forged("after")) == .invalid)
        try await scene.shop.close()
    }

    @Test func `keys of two algorithms do not come together`() throws {
        let der = try SigningKey.newSecret(.rs256, entropy: Entropy(SeededRandom(1)))
        let (pair, secret) = (try #require(SigningKey(privateKey: der)), try TokenCheckTests.keys().signing)
        #expect(KeySet(signing: pair, others: [secret]).others.isEmpty)
        #expect(KeySet(signing: secret, others: [pair, secret]).others.isEmpty)
        #expect(SigningKey(secret: Array(TokenCheckTests.secret.prefix(31))) == nil)
        #expect(SigningKey(privateKey: Array(der.dropLast())) == nil && SigningKey(privateKey: []) == nil)
        #expect(KeySet([]) == nil)
    }
}
