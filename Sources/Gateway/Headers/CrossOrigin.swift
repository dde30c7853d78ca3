import HTTPTypes
import Hummingbird

/// Cross-origin requests from browsers (the Fetch standard's CORS protocol), and `OPTIONS` in general.
///
/// Credentials of the browser's own are never allowed: tokens travel in `Authorization`, which a page has to know.
struct CrossOrigin: Sendable {
    /// What a page of another origin may send.
    static let requestHeaders =
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, X-Request-Id, X-API-Key"
    /// What it may read besides the fields that are always readable.
    static let exposedHeaders =
        "ETag, X-Log-Position, X-Total-Count, Idempotent-Replayed, X-Request-Id, Retry-After, Link, RateLimit, "
        + "RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
    /// How long a browser may keep the answer to a preflight: two hours, the most that Chromium does.
    static let maxAgeSeconds = 7_200

    let origins: AllowedOrigins

    /// The answer to `OPTIONS`: the methods of the path, and what a preflight asks for if its origin is allowed.
    ///
    /// - Parameter methods: the methods that the path has besides `OPTIONS`; there is at least one.
    func options(_ request: Request, methods: [HTTPRequest.Method]) -> Response {
        let names = Set(methods.map(\.rawValue) + ["OPTIONS"]).sorted().joined(separator: ", ")
        var headers: HTTPFields = [.allow: names]
        let isPreflight = request.headers[.origin] != nil && request.headers[.accessControlRequestMethod] != nil
        if isPreflight, allowed(request) != nil {
            headers[.accessControlAllowMethods] = names
            headers[.accessControlAllowHeaders] = Self.requestHeaders
            headers[.accessControlMaxAge] = "\(Self.maxAgeSeconds)"
        }
        return Response(status: .noContent, headers: headers)
    }

    /// Lets a page of an allowed origin read the answer.
    func mark(_ headers: inout HTTPFields, _ request: Request) {
        guard !origins.isEmpty else { return }
        // Also without an origin: a cache must not hand the answer for one to the other.
        if !origins.isAny { headers.vary(on: .origin) }
        guard let origin = allowed(request) else { return }
        headers[.accessControlAllowOrigin] = origin
        if request.method != .options { headers[.accessControlExposeHeaders] = Self.exposedHeaders }
    }

    /// What `Access-Control-Allow-Origin` says; nil when the request is from no page, or a page of elsewhere.
    private func allowed(_ request: Request) -> String? {
        guard let origin = request.headers[.origin], origins.contains(origin) else { return nil }
        return origins.isAny ? "*" : origin
    }
}
