package import Commerce

/// Notifications as clients see them.
package enum NotificationJSON {
    /// A notification as an object.
    package static func render(_ view: NotificationView) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        write(view, to: &json)
        return json.bytes
    }

    /// Writes a notification as an object.
    package static func write(_ view: NotificationView, to json: inout JSONWriter) {
        let (notice, entry) = (view.notice, view.entry)
        json.beginObject()
        json.field("notification_id", view.id)
        json.field("customer_id", notice.customer.text)
        json.field("channel", entry.channel.text)
        json.field("type", notice.kind.text)
        json.field("order_id", notice.order?.text)
        json.field("subject", view.text.subject)
        json.field("message", notice.writing?.message ?? view.text.short)
        json.field("status", entry.status.text)
        json.field("reason", entry.skipped?.text)
        json.field("attempts", entry.attempts)
        json.field("error", entry.error)
        json.field("next_attempt_at", entry.dueAt?.text)
        json.field("created_at", notice.createdAt)
        json.field("sent_at", entry.status == .sent ? entry.changedAt.text : nil)
        json.field("read_at", notice.readAt?.text)
        json.endObject()
    }

    /// The channels that somebody wants to be told on, as an object.
    package static func render(_ settings: NotificationSettings) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        for channel in NotificationChannel.allCases {
            json.key(escaping: channel.text)
            json.bool(settings.wants(channel))
        }
        json.endObject()
        return json.bytes
    }
}
