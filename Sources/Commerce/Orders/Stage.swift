/// A stage of the pipeline, named in failures and flows.
package enum Stage: UInt8, Coded {
    case placement = 0
    case validation = 1
    case payment = 2
    case inventory = 3
    case fulfilment = 4
    case delivery = 5

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .placement: "placement"
        case .validation: "validation"
        case .payment: "payment"
        case .inventory: "inventory"
        case .fulfilment: "fulfilment"
        case .delivery: "delivery"
        }
    }

    /// The stage that an order in this state is waiting for, nil once nothing is left to do.
    package init?(awaitedIn status: OrderStatus) {
        switch status {
        case .pending: self = .validation
        case .validated, .processing: self = .payment
        case .paid: self = .inventory
        case .fulfilled: self = .fulfilment
        case .shipped: self = .delivery
        case .delivered, .cancelled, .failed: return nil
        }
    }
}
