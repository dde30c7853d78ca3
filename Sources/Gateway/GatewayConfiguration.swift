/// What the Gateway is told at start; the environment variables behind it are in docs/operations.md.
package struct GatewayConfiguration: Sendable {
    /// `ENVIRONMENT=development` or `--demo`: anonymous requests may create and read orders.
    package var isDemo = false
    /// How long an access token lives, in seconds (`JWT_ACCESS_TOKEN_EXPIRE_MINUTES`).
    package var accessTokenSeconds = 900
    /// The keys of access tokens at the start; `Gateway.tokens` takes others later.
    package var tokenKeys: KeySet
    /// What the audit hashes clients' addresses with; nil leaves them out.
    package var addressKey: [UInt8]?
    /// Origins besides the server's own that may open WebSockets and read answers (`CORS_ORIGINS`).
    package var allowedOrigins: AllowedOrigins = []
    /// Peers that may say whose requests they pass on (`TRUSTED_PROXIES`).
    package var trustedProxies = ProxyTrust()
    /// Whether requests are counted and refused (`RATE_LIMIT_ENABLED`).
    package var rateLimitEnabled = true
    /// Requests of one client in any minute to what has no quota of its own (`RATE_LIMIT_PER_MINUTE`).
    package var rateLimitPerMinute = RateLimiter.standardPerMinute
    /// A folder to serve the frontend from instead of the embedded one.
    package var frontendFolder: String?
    /// What `/health` and the greeting call this version.
    package var version: String

    package init(tokenKeys: KeySet, version: String) {
        self.tokenKeys = tokenKeys
        self.version = version
    }

    /// With one secret of HS256, at least 32 bytes.
    package init(tokenSecret: [UInt8], version: String) {
        guard let key = SigningKey(secret: tokenSecret) else {
            preconditionFailure("an HS256 secret has at least \(SigningKey.secretBytes) bytes")
        }
        self.init(tokenKeys: KeySet(signing: key), version: version)
        addressKey = tokenSecret
    }
}
