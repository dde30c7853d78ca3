package import Commerce
package import Engine
import Synchronization

/// Signs and verifies access tokens (JWT), and says who their bearers are now.
///
/// A token is worth what its session and its user are worth at the moment: the role is the account's. Tokens that were
/// found good are remembered until the engine's `accessGeneration` changes, so a request costs one atomic load, and what
/// is revoked is refused from the answer to the revocation on.
package final class TokenService: Sendable {
    /// Verified tokens that are remembered, so that the same token is not verified with every request.
    static let rememberedTokens = 8_192
    private static let issuer = "tradepost"

    /// Why a token is not accepted.
    package enum Flaw: Error, Sendable, Equatable {
        /// It is not ours, says what we do not accept, or its session has ended.
        case invalid
        case expired
        /// Its user is switched off.
        case disabled
        /// The store could not be asked.
        case unavailable(EngineError)
    }

    private let engine: Engine
    private let lifetimeSeconds: Int
    private let ring: Mutex<KeyRing>
    private let remembered = Remembered<Principal>(limit: rememberedTokens)

    /// A service with these keys until it gets others.
    ///
    /// - Parameters:
    ///   - lifetimeSeconds: how long a token is good for.
    ///   - engine: gives the time, the tokens' ids (`jti`), and says what sessions are worth.
    package init(keys: KeySet, lifetimeSeconds: Int, engine: Engine) async {
        self.engine = engine
        self.lifetimeSeconds = lifetimeSeconds
        ring = Mutex(await KeyRing(keys))
    }

    /// Signs and verifies with other keys from now on.
    package func use(_ keys: KeySet) async {
        let next = await KeyRing(keys)
        ring.withLock { $0 = next }
        // What was verified with a key that is gone must not be good any more.
        remembered.forget()
    }

    /// A new access token for a session that exists, or is about to.
    package func sign(_ user: User, _ session: SessionID) async throws -> String {
        let now = engine.time.now.millis / 1_000
        let claims = AccessClaims(
            iss: Self.issuer,
            sub: user.id.text,
            sid: session.text,
            role: user.role.text,
            tier: user.tier,
            iat: now,
            exp: now + Int64(lifetimeSeconds),
            jti: engine.entropy.requestID(at: engine.time.now)
        )
        return try await ring.withLock { $0 }.sign(claims)
    }

    /// Signs for the engine's commands.
    package var signer: AccessTokenSigner {
        AccessTokenSigner { [self] user, session async throws(EngineError) in
            do {
                return try await sign(user, session)
            } catch {
                throw .unhandled("an access token could not be signed")
            }
        }
    }

    /// Who a token belongs to, as of now.
    package func verify(_ token: String) async throws(Flaw) -> Principal {
        // Before the store is asked: what changes afterwards makes the answer old.
        let (generation, era) = (engine.accessGeneration, remembered.era)
        let principal: Principal
        if let known = remembered.find(token) {
            guard known.value.expiresAt.map({ $0 > engine.time.now }) ?? false else { throw .expired }
            if known.generation == generation { return known.value }
            principal = try current(known.value)
        } else {
            principal = try await verified(token)
        }
        remembered.keep(principal, for: token, generation: generation, era: era)
        return principal
    }

    /// The same principal with the role it has now.
    func current(_ principal: Principal) throws(Flaw) -> Principal {
        guard let user = principal.user, case .session(let session) = principal.credential,
            let expiresAt = principal.expiresAt
        else { throw .invalid }
        return try rights(of: user, in: session, until: expiresAt)
    }

    private func verified(_ token: String) async throws(Flaw) -> Principal {
        let now = engine.time.now
        guard let (claims, keyEndsAt) = await ring.withLock({ $0 }).claims(of: token, now: now),
            claims.iss == Self.issuer, let user = UserID(text: claims.sub),
            let session = claims.sid.flatMap({ SessionID(text: $0) }),
            let expiresAt = Self.time(claims.exp), let issuedAt = Self.time(claims.iat), issuedAt <= expiresAt
        else { throw .invalid }
        guard expiresAt > now else { throw .expired }
        // No leeway: the clock that signed is the clock that verifies.
        guard issuedAt <= now else { throw .invalid }
        if let seconds = claims.nbf {
            guard let notBefore = Self.time(seconds), notBefore <= now else { throw .invalid }
        }
        // Remembered or not, no token outlives its key, whatever end it names.
        return try rights(of: user, in: session, until: min(expiresAt, keyEndsAt ?? expiresAt))
    }

    private func rights(
        of user: UserID,
        in session: SessionID,
        until expiresAt: Timestamp
    ) throws(Flaw) -> Principal {
        let standing: Standing
        do throws(EngineError) {
            standing = try engine.standing(of: user, in: session)
        } catch {
            throw .unavailable(error)
        }
        switch standing {
        case .active(let user): return Principal(user: user.id, role: user.role, session: session, expiresAt: expiresAt)
        case .ended: throw .invalid
        case .disabled: throw .disabled
        }
    }

    /// The content of `/.well-known/jwks.json`: the public keys that verify tokens; none for HS256.
    package func jwks() -> [UInt8] { ring.withLock { $0 }.publicKeys(now: engine.time.now) }

    private static func time(_ seconds: Int64) -> Timestamp? {
        let (millis, isTooMuch) = seconds.multipliedReportingOverflow(by: 1_000)
        return isTooMuch ? nil : Timestamp(millis: millis)
    }
}
