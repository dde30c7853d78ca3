import Commerce
import Engine

extension Problem {
    /// The HTTP form of a refused command about a webhook.
    init(webhook rejection: WebhookRejection) {
        switch rejection {
        case .tooMany:
            self.init(.tooManyWebhooks, detail: "A customer has at most \(WebhookEndpoint.customerLimit) webhooks.")
        case .startAhead: self.init("from", code: "out_of_range", "The position is still to come.")
        case .paused: self.init(.webhookPaused)
        case .url(let refusal): self.init(webhookURL: refusal)
        }
    }

    /// A webhook's address that is not allowed.
    init(webhookURL refusal: WebhookURLRefusal) {
        self.init(
            .webhookURLNotAllowed,
            errors: [FieldProblem(pointer: "/url", code: refusal.reason, detail: refusal.sentence)]
        )
        reason = refusal.reason
    }
}

extension WebhookURLRefusal {
    /// The refusal for people.
    fileprivate var sentence: String {
        switch self {
        case .malformed: "This is no address of a web server."
        case .tooLong: "At most \(WebhookURL.byteLimit) bytes are allowed."
        case .characters: "Printable ASCII alone is allowed; international names begin with xn--."
        case .scheme: "An address beginning with https:// is expected."
        case .userInfo: "No user and no password are allowed in it."
        case .fragment: "No fragment is allowed in it."
        case .port: "Ports 80, 443 and those from \(WebhookURL.firstFreePort) on are allowed."
        case .zone: "No zone is allowed in an address."
        case .trailingDot: "The name must not end in a dot."
        case .numericHost: "An IPv4 address has four decimal numbers without zeros in front."
        case .localName: "The name belongs to a machine or a network of its own."
        case .unresolvable: "The name has no address."
        case .address(let refusal): "The address is not one of the public internet: \(refusal.rawValue)."
        }
    }
}
