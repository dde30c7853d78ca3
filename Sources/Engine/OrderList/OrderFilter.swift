package import Commerce

/// What a list of orders is narrowed to. Every condition that is set has to hold.
package struct OrderFilter: Hashable, Sendable {
    /// Nil: all customers.
    package var customer: CustomerID?
    /// Empty: whatever their status.
    package var statuses: Set<OrderStatus>
    /// Placed at this time or later, by the time in the order's id.
    package var createdAfter: Timestamp?
    /// Placed before this time, by the time in the order's id.
    package var createdBefore: Timestamp?
    /// Changed for the last time at this time or later.
    package var updatedAfter: Timestamp?
    /// Changed for the last time before this time.
    package var updatedBefore: Timestamp?
    /// The least total.
    package var minTotal: Money?
    /// The greatest total.
    package var maxTotal: Money?
    /// One of the lines is of this product.
    package var product: ProductID?
    /// How it is paid, whatever the case of the letters.
    package var paymentMethod: PaymentMethod?
    /// Why it failed.
    package var failure: FailureCode?
    /// The carrier's number, exactly.
    package var trackingNumber: TrackingNumber?
    /// What somebody typed to find an order.
    package var search: OrderSearch?

    package init(customer: CustomerID? = nil, statuses: Set<OrderStatus> = []) {
        self.customer = customer
        // All of them are no condition, and are counted without adding up.
        self.statuses = statuses.count == OrderStatus.allCases.count ? [] : statuses
    }

    /// Whether the time of the last change counts.
    var hasUpdateTime: Bool { updatedAfter != nil || updatedBefore != nil }

    /// Whether only the orders themselves show if they are meant, even where the time of the last change is known: no
    /// index and no id says it.
    var needsRows: Bool {
        if minTotal != nil || maxTotal != nil { return true }
        if product != nil || paymentMethod != nil || failure != nil || trackingNumber != nil { return true }
        return search?.needsRows ?? false
    }

    /// The ids that fit the times of placing and the search.
    var ids: OrderSpan {
        var span = OrderSpan()
        if let createdAfter { span.narrow(first: .first(at: createdAfter)) }
        if let createdBefore { span.narrow(end: .first(at: createdBefore)) }
        if case .identifier(let prefix) = search {
            span.narrow(first: prefix.first)
            if let end = prefix.end { span.narrow(end: end) }
        }
        return span
    }

    /// The places in the index of updates that fit.
    var updates: OrderSpan {
        var span = OrderSpan(first: OrderPlace(key: .min, id: .least))
        if let updatedAfter { span.first = OrderPlace(key: updatedAfter.millis, id: .least) }
        if let updatedBefore { span.end = OrderPlace(key: updatedBefore.millis, id: .least) }
        return span
    }

    /// Whether an order is meant.
    ///
    /// - Parameter accounts: the accounts whose address fits the search.
    func matches(_ order: Order, accounts: Set<UserID>) -> Bool {
        if let customer, order.customer != customer { return false }
        guard statuses.isEmpty || statuses.contains(order.status) else { return false }
        guard ids.contains(OrderPlace(order.id)) else { return false }
        guard updates.contains(OrderPlace(key: order.updatedAt.millis, id: order.id)) else { return false }
        if let minTotal, order.total < minTotal { return false }
        if let maxTotal, order.total > maxTotal { return false }
        if let product, !order.items.contains(where: { $0.product == product }) { return false }
        if let paymentMethod, order.paymentMethod != paymentMethod { return false }
        if let failure, order.failure?.code != failure { return false }
        if let trackingNumber, order.shipping?.trackingNumber != trackingNumber { return false }
        return search?.matches(order, accounts: accounts) ?? true
    }
}
