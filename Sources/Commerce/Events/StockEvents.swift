// What happened to a product's stock. Every event carries the level after it.

/// Some of a product was promised to an order or a reservation.
package struct InventoryReserved: Hashable, Sendable {
    /// The level after the reservation.
    package let level: StockLevel
    /// How many were reserved.
    package let quantity: Int
    /// For which order, if for one.
    package let order: OrderID?
    /// For which reservation, if for one that was made by itself.
    package let reservation: ReservationID?
    /// When.
    package let at: Timestamp

    /// Records a reservation.
    package init(
        level: StockLevel,
        quantity: Int,
        order: OrderID?,
        reservation: ReservationID? = nil,
        at: Timestamp
    ) {
        self.level = level
        self.quantity = quantity
        self.order = order
        self.reservation = reservation
        self.at = at
    }
}

/// Some of a product is no longer promised.
package struct InventoryReleased: Hashable, Sendable {
    /// The level after the release.
    package let level: StockLevel
    /// How many were released.
    package let quantity: Int
    /// By which order, if by one.
    package let order: OrderID?
    /// By which reservation, if by one that was made by itself.
    package let reservation: ReservationID?
    /// Why a reservation ended: `expired` or `released`; nil for an order's goods.
    package let reason: String?
    /// When.
    package let at: Timestamp

    /// Records a release.
    package init(
        level: StockLevel,
        quantity: Int,
        order: OrderID?,
        reservation: ReservationID? = nil,
        reason: String? = nil,
        at: Timestamp
    ) {
        self.level = level
        self.quantity = quantity
        self.order = order
        self.reservation = reservation
        self.reason = reason
        self.at = at
    }
}

/// The quantity on hand changed (goods received, taken out, returned or corrected), or the low-stock threshold did.
package struct InventoryUpdated: Hashable, Sendable {
    /// The level after the change.
    package let level: StockLevel
    /// How it changed; nil when only the threshold did.
    package let kind: MovementKind?
    /// By how many; an adjustment may be negative, every other kind is positive, a threshold moves nothing.
    package let quantity: Int
    /// For which order, if for one.
    package let order: OrderID?
    /// When.
    package let at: Timestamp

    /// Records a change.
    package init(level: StockLevel, kind: MovementKind?, quantity: Int, order: OrderID?, at: Timestamp) {
        self.level = level
        self.kind = kind
        self.quantity = quantity
        self.order = order
        self.at = at
    }
}

/// What is available of a product fell to its threshold or below; said once on the way down, and again only after it
/// has been above.
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

    /// The event of a commit that found a product above its threshold and left it low; nil for every other commit.
    ///
    /// The threshold of each level counts, so raising it above what is available is a way down, too.
    package init?(from before: StockLevel, to after: StockLevel, at: Timestamp) {
        guard after.isLow, !before.isLow else { return nil }
        self.init(level: after, at: at)
    }
}
