/// What the Gateway is told at start; the environment variables behind it are in docs/operations.md.
package struct GatewayConfiguration: Sendable {
    /// `ENVIRONMENT=development` or `--demo`: anonymous requests may create and read orders.
    package var isDemo = false
    /// How long an access token lives, in seconds (`JWT_ACCESS_TOKEN_EXPIRE_MINUTES`).
    package var accessTokenSeconds = 900
    /// The secret of HS256, at least 32 bytes.
    package var tokenSecret: [UInt8]
    /// Origins besides the server's own that may open WebSockets and read answers (`CORS_ORIGINS`).
    package var allowedOrigins: AllowedOrigins = []
    /// A folder to serve the frontend from instead of the embedded one.
    package var frontendFolder: String?
    /// What `/health` and the greeting call this version.
    package var version: String

    package init(tokenSecret: [UInt8], version: String) {
        self.tokenSecret = tokenSecret
        self.version = version
    }
}
