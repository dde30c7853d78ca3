// What happened to a product's stock. Every event carries the level after it.

/// Some of a product was promised to an order.
package struct InventoryReserved: Hashable, Sendable {
    /// The level after the reservation.
    package let level: StockLevel
    /// How many were reserved.
    package let quantity: Int
    /// For which order.
    package let order: OrderID?
    /// When.
    package let at: Timestamp

    /// Records a reservation.
    package init(level: StockLevel, quantity: Int, order: OrderID?, at: Timestamp) {
        self.level = level
        self.quantity = quantity
        self.order = order
        self.at = at
    }
}

/// Some of a product is no longer promised.
package struct InventoryReleased: Hashable, Sendable {
    /// The level after the release.
    package let level: StockLevel
    /// How many were released.
    package let quantity: Int
    /// By which order.
    package let order: OrderID?
    /// When.
    package let at: Timestamp

    /// Records a release.
    package init(level: StockLevel, quantity: Int, order: OrderID?, at: Timestamp) {
        self.level = level
        self.quantity = quantity
        self.order = order
        self.at = at
    }
}

/// The quantity on hand changed: goods received, taken out, returned or corrected.
package struct InventoryUpdated: Hashable, Sendable {
    /// The level after the change.
    package let level: StockLevel
    /// How it changed.
    package let kind: MovementKind
    /// By how many; an adjustment may be negative, every other kind is positive.
    package let quantity: Int
    /// For which order, if for one.
    package let order: OrderID?
    /// When.
    package let at: Timestamp

    /// Records a change.
    package init(level: StockLevel, kind: MovementKind, quantity: Int, order: OrderID?, at: Timestamp) {
        self.level = level
        self.kind = kind
        self.quantity = quantity
        self.order = order
        self.at = at
    }
}

/// What is available of a product fell to its threshold or below; said once on the way down.
package struct InventoryLow: Hashable, Sendable {
    /// The level that is low.
    package let level: StockLevel
    /// When.
    package let at: Timestamp

    /// Records that stock is low.
    package init(level: StockLevel, at: Timestamp) {
        self.level = level
        self.at = at
    }
}
