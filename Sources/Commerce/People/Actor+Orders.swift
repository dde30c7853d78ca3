/// What somebody has to do with an order, and so with its payment, events and notes: all of the server asks here.
extension Actor {
    /// Whether they are the order's customer. Orders of guests are anybody's who has no account.
    package func owns(_ order: Order) -> Bool {
        guard role == .user else { return false }
        return id.map { order.customer == .account($0) } ?? (order.customer.account == nil)
    }

    /// Whether the order exists for them: their own, and every one for the people and programs of the shop. Somebody
    /// without an account only comes this far in a demonstration, which hides nothing.
    package func maySee(_ order: Order) -> Bool { isStaff || id == nil || owns(order) }

    /// Whether they may change it: their own, and every one for the people and programs of the shop.
    package func mayHandle(_ order: Order) -> Bool { isStaff || (id != nil && owns(order)) }

    /// As whom the actor appears in the order's history.
    package var initiator: Initiator {
        switch role {
        case .user: .customer
        case .admin: .admin
        case .system: .system
        }
    }
}
