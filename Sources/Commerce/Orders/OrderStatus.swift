/// Where an order stands. This enumeration is the state machine: no other code decides which move is allowed.
///
/// The raw values are stored and never change their meaning.
package enum OrderStatus: UInt8, Coded {
    /// Placed, waiting for validation.
    case pending = 0
    /// Prices, stock and customer were found to be right.
    case validated = 1
    /// A payment was requested and its answer is awaited.
    case processing = 2
    /// The payment succeeded.
    case paid = 3
    /// The goods were taken out of stock.
    case fulfilled = 4
    /// The goods were handed to a carrier.
    case shipped = 5
    /// The goods arrived.
    case delivered = 6
    /// Called off by the customer or an administrator.
    case cancelled = 7
    /// Given up by the pipeline; `Order.failure` says why.
    case failed = 8

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .pending: "pending"
        case .validated: "validated"
        case .processing: "processing"
        case .paid: "paid"
        case .fulfilled: "fulfilled"
        case .shipped: "shipped"
        case .delivered: "delivered"
        case .cancelled: "cancelled"
        case .failed: "failed"
        }
    }

    /// The states an order may move to from here.
    package var next: [OrderStatus] {
        switch self {
        case .pending: [.validated, .cancelled, .failed]
        case .validated: [.processing, .cancelled, .failed]
        case .processing: [.paid, .cancelled, .failed]
        case .paid: [.fulfilled, .cancelled, .failed]
        case .fulfilled: [.shipped, .cancelled, .failed]
        case .shipped: [.delivered, .failed]
        case .delivered, .cancelled, .failed: []
        }
    }

    /// The states an administrator may move an order to by hand from here; the pipeline alone makes the other moves.
    package var settableByAdmin: [OrderStatus] {
        switch self {
        case .pending, .validated, .processing, .paid: [.cancelled, .failed]
        case .fulfilled: [.shipped, .cancelled, .failed]
        case .shipped: [.delivered, .failed]
        case .delivered, .cancelled, .failed: []
        }
    }

    /// True when the pipeline has nothing left to do: shipped, or ended.
    package var isSettled: Bool { self == .shipped || isTerminal }

    /// True when the state machine allows the move; staying is not a move.
    package func canMove(to target: OrderStatus) -> Bool {
        switch (self, target) {
        case (.pending, .validated), (.validated, .processing), (.processing, .paid), (.paid, .fulfilled),
            (.fulfilled, .shipped), (.shipped, .delivered):
            true
        case (_, .cancelled): isCancellable
        case (_, .failed): !isTerminal
        default: false
        }
    }

    /// True when no move leads out.
    package var isTerminal: Bool {
        switch self {
        case .delivered, .cancelled, .failed: true
        case .pending, .validated, .processing, .paid, .fulfilled, .shipped: false
        }
    }

    /// True from pending to fulfilled: the goods have not left yet.
    package var isCancellable: Bool {
        switch self {
        case .pending, .validated, .processing, .paid, .fulfilled: true
        case .shipped, .delivered, .cancelled, .failed: false
        }
    }

    /// True when an order in this state has been through `milestone` on the way from pending to delivered.
    ///
    /// Cancelled and failed orders left that way, and count as having reached nothing but their own state.
    package func hasReached(_ milestone: OrderStatus) -> Bool {
        if self == milestone { return true }
        let isOnTheWay = self != .cancelled && self != .failed && milestone != .cancelled && milestone != .failed
        return isOnTheWay && rawValue > milestone.rawValue
    }
}
