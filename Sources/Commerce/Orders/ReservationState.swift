/// What an order holds of the stock it asks for; all its lines together, never some of them.
package enum ReservationState: UInt8, Coded {
    /// Nothing was ever reserved.
    case none = 0
    /// Reserved, still in the warehouse.
    case held = 1
    /// Taken out of stock for this order.
    case committed = 2
    /// Given back, from held or from committed; given back only once.
    case released = 3

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .none: "none"
        case .held: "held"
        case .committed: "committed"
        case .released: "released"
        }
    }
}
