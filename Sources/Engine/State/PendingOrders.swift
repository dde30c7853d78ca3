import Commerce

/// The orders and payments that the units of one batch changed. Each is written once per commit, however many steps
/// it took: nobody outside sees a state between two commits.
struct PendingOrders {
    /// An order on its way through a batch.
    struct Change {
        /// The order as the last commit left it; nil when it is new.
        let stored: Order?
        var row: OrderRow
    }

    /// In the order of their first change, so that new orders come in the order of their ids.
    private(set) var changes: [Change] = []
    private var places: [OrderID: Int] = [:]
    /// In the order of their first change.
    private(set) var payments: [Payment] = []
    private var paymentPlaces: [PaymentID: Int] = [:]

    func row(_ id: OrderID) -> OrderRow? { places[id].map { changes[$0].row } }

    func payment(_ id: PaymentID) -> Payment? { paymentPlaces[id].map { payments[$0] } }

    /// - Parameter before: the order as the decision found it; counts only for the first change of the batch.
    mutating func set(_ row: OrderRow, before: Order?) {
        if let place = places[row.order.id] {
            changes[place].row = row
        } else {
            places[row.order.id] = changes.count
            changes.append(Change(stored: before, row: row))
        }
    }

    mutating func set(_ payment: Payment) {
        if let place = paymentPlaces[payment.id] {
            payments[place] = payment
        } else {
            paymentPlaces[payment.id] = payments.count
            payments.append(payment)
        }
    }
}
