extension Actor {
    /// True when this order is the actor's business: their own, or anybody's for an administrator or a program.
    package func mayHandle(_ order: Order) -> Bool {
        switch role {
        case .admin, .system: true
        case .user: id.map { order.customer == .account($0) } ?? false
        }
    }

    /// As whom the actor appears in the order's history.
    package var initiator: Initiator {
        switch role {
        case .user: .customer
        case .admin: .admin
        case .system: .system
        }
    }
}
