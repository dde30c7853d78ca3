package import Commerce

/// Finds the addresses of a name.
package protocol HostResolver: Sendable {
    /// All addresses that a name has now; none when it has none or nobody answers.
    func addresses(of host: String) async -> [HostAddress]
}

/// Checks where a webhook leads: its address as text, and what its name resolves to.
package struct WebhookGuard: Sendable {
    /// `WEBHOOK_ALLOW_PRIVATE`.
    package let allowsPrivate: Bool
    private let resolver: any HostResolver

    package init(allowsPrivate: Bool, resolver: any HostResolver) {
        self.allowsPrivate = allowsPrivate
        self.resolver = resolver
    }

    /// The address to connect to.
    ///
    /// - Throws: when one of the addresses of the name is not allowed: which of them is taken is nobody's choice.
    package func check(_ url: WebhookURL) async throws(WebhookURLRefusal) -> HostAddress {
        let found: [HostAddress] =
            if let address = url.address { [address] } else { await resolver.addresses(of: url.host) }
        guard let first = found.first else { throw .unresolvable }
        for address in found where !WebhookURL.allows(address, allowsPrivate: allowsPrivate) {
            throw .address(address.refusal ?? .reserved)
        }
        // IPv4 first: a machine without a way for IPv6 gets both from its resolver all the same.
        return found.first { !$0.isIPv6 } ?? first
    }
}
