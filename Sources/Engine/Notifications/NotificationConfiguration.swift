package import Commerce

/// What the shop tells its customers, and how.
package struct NotificationConfiguration: Sendable {
    /// The channels outside that somebody carries.
    package var channels: Set<NotificationChannel> = []
    /// How often what failed is tried again (`NOTIFICATION_RETRIES`, `RETRY_BACKOFF_MS`).
    package var schedule = RetrySchedule()
    /// What notices are written with.
    package var templates = NoticeTemplates.builtIn

    package init() {}
}
