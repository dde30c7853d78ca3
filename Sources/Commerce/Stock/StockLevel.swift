/// How much of one product there is, and how much of that is promised.
package struct StockLevel: Hashable, Sendable {
    /// The most of one product the books can hold.
    package static let quantityLimit = 1_000_000_000_000

    /// Which product.
    package let product: ProductID
    /// What lies in the warehouse.
    package internal(set) var onHand: Int
    /// What of it is promised to orders.
    package internal(set) var reserved: Int
    /// At or below this available quantity the stock is low.
    package var lowStockThreshold: Int

    /// Builds a level from its stored fields.
    package init(product: ProductID, onHand: Int, reserved: Int = 0, lowStockThreshold: Int = 0) {
        self.product = product
        self.onHand = onHand
        self.reserved = reserved
        self.lowStockThreshold = lowStockThreshold
    }

    /// What can still be promised.
    package var available: Int { onHand - reserved }

    /// True when no more than the threshold is available.
    package var isLow: Bool { available <= lowStockThreshold }

    /// True when nothing is negative or beyond the limit and no more is promised than there is.
    package var isConsistent: Bool {
        reserved >= 0 && reserved <= onHand && onHand <= Self.quantityLimit && lowStockThreshold >= 0
    }

    /// The level after a movement, which never leaves the consistent range.
    ///
    /// - Throws: `insufficient` when too little is available, `notReserved` when too little is promised to release or
    ///   commit, `quantity` for a quantity that is not positive (not zero, for an adjustment) or beyond the limit,
    ///   `otherProduct` for another product's movement.
    package func applying(_ movement: StockMovement) throws(StockError) -> StockLevel {
        guard movement.product == product else { throw .otherProduct(movement.product) }
        try movement.checkQuantity()
        let quantity = movement.quantity
        switch movement.kind {
        case .reserved:
            guard available >= quantity else { throw .insufficient(shortage(of: quantity)) }
        case .adjusted:
            guard available + quantity >= 0 else { throw .insufficient(shortage(of: -quantity)) }
        case .released, .committed:
            guard reserved >= quantity else { throw .notReserved(product) }
        case .received, .returned:
            break
        }
        var level = self
        level.onHand += movement.onHandDelta
        level.reserved += movement.reservedDelta
        guard level.onHand <= Self.quantityLimit else { throw .quantity(quantity) }
        return level
    }

    private func shortage(of requested: Int) -> Shortage {
        Shortage(product: product, requested: requested, available: available)
    }
}

/// How much of one product was wanted and how much there was.
package struct Shortage: Hashable, Sendable {
    /// Which product.
    package let product: ProductID
    /// The sum over everything that wanted it.
    package let requested: Int
    /// What could have been promised.
    package let available: Int

    /// Records a shortage.
    package init(product: ProductID, requested: Int, available: Int) {
        self.product = product
        self.requested = requested
        self.available = available
    }
}

/// Why a movement of stock is impossible.
package enum StockError: Error, Hashable, Sendable {
    /// Less is available than the movement takes.
    case insufficient(Shortage)
    /// Less is promised than the movement releases or commits.
    case notReserved(ProductID)
    /// A quantity that no movement of its kind can have, or that leads beyond the limit.
    case quantity(Int)
    /// The movement is of another product than the level.
    case otherProduct(ProductID)
}
