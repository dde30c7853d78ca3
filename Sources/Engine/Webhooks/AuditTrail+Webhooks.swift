import Commerce
import Storage

extension AuditTrail {
    /// Notes what somebody who runs the shop did to an endpoint; what customers do to their own is their business.
    func record(
        _ action: AuditAction,
        _ before: WebhookEndpoint?,
        _ after: WebhookEndpoint,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        guard actor.isStaff else { return }
        switch action {
        case .webhookRotate, .webhookReplay, .webhookTest, .webhookRedeliver:
            // It happened, and no field shows it.
            try record(action, .webhook(after.id), now: now, in: transaction)
        default: try record(action, .webhook(after.id), AuditDiff(before, after), now: now, in: transaction)
        }
    }
}

extension AuditDiff {
    /// What differs between two states of an endpoint; nil before it was there. Of its address only the origin: paths of
    /// webhooks are often secrets.
    init(_ before: WebhookEndpoint?, _ after: WebhookEndpoint) {
        if before?.url != after.url {
            let (old, new) = (before.map { Self.origin(of: $0.url) }, Self.origin(of: after.url))
            set("url", old == new ? nil : old, new)
        }
        set("event_types", before.map { .words($0.filter.patterns) }, .words(after.filter.patterns))
        set("format", before?.format.text, after.format.text)
        set("status", before?.status.text, after.status.text)
    }

    private static func origin(of url: String) -> String {
        url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
            + "/…"
    }
}
