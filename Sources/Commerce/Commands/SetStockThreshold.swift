/// Sets the available quantity at or below which a product's stock is low.
package struct SetStockThreshold: Hashable, Sendable {
    /// The thresholds there may be.
    package static let range = 0...StockLevel.quantityLimit

    /// The new threshold.
    package let threshold: Int

    /// Names the new threshold.
    package init(_ threshold: Int) { self.threshold = threshold }

    /// Decides on the threshold; the one that is set already changes nothing.
    ///
    /// - Throws: `accessDenied` unless an administrator asks, `threshold` outside `range`.
    package func decide(_ level: StockLevel, by actor: Actor, now: Timestamp) throws(StockRejection) -> StockDecision {
        try StockAccess.checkBooks(actor)
        guard Self.range.contains(threshold) else { throw .threshold(threshold) }
        return apply(to: level, now: now)
    }

    /// The change itself, for whoever has looked at right and range.
    package func apply(to level: StockLevel, now: Timestamp) -> StockDecision {
        guard threshold != level.lowStockThreshold else { return .unchanged(level) }
        var level = level
        level.lowStockThreshold = threshold
        let event = InventoryUpdated(level: level, kind: nil, quantity: 0, order: nil, at: now)
        return StockDecision(level: level, movement: nil, events: [.inventoryUpdated(event)])
    }
}
