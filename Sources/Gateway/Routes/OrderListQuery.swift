import Commerce
import Engine

/// The filters of `GET /orders`.
enum OrderListQuery {
    static let parameters: [Parameter] = [
        .query("user_id", .string(max: CustomerID.guestByteLimit), "Only this customer's; for customers it is their own."),
        .query("status", .string(max: 200), "Only in this status."),
    ]

    /// - Throws: 422 for values that cannot be used, 403 for another customer's orders.
    static func read(_ call: Call) throws(Problem) -> OrderFilter {
        var filter = OrderFilter(customer: call.visibleCustomer)
        if let text = call.query("user_id") {
            guard let wanted = CustomerID(text: text) else {
                throw Problem("user_id", code: "invalid", "A user's id is expected.")
            }
            guard filter.customer == nil || filter.customer == wanted else { throw Problem(.accessDenied) }
            filter.customer = wanted
        }
        if let text = call.query("status") {
            guard let status = OrderStatus(text: text) else {
                throw Problem("status", code: "unknown_value", "There is no status \(text).")
            }
            filter.status = status
        }
        return filter
    }
}
