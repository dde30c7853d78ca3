/// What the movements of one product come to, kind by kind; every figure of a level is a sum of these.
package struct StockSums: Hashable, Sendable {
    /// How many movements were added.
    package private(set) var movements = 0
    /// Per kind, by its code.
    private var quantities = [Int](repeating: 0, count: MovementKind.allCases.count)

    /// The sums of no movement.
    package init() {}

    /// Adds a movement.
    package mutating func add(_ movement: StockMovement) {
        movements += 1
        quantities[Int(movement.kind.rawValue)] += movement.quantity
    }

    /// All that was moved in one way; an adjustment downwards counts against those upwards.
    package func quantity(of kind: MovementKind) -> Int { quantities[Int(kind.rawValue)] }

    /// What is on hand by the movements.
    package var onHand: Int { sum { $0.onHandSign } }

    /// What is reserved by the movements.
    package var reserved: Int { sum { $0.reservedSign } }

    /// What is available by the movements.
    package var available: Int { sum { $0.availableSign } }

    private func sum(_ sign: (MovementKind) -> Int) -> Int {
        MovementKind.allCases.reduce(0) { $0 + sign($1) * quantity(of: $1) }
    }
}

/// Who has some of a product promised.
package enum StockHolder: Hashable, Sendable {
    /// An order, by its own reservation.
    case order(OrderID)
    /// A reservation that was made by itself, whether or not it names an order.
    case reservation(ReservationID)
    /// Nobody known: the books are wrong.
    case nobody
}

/// How much of a product somebody has promised, and since when.
package struct StockHold: Hashable, Sendable {
    /// How many; never zero, and negative only in books that are wrong.
    package var quantity: Int
    /// When the first of them was promised.
    package var since: Timestamp

    /// Records a hold.
    package init(quantity: Int, since: Timestamp) {
        self.quantity = quantity
        self.since = since
    }
}

/// Who holds what of one product, found by going through its movements; whoever holds nothing any more is forgotten.
package struct StockHolds: Hashable, Sendable {
    /// The holds that are open.
    package private(set) var open: [StockHolder: StockHold] = [:]

    /// No holds.
    package init() {}

    /// Goes on with the next movement.
    package mutating func add(_ movement: StockMovement) {
        let change = movement.reservedDelta
        guard change != 0 else { return }
        let holder: StockHolder =
            if let reservation = movement.reservation {
                .reservation(reservation)
            } else if let order = movement.order {
                .order(order)
            } else {
                .nobody
            }
        var hold = open[holder] ?? StockHold(quantity: 0, since: movement.at)
        hold.quantity += change
        open[holder] = hold.quantity == 0 ? nil : hold
    }
}
