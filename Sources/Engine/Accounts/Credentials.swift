package import Commerce
import Crypto

/// What a login or a refresh gives out besides the access token, which the Gateway signs.
package struct Credentials: Sendable {
    /// Who has logged in, as of now.
    package var user: User
    /// 256 random bits in base64url; only its SHA-256 is stored.
    package var refreshToken: String
    /// The session that the token belongs to.
    package var session: SessionID
}

/// What somebody logs in with.
package struct LogIn: Sendable {
    /// The address as it was typed; one that is none is treated as an unknown one.
    package var email: String
    /// The password as it was typed.
    package var password: String
    /// What the client calls itself; `Session.userAgentLimit` Unicode scalars of it are kept.
    package var userAgent: String?

    package init(email: String, password: String, userAgent: String? = nil) {
        self.email = email
        self.password = password
        self.userAgent = userAgent
    }
}

/// Signs an access token for a user in a session. It is asked before the transaction that the session is written in, so
/// that no transaction waits for a signature.
package struct AccessTokenSigner: Sendable {
    private let sign: @Sendable (User, SessionID) async throws(EngineError) -> String

    package init(_ sign: @escaping @Sendable (User, SessionID) async throws(EngineError) -> String) {
        self.sign = sign
    }

    func callAsFunction(_ user: User, _ session: SessionID) async throws(EngineError) -> String {
        try await sign(user, session)
    }
}

/// Makes the body of the answer to a login or a refresh.
package typealias CredentialsAnswer = @Sendable (Credentials, _ accessToken: String) -> [UInt8]

extension Engine {
    /// A new refresh token, and under which hash it is kept.
    func drawRefreshToken() -> (text: String, hash: [UInt8]) {
        let token = Base64URL.encode(entropy.bytes(32))
        return (token, Self.tokenHash(token))
    }

    static func tokenHash(_ token: String) -> [UInt8] { Array(SHA256.hash(data: Array(token.utf8))) }
}
