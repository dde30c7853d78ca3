import Commerce
import Engine
import Gateway
import Glibc
import Storage

/// What the environment and `tradepost.env` say, by the names of the seed documents.
struct Settings {
    /// Services that are built in here: their variables are noted and not needed.
    static let builtIn = [
        "DATABASE_URL", "DATABASE_TEST_URL", "DB_USER", "DB_PASSWORD", "POSTGRES_USER", "POSTGRES_PASSWORD",
        "POSTGRES_DB",
        "DATABASE_PASSWORD", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS", "KAFKA_BROKERS", "KAFKA_HEAP_OPTS", "KAFKA_OPTS",
        "CONNECTION_POOL_SIZE", "CONNECTION_POOL_MAX_OVERFLOW",
    ]
    /// Secrets of examples, refused when `ENVIRONMENT=production`.
    private static let placeholders = ["secret", "changeme", "change-me", "your-secret-key", "your-super-secret"]

    private let values: [String: String]

    /// - Parameter file: lines of `NAME=value`; the process environment wins over it.
    init(file: String) {
        var values: [String: String] = [:]
        let text = SmallFile.read(file).map { String(decoding: $0, as: UTF8.self) } ?? ""
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[Self.trimmed(parts[0])] = Self.trimmed(parts[1]) }
        }
        self.values = values
    }

    /// A variable's value; empty counts as absent.
    func text(_ name: String) -> String? {
        let value = ProcessEnvironment.value(name) ?? values[name] ?? fromFile(name)
        return value?.isEmpty == false ? value : nil
    }

    func int(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let text = text(name) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw Failure(
                line:
                    "\(name) is `\(text)`: a whole number from \(range.lowerBound) to \(range.upperBound) is expected",
                exitCode: 78
            )
        }
        return value
    }

    func bool(_ name: String) throws -> Bool? {
        switch text(name)?.lowercased() {
        case nil: return nil
        case "true", "1", "yes", "on": return true
        case "false", "0", "no", "off": return false
        case let other: throw Failure(line: "\(name) is `\(other ?? "")`: true or false is expected", exitCode: 78)
        }
    }

    /// A value that may come from `NAME_FILE`, which then has to be readable.
    func secret(_ name: String) throws -> String? {
        if let path = fileName(name), SmallFile.read(path) == nil {
            throw Failure(line: "\(name)_FILE names \(path), which cannot be read", exitCode: 78)
        }
        return text(name)
    }

    var isProduction: Bool { text("ENVIRONMENT")?.lowercased() == "production" }
    var isDevelopment: Bool { text("ENVIRONMENT")?.lowercased() == "development" }

    /// Variables of services that are built in and set nevertheless.
    var unneeded: [String] { Self.builtIn.filter { text($0) != nil } }

    /// The configured token secret, nil to use the generated one.
    ///
    /// - Throws: when it is too short, or a placeholder in production.
    func tokenSecret() throws -> [UInt8]? {
        for name in ["JWT_SECRET_KEY", "JWT_SECRET", "SECRET_KEY"] {
            if let secret = try tokenSecret(name) { return secret }
        }
        return nil
    }

    /// The secret that was configured before, whose tokens are still accepted.
    ///
    /// - Throws: as `tokenSecret`.
    func previousTokenSecret() throws -> [UInt8]? { try tokenSecret("JWT_SECRET_KEY_PREVIOUS") }

    private func tokenSecret(_ name: String) throws -> [UInt8]? {
        guard let secret = try self.secret(name) else { return nil }
        try refusePlaceholder(secret, name)
        guard secret.utf8.count >= SigningKey.secretBytes else {
            throw Failure(line: "\(name) has fewer than \(SigningKey.secretBytes) bytes", exitCode: 78)
        }
        return Array(secret.utf8)
    }

    /// How access tokens are signed.
    func tokenAlgorithm() throws -> TokenAlgorithm {
        guard let text = text("JWT_ALGORITHM") else { return .hs256 }
        guard let algorithm = TokenAlgorithm(rawValue: text) else {
            let names = TokenAlgorithm.allCases.map(\.rawValue).joined(separator: " or ")
            throw Failure(line: "JWT_ALGORITHM is `\(text)`: \(names) is expected", exitCode: 78)
        }
        return algorithm
    }

    /// How long access tokens live, in seconds.
    func accessTokenSeconds() throws -> Int {
        let longest = KeyFiles.longestLifetimeSeconds / 60
        return (try int("JWT_ACCESS_TOKEN_EXPIRE_MINUTES", 1...longest) ?? 15) * 60
    }

    /// In production a secret from an example is no secret.
    private func refusePlaceholder(_ secret: String, _ name: String) throws {
        guard isProduction, Self.placeholders.contains(where: { secret.lowercased().hasPrefix($0) }) else { return }
        throw Failure(line: "\(name) is a placeholder: set a real secret for production", exitCode: 78)
    }

    /// The origins of `CORS_ORIGINS`.
    ///
    /// - Throws: for what is no origin, and for `*` outside of development and demonstrations.
    func allowedOrigins(isDemo: Bool) throws -> AllowedOrigins {
        let name = "CORS_ORIGINS"
        do throws(AllowedOrigins.Flaw) {
            return try AllowedOrigins(parsing: text(name) ?? "", isDevelopment: isDemo)
        } catch {
            throw Failure(line: "\(name): \(error.sentence)", exitCode: 78)
        }
    }

    func engineConfiguration(isDemo: Bool, in directory: DataDirectory) throws -> EngineConfiguration {
        var configuration = EngineConfiguration(keeping: directory, entropy: Entropy())
        configuration.addsUnknownProducts = isDemo
        configuration.maxRetries = try int("MAX_RETRIES", 0...20) ?? configuration.maxRetries
        if let millis = try int("RETRY_BACKOFF_MS", 1...3_600_000) { configuration.retryBackoffMillis = Int64(millis) }
        configuration.passwordCost = try int("BCRYPT_COST", 4...16) ?? configuration.passwordCost
        try sendWebhooks(in: &configuration.webhooks)
        let policy = configuration.orders
        configuration.orders = OrderPolicy(
            stock: try policyValue("STOCK_POLICY"),
            pricing: try policyValue("PRICING_POLICY"),
            orderTimeoutMillis: try int("ORDER_PROCESSING_TIMEOUT", 1...86_400).map { Int64($0) * 1_000 }
                ?? policy.orderTimeoutMillis,
            paymentTimeoutMillis: try int("PAYMENT_PROCESSING_TIMEOUT", 1...86_400).map { Int64($0) * 1_000 }
                ?? policy.paymentTimeoutMillis,
            deliveryMillis: try deliveryMillis(isDemo: isDemo)
        )
        return configuration
    }

    /// A simulated carrier only delivers in a demonstration, whatever else is set.
    private func deliveryMillis(isDemo: Bool) throws -> Int64? {
        let seconds = try int("DEMO_DELIVERY_SECONDS", 1...86_400) ?? 5
        return isDemo ? Int64(seconds) * 1_000 : nil
    }

    /// The payment gateway outside, nil for the simulated one.
    ///
    /// - Throws: for a URL that is none, and without a secret, or with a placeholder in production.
    func paymentGateway() throws -> HTTPPaymentGateway.Configuration? {
        guard let text = text("PAYMENT_GATEWAY_URL") else { return nil }
        let (url, secret) = try gateway(text, named: "PAYMENT_GATEWAY")
        var configuration = HTTPPaymentGateway.Configuration(url: url, secret: secret)
        configuration.timeoutSeconds = try int("PAYMENT_GATEWAY_TIMEOUT", 1...120) ?? configuration.timeoutSeconds
        return configuration
    }

    /// Where a gateway outside is, and what requests to it are signed with: `NAME_URL` and `NAME_SECRET`.
    func gateway(_ text: String, named prefix: String) throws -> (url: String, secret: [UInt8]) {
        guard let url = Self.gatewayURL(text) else {
            throw Failure(
                line: "\(prefix)_URL is not an http or https address without user, query and fragment",
                exitCode: 78
            )
        }
        let name = "\(prefix)_SECRET"
        guard let secret = self.text(name) else {
            throw Failure(
                line: "\(name) is missing, or its file cannot be read: requests are signed with it",
                exitCode: 78
            )
        }
        try refusePlaceholder(secret, name)
        return (url, Array(secret.utf8))
    }

    /// The address without a slash at its end; nil unless paths can be put behind it.
    private static func gatewayURL(_ text: String) -> String? {
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        guard let first = rest.utf8.first, first != UInt8(ascii: "/"), first != UInt8(ascii: ":"),
            rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !rest.contains(where: { "?#@\\".contains($0) })
        else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private func policyValue(_ name: String) throws -> IntakePolicy {
        guard let text = text(name) else { return .accept }
        guard let policy = IntakePolicy(text: text) else {
            throw Failure(line: "\(name) is `\(text)`: accept or reject is expected", exitCode: 78)
        }
        return policy
    }

    /// `NAME_FILE` names a file that holds the value, as container secrets do.
    private func fromFile(_ name: String) -> String? {
        guard let bytes = fileName(name).flatMap(SmallFile.read) else { return nil }
        return Self.trimmed(String(decoding: bytes, as: UTF8.self)[...])
    }

    private func fileName(_ name: String) -> String? {
        ProcessEnvironment.value(name + "_FILE") ?? values[name + "_FILE"]
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while let first = rest.first, first.isWhitespace || first.isNewline { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace || last.isNewline { rest.removeLast() }
        return String(rest)
    }
}

/// The environment variables of this process.
enum ProcessEnvironment {
    static func value(_ name: String) -> String? {
        // SAFETY: getenv answers nil or a NUL-terminated string; nothing in this process changes the environment.
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}
