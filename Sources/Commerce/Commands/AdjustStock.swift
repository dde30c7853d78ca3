/// What a change of one product's stock comes to.
package struct StockDecision: Hashable, Sendable {
    /// The level after the change.
    package let level: StockLevel
    /// What to enter in the books; nil when nothing changed.
    package let movement: StockMovement?
    /// What happened.
    package let events: [DomainEvent]

    /// Nothing to write.
    static func unchanged(_ level: StockLevel) -> StockDecision {
        StockDecision(level: level, movement: nil, events: [])
    }
}

/// Changes what lies in the warehouse by hand: goods received, counted, lost.
package enum AdjustStock: Hashable, Sendable {
    /// Goods arrived; a positive quantity.
    case receive(Int)
    /// More or less by this much.
    case delta(Int)
    /// Counted: exactly this much is on hand.
    case setTo(Int)

    /// Decides on the change, which never takes what is promised to orders.
    ///
    /// Setting the quantity that is there already is accepted and moves nothing.
    ///
    /// - Throws: `insufficient` when less would be left than is reserved, `quantity` for quantities that cannot be.
    package func decide(
        _ level: StockLevel,
        reason: String?,
        by actor: UserID? = nil,
        now: Timestamp
    ) throws(StockError) -> StockDecision {
        let kind: MovementKind
        let quantity: Int
        switch self {
        case .receive(let count):
            (kind, quantity) = (.received, count)
        case .delta(let delta):
            (kind, quantity) = (.adjusted, delta)
        case .setTo(let count):
            guard count >= 0, count <= StockLevel.quantityLimit else { throw .quantity(count) }
            guard count != level.onHand else { return .unchanged(level) }
            (kind, quantity) = (.adjusted, count - level.onHand)
        }
        let movement = StockMovement(
            kind: kind,
            product: level.product,
            quantity: quantity,
            reason: reason,
            actor: actor,
            at: now
        )
        var book = StockBook([level])
        try book.enter(movement, at: 0)
        return StockDecision(level: book.levels[0], movement: movement, events: book.events)
    }
}
