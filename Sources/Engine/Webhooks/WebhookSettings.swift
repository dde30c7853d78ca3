package import Commerce

/// What the engine is told about webhooks at start.
package struct WebhookSettings: Sendable {
    /// Also http, private addresses and names of the network (`WEBHOOK_ALLOW_PRIVATE`).
    package var allowsPrivate = false
    /// When a delivery is tried again (`WEBHOOK_RETRY_SCALE`).
    package var schedule = WebhookRetrySchedule()
    /// How long finished deliveries are kept, in milliseconds.
    package var keepMillis: Int64 = 30 * Timestamp.millisPerDay
    /// Finds the addresses of receivers.
    package var resolver: any HostResolver = SystemResolver()

    package init() {}
}
