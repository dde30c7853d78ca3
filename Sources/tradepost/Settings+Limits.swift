import Gateway

extension Settings {
    /// How many requests clients may make, and who is believed about whose they are.
    func limitRequests(in configuration: inout GatewayConfiguration) throws {
        configuration.rateLimitEnabled = try bool("RATE_LIMIT_ENABLED") ?? configuration.rateLimitEnabled
        configuration.rateLimitPerMinute =
            try int("RATE_LIMIT_PER_MINUTE", 1...1_000_000) ?? configuration.rateLimitPerMinute
        guard let proxies = text("TRUSTED_PROXIES") else { return }
        do throws(ProxyTrust.Flaw) {
            configuration.trustedProxies = try ProxyTrust(proxies)
        } catch {
            throw Failure(line: "TRUSTED_PROXIES: \(error.description)", exitCode: 78)
        }
    }
}
