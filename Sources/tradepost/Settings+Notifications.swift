import Commerce
import Engine

extension Settings {
    /// Who carries what customers are told outside of the shop: a mail server, an SMS gateway, both or nobody.
    func transports(time: any TimeSource) throws -> [any MessageTransport] {
        var transports: [any MessageTransport] = []
        if let mail = try mailServer() { transports.append(SMTPTransport(mail)) }
        if let sms = try smsGateway() { transports.append(SMSTransport(sms, time: time)) }
        return transports
    }

    /// What customers are told, and with which words: files in `templates` of the data directory replace the built-in
    /// ones.
    func notify(_ configuration: inout EngineConfiguration, data: String) throws {
        configuration.notifications.schedule.backoffMillis = configuration.retryBackoffMillis
        if let retries = try int("NOTIFICATION_RETRIES", 0...100) {
            configuration.notifications.schedule.retries = retries
        }
        if text("SMTP_URL") != nil { configuration.notifications.channels.insert(.email) }
        if text("SMS_GATEWAY_URL") != nil { configuration.notifications.channels.insert(.sms) }
        do throws(NoticeTemplates.Flaw) {
            configuration.notifications.templates = try NoticeTemplates { name throws(NoticeTemplates.Flaw) in
                let path = "\(data)/templates/\(name)"
                guard SmallFile.exists(path) else { return nil }
                guard let text = SmallFile.read(path).flatMap({ String(validating: $0, as: UTF8.self) }) else {
                    let flaw = TextTemplate.Flaw(line: 1, reason: "it cannot be read as UTF-8")
                    throw NoticeTemplates.Flaw(file: name, flaw: flaw)
                }
                return text
            }
        } catch {
            throw Failure(line: "templates/\(error)", exitCode: 78)
        }
    }

    // MARK: Mail

    private func mailServer() throws -> SMTPTransport.Configuration? {
        guard let text = try secret("SMTP_URL") else { return nil }
        guard let url = MailURL(text) else {
            throw Failure(
                line: "SMTP_URL is not of the form smtp[s]://user:password@host:port, with ?tls=off or without",
                exitCode: 78
            )
        }
        guard let from = self.text("MAIL_FROM").flatMap({ Mailbox($0) }) else {
            throw Failure(line: "MAIL_FROM has to be an address, such as Shop <orders@example.com>", exitCode: 78)
        }
        guard SMTPTransport.isAvailable else {
            throw Failure(
                line: "SMTP_URL is set and libcurl.so.4 cannot be loaded: install it (Debian: libcurl4)",
                exitCode: 78
            )
        }
        var configuration = SMTPTransport.Configuration(url: url.address, from: from)
        (configuration.user, configuration.password) = (url.user, url.password)
        configuration.requiresTLS = url.requiresTLS
        configuration.caFile = self.text("SMTP_CA_FILE")
        configuration.timeoutSeconds = try int("SMTP_TIMEOUT", 1...300) ?? configuration.timeoutSeconds
        return configuration
    }

    // MARK: SMS

    private func smsGateway() throws -> SMSTransport.Configuration? {
        guard let text = text("SMS_GATEWAY_URL") else { return nil }
        let (url, secret) = try gateway(text, named: "SMS_GATEWAY")
        let seconds = try int("SMS_GATEWAY_TIMEOUT", 1...120) ?? 10
        return SMSTransport.Configuration(url: url, secret: secret, timeoutSeconds: seconds)
    }
}

/// `smtp[s]://user:password@host:port?tls=off` in its parts.
struct MailURL {
    /// Scheme, host and port alone, as libcurl takes it.
    let address: String
    let user: String?
    let password: String?
    let requiresTLS: Bool

    /// Nil for anything else; user and password percent-encoded.
    init?(_ text: String) {
        guard let scheme = ["smtp://", "smtps://"].first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
        let isEncrypted = scheme == "smtps://"
        var rest = text.dropFirst(scheme.count)
        var requiresTLS = true
        if let mark = rest.firstIndex(of: "?") {
            guard rest[mark...] == "?tls=off", !isEncrypted else { return nil }
            requiresTLS = false
            rest = rest[..<mark]
        }
        if rest.last == "/" { rest = rest.dropLast() }
        var login: [Substring] = []
        if let at = rest.lastIndex(of: "@") {
            login = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            rest = rest[rest.index(after: at)...]
        }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2,
            host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#@\\[]".utf8.contains($0) })
        else { return nil }
        let port = parts.count == 2 ? Int(parts[1]) : isEncrypted ? 465 : 587
        guard let port, (1...65_535).contains(port) else { return nil }
        let decoded = login.map { Self.decoded($0) }
        guard !decoded.contains(nil) else { return nil }
        user = decoded.first ?? nil
        password = decoded.count > 1 ? decoded[1] : nil
        address = "\(scheme)\(host):\(port)"
        self.requiresTLS = requiresTLS
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}
