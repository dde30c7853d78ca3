/// What an API key may do: a family of things, to read or to change.
package enum Scope: String, CaseIterable, Sendable, Hashable {
    case ordersRead = "orders:read"
    case ordersWrite = "orders:write"
    case productsRead = "products:read"
    case productsWrite = "products:write"
    case inventoryRead = "inventory:read"
    case inventoryWrite = "inventory:write"
    case paymentsRead = "payments:read"
    case webhooksRead = "webhooks:read"
    case webhooksWrite = "webhooks:write"
    case notificationsRead = "notifications:read"
    case notificationsWrite = "notifications:write"
    case eventsRead = "events:read"

    /// What it allows, for people who give out keys.
    package var meaning: String {
        switch self {
        case .ordersRead: "Read all orders and their events."
        case .ordersWrite: "Place orders for customers, and cancel them."
        case .productsRead: "Read the catalogue, products that are not sold included."
        case .productsWrite: "Add, change, remove, import and export products."
        case .inventoryRead: "Read stock and its ledger."
        case .inventoryWrite: "Correct stock, and reserve it."
        case .paymentsRead: "Read payments and refunds."
        case .webhooksRead: "Read webhooks and their deliveries."
        case .webhooksWrite: "Add, change, test, replay and remove webhooks."
        case .notificationsRead: "Read what customers were told."
        case .notificationsWrite: "Send messages to customers."
        case .eventsRead: "Read all events in the order of the log, and keep how far one has come."
        }
    }
}
