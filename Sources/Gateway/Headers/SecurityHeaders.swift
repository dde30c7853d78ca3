import HTTPTypes

/// What tells browsers to be careful with an answer, whatever it is.
enum SecurityHeaders {
    /// Scripts, styles and connections from here only, no inline code; images also from where products have theirs.
    static let contentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: http: https:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

    /// Two years, so that a browser that came once over TLS never comes without.
    private static let strictTransport = HTTPField(name: .strictTransportSecurity, value: "max-age=63072000")

    private static let unconditional = [
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
        // Addresses of this server have ids in them, which are nobody else's business.
        HTTPField(name: .referrerPolicy, value: "same-origin"),
        HTTPField(name: .crossOriginOpenerPolicy, value: "same-origin"),
        HTTPField(name: .permissionsPolicy, value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ]

    private static let policy = HTTPField(name: .contentSecurityPolicy, value: contentSecurityPolicy)

    /// The fields of an answer that says nothing of its own about them.
    static let fields = unconditional + [policy]

    /// Adds the fields; a policy that a page brought with it stays.
    ///
    /// - Parameter isSecure: whether the client came over TLS, here or at a trusted proxy.
    static func add(to headers: inout HTTPFields, isSecure: Bool) {
        for field in unconditional { headers.append(field) }
        if !headers.contains(.contentSecurityPolicy) { headers.append(policy) }
        if isSecure { headers.append(strictTransport) }
    }
}

extension HTTPFields {
    /// Adds a name to `Vary`, once.
    mutating func vary(on name: HTTPField.Name) {
        guard let known = self[.vary] else {
            self[.vary] = name.rawName
            return
        }
        if !known.hasToken(name.canonicalName) { self[.vary] = "\(known), \(name.rawName)" }
    }
}

extension HTTPField.Name {
    static let referrerPolicy = Self("Referrer-Policy") ?? .via
    static let permissionsPolicy = Self("Permissions-Policy") ?? .via
    static let crossOriginOpenerPolicy = Self("Cross-Origin-Opener-Policy") ?? .via
}
