/// The families of requests that are counted together, each with its quota. The server counts by this table and the
/// documentation prints it.
enum LimitFamily: String, Sendable, CaseIterable {
    /// Placing orders.
    case placeOrder = "orders-create"
    /// Reading orders.
    case readOrders = "orders-read"
    /// Cancelling orders.
    case cancelOrder = "orders-cancel"
    /// Registering, logging in, refreshing.
    case authentication = "auth"
    /// Adding webhooks.
    case createWebhook = "webhooks-create"
    /// Everything else of the API.
    case general = "default"
    /// Health, metrics, pages: never refused.
    case unlimited = "unlimited"

    /// The quota; nil for no limit.
    ///
    /// - Parameter generalPerMinute: `RATE_LIMIT_PER_MINUTE`.
    func quota(generalPerMinute: Int) -> Quota? {
        switch self {
        case .placeOrder, .cancelOrder: Quota(requests: 20, seconds: 60)
        case .readOrders: Quota(requests: 100, seconds: 60)
        case .authentication: Quota(requests: 10, seconds: 60)
        case .createWebhook: Quota(requests: 10, seconds: 3_600)
        case .general: Quota(requests: generalPerMinute, seconds: 60)
        case .unlimited: nil
        }
    }

    /// So many requests in any window of so many seconds.
    struct Quota: Sendable, Equatable {
        var requests: Int
        var seconds: Int
    }
}
