package import Commerce
import Crypto
package import Engine
import JWTKit
import Synchronization

/// Signs and verifies access tokens (JWT, HS256).
///
/// jwt-kit checks the signature; what it does not check is checked here first: that the header names our algorithm
/// and a key we know (it falls back to a default key for an unknown `kid`), and that nothing else is in the header.
package final class TokenService: Sendable {
    /// Longest token that is looked at, in bytes.
    static let maxTokenBytes = 4_096
    /// Verified tokens that are remembered, so that the same token is not verified with every request.
    static let rememberedTokens = 8_192
    private static let issuer = "tradepost"

    /// Why a token is not accepted.
    package enum Flaw: Error, Sendable {
        case invalid
        case expired
    }

    private let keys = JWTKeyCollection()
    private let keyID: JWKIdentifier
    private let lifetimeSeconds: Int
    private let time: any TimeSource
    private let entropy: Entropy
    private let remembered = Mutex<[String: Principal]>([:])

    /// A service with one key, whose `kid` is derived from the secret, so that tokens of another secret are refused.
    ///
    /// - Parameters:
    ///   - secret: at least 32 bytes.
    ///   - lifetimeSeconds: how long a token is good for.
    ///   - entropy: where the tokens' ids (`jti`) come from.
    package init(secret: [UInt8], lifetimeSeconds: Int, time: any TimeSource, entropy: Entropy) async {
        precondition(secret.count >= 32, "an HS256 secret has at least 32 bytes")
        let digest = Array(SHA256.hash(data: secret).prefix(8))
        keyID = JWKIdentifier(string: Base64URL.encode(digest))
        self.lifetimeSeconds = lifetimeSeconds
        self.time = time
        self.entropy = entropy
        await keys.add(hmac: HMACKey(key: SymmetricKey(data: secret)), digestAlgorithm: .sha256, kid: keyID)
    }

    /// A new access token.
    package func sign(_ user: User) async throws -> String {
        let now = time.now.millis / 1_000
        let claims = Claims(
            iss: Self.issuer,
            sub: user.id.text,
            role: user.role.text,
            tier: user.tier,
            iat: now,
            exp: now + Int64(lifetimeSeconds),
            jti: entropy.requestID(at: time.now)
        )
        return try await keys.sign(claims, kid: keyID)
    }

    /// Who a token belongs to.
    package func verify(_ token: String) async throws(Flaw) -> Principal {
        if let known = remembered.withLock({ $0[token] }) {
            guard known.expiresAt > time.now else { throw .expired }
            return known
        }
        try checkHeader(token)
        let principal = try await verifySignature(token)
        guard principal.expiresAt > time.now else { throw .expired }
        remembered.withLock { remembered in
            if remembered.count >= Self.rememberedTokens { remembered.removeAll(keepingCapacity: true) }
            remembered[token] = principal
        }
        return principal
    }

    private func verifySignature(_ token: String) async throws(Flaw) -> Principal {
        do {
            let claims = try await keys.verify(token, as: Claims.self)
            guard claims.iss == Self.issuer, let user = UserID(text: claims.sub), let role = Role(text: claims.role)
            else { throw Flaw.invalid }
            let expiresAt = Timestamp(millis: claims.exp.multipliedReportingOverflow(by: 1_000).partialValue)
            return Principal(user: user, role: role, expiresAt: expiresAt)
        } catch {
            throw .invalid
        }
    }

    /// Three parts, and a header of exactly the members and values that this service writes.
    private func checkHeader(_ token: String) throws(Flaw) {
        guard token.utf8.count <= Self.maxTokenBytes else { throw .invalid }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]) else { throw .invalid }
        do throws(JSONError) {
            let fields = try JSONDocument(parsing: header).root
            guard fields.members.allSatisfy({ ["alg", "kid", "typ"].contains($0.key) }),
                fields["alg"]?.string == "HS256", fields["typ"]?.string == "JWT",
                fields["kid"]?.string == keyID.string
            else { throw JSONError.empty }
        } catch {
            throw .invalid
        }
    }

    private struct Claims: JWTPayload {
        var iss: String
        var sub: String
        var role: String
        var tier: String
        var iat: Int64
        var exp: Int64
        var jti: String

        /// Times are checked against the clock that was passed in, after the signature.
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}
