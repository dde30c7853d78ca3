import Commerce
import Engine
import EventLog

/// The bodies of webhook requests: read field by field, all problems collected.
struct WebhookBody {
    /// `WEBHOOK_ALLOW_PRIVATE`.
    let allowsPrivate: Bool

    /// What an endpoint is made of; its address is read when everything else can be used.
    struct Wish {
        var url: String?
        var filter: WebhookFilter?
        var format: WebhookFormat?
        var secret: WebhookSecret?
        var start: WebhookStart?
        var isActive = true
    }

    /// `{url, event_types?, format?, secret?, from?, is_active?}`.
    static func creation(_ body: inout FieldReader) -> Wish? {
        body.unknownFields(allowed: ["url", "event_types", "format", "secret", "from", "is_active"])
        let url = body.requiredString("url", max: urlLimit, text: .anything)
        return Wish(
            url: url,
            filter: filter(&body),
            format: format(&body),
            secret: secret(&body),
            start: body.optional("from") == nil ? nil : start(&body, allowsNow: true),
            isActive: body.optionalBool("is_active") ?? true
        )
    }

    /// `{url?, event_types?, format?}`.
    static func change(_ body: inout FieldReader) -> Wish? {
        body.unknownFields(allowed: ["url", "event_types", "format"])
        let url = body.optionalString("url", min: 1, max: urlLimit, text: .anything)
        return Wish(url: url, filter: filter(&body), format: format(&body))
    }

    /// `{secret?, overlap_s?}`.
    static func rotation(_ body: inout FieldReader) -> (secret: WebhookSecret?, overlapSeconds: Int64)? {
        body.unknownFields(allowed: ["secret", "overlap_s"])
        let overlap = body.optionalInt("overlap_s", WebhookEndpoint.overlapRange)
        return (secret(&body), overlap ?? WebhookEndpoint.standardOverlapSeconds)
    }

    /// `{from}`.
    static func replay(_ body: inout FieldReader) -> WebhookStart? {
        body.unknownFields(allowed: ["from"])
        return start(&body, allowsNow: false)
    }

    /// `{mode?}`.
    static func resumption(_ body: inout FieldReader) -> WebhookCommands.Resumption? {
        body.unknownFields(allowed: ["mode"])
        guard let text = body.optionalString("mode", max: 20) else { return .catchUp }
        if let mode = WebhookCommands.Resumption(rawValue: text) { return mode }
        let names = WebhookCommands.Resumption.allCases.map(\.rawValue).joined(separator: ", ")
        body.report("mode", code: "unknown_value", detail: "One of \(names) is expected.")
        return nil
    }

    // MARK: Parts

    /// As JSON has it: what the address may hold, and how much of it, is the address's own business.
    private static let urlLimit = 8_192

    private static func filter(_ body: inout FieldReader) -> WebhookFilter? {
        guard body.optional("event_types") != nil else { return nil }
        let limits = (1...WebhookFilter.patternLimit, WebhookFilter.patternByteLimit)
        guard let patterns = body.requiredStrings("event_types", count: limits.0, maxLength: limits.1) else {
            return nil
        }
        if let filter = WebhookFilter(patterns, knownTypes: Engine.webhookEventTypes) { return filter }
        body.report(
            "event_types",
            code: "unknown_value",
            detail: "Types such as order.shipped, order.* or * are expected."
        )
        return nil
    }

    private static func format(_ body: inout FieldReader) -> WebhookFormat? {
        guard let text = body.optionalString("format", max: 20) else { return nil }
        if let format = WebhookFormat(text: text) { return format }
        let names = WebhookFormat.allCases.map(\.text).joined(separator: ", ")
        body.report("format", code: "unknown_value", detail: "One of \(names) is expected.")
        return nil
    }

    private static func secret(_ body: inout FieldReader) -> WebhookSecret? {
        let text = body.optionalString("secret", max: WebhookSecret.textLimit, text: .anything)
        guard let text else { return nil }
        if let secret = WebhookSecret(text) { return secret }
        body.report(
            "secret",
            code: "invalid",
            detail: "16 to 100 printable characters or whsec_ and base64 are expected."
        )
        return nil
    }

    private static func start(_ body: inout FieldReader, allowsNow: Bool) -> WebhookStart? {
        guard let text = body.requiredString("from", max: 64) else { return nil }
        if text == "now", allowsNow { return .now }
        if text == "earliest" { return .earliest }
        if let position = Position(text: text) { return .position(position) }
        if let time = Timestamp(text: text) { return .time(time) }
        body.report("from", code: "invalid", detail: "A time (RFC 3339), a position, or earliest is expected.")
        return nil
    }
}

extension WebhookBody {
    /// The address in a body; nil for none.
    ///
    /// - Throws: 422 `webhook_url_not_allowed` with its reason.
    func url(_ text: String?) throws(Problem) -> WebhookURL? {
        guard let text else { return nil }
        do throws(WebhookURLRefusal) {
            return try WebhookURL(text, allowsPrivate: allowsPrivate)
        } catch {
            throw Problem(webhookURL: error)
        }
    }
}
