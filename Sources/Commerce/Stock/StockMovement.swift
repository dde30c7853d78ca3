/// What kind of movement changed a product's stock.
package enum MovementKind: UInt8, Coded {
    /// Goods arrived.
    case received = 0
    /// Promised to an order.
    case reserved = 1
    /// Taken out of the warehouse for an order that had them reserved.
    case committed = 2
    /// No longer promised.
    case released = 3
    /// Corrected by hand, up or down.
    case adjusted = 4
    /// Back in the warehouse after having been committed.
    case returned = 5

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .received: "received"
        case .reserved: "reserved"
        case .committed: "committed"
        case .released: "released"
        case .adjusted: "adjusted"
        case .returned: "returned"
        }
    }

    /// What a movement of one piece adds to the quantity on hand: 1, 0 or −1.
    package var onHandSign: Int {
        switch self {
        case .received, .returned, .adjusted: 1
        case .committed: -1
        case .reserved, .released: 0
        }
    }

    /// What a movement of one piece adds to the reserved quantity: 1, 0 or −1.
    package var reservedSign: Int {
        switch self {
        case .reserved: 1
        case .committed, .released: -1
        case .received, .returned, .adjusted: 0
        }
    }

    /// What a movement of one piece adds to the available quantity: 1, 0 or −1.
    package var availableSign: Int { onHandSign - reservedSign }
}

/// One entry in the books of a product; a level is the sum of its movements.
package struct StockMovement: Hashable, Sendable {
    /// What happened.
    package let kind: MovementKind
    /// To which product.
    package let product: ProductID
    /// To how many: positive, or of either sign for an adjustment.
    package let quantity: Int
    /// For which order, if for one.
    package let order: OrderID?
    /// For which reservation, if for one that was made by itself.
    package let reservation: ReservationID?
    /// Why, for movements made by hand and for the end of a reservation.
    package let reason: String?
    /// Who made it, if by hand.
    package let actor: UserID?
    /// When.
    package let at: Timestamp

    /// Records a movement; whether it is possible is for `StockLevel.applying(_:)` to say.
    package init(
        kind: MovementKind,
        product: ProductID,
        quantity: Int,
        order: OrderID? = nil,
        reservation: ReservationID? = nil,
        reason: String? = nil,
        actor: UserID? = nil,
        at: Timestamp
    ) {
        self.kind = kind
        self.product = product
        self.quantity = quantity
        self.order = order
        self.reservation = reservation
        self.reason = reason
        self.actor = actor
        self.at = at
    }

    /// What the movement adds to the quantity on hand.
    package var onHandDelta: Int { kind.onHandSign * quantity }

    /// What the movement adds to the reserved quantity.
    package var reservedDelta: Int { kind.reservedSign * quantity }

    func checkQuantity() throws(StockError) {
        let limit = StockLevel.quantityLimit
        let isPossible = kind == .adjusted ? quantity != 0 && quantity >= -limit : quantity > 0
        guard isPossible, quantity <= limit else { throw .quantity(quantity) }
    }
}
