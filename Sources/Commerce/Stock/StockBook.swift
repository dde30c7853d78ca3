/// The stock levels a decision works on, with the movements and events it makes.
struct StockBook {
    /// The levels handed in, and what has become of them.
    private(set) var levels: [StockLevel]
    private(set) var movements: [StockMovement] = []
    private(set) var events: [DomainEvent] = []

    init(_ levels: [StockLevel]) {
        self.levels = levels
    }

    /// The levels that were moved, one per product.
    var changed: [StockLevel] {
        movements.isEmpty
            ? [] : levels.filter { level in movements.contains { $0.product == level.product } }
    }

    /// What is missing for all of this together; a product without a level counts as having nothing.
    func shortages(for wanted: [ProductQuantity]) -> [Shortage] {
        var shortages: [Shortage] = []
        for line in wanted {
            let available = levels.first { $0.product == line.product }?.available ?? 0
            if available < line.quantity {
                shortages.append(Shortage(product: line.product, requested: line.quantity, available: available))
            }
        }
        return shortages
    }

    /// Reserves everything or, if anything is short, nothing; returns what is short.
    mutating func reserve(
        _ wanted: [ProductQuantity],
        order: OrderID,
        at now: Timestamp
    ) throws(OrderRejection) -> [Shortage] {
        let shortages = shortages(for: wanted)
        guard shortages.isEmpty else { return shortages }
        for line in wanted { try move(.reserved, line, order: order, at: now) }
        return []
    }

    /// True when at least this much of the product is promised.
    func canRelease(_ wanted: ProductQuantity) -> Bool {
        levels.first { $0.product == wanted.product }.map { $0.reserved >= wanted.quantity } ?? false
    }

    /// Moves some of a product for an order.
    mutating func move(
        _ kind: MovementKind,
        _ wanted: ProductQuantity,
        order: OrderID,
        at now: Timestamp
    ) throws(OrderRejection) {
        guard let index = levels.firstIndex(where: { $0.product == wanted.product }) else {
            throw .stockMissing(wanted.product)
        }
        let movement = StockMovement(
            kind: kind,
            product: wanted.product,
            quantity: wanted.quantity,
            order: order,
            at: now
        )
        do throws(StockError) {
            try enter(movement, at: index)
        } catch {
            throw .stock(error)
        }
    }

    /// Moves all of a reservation that was made by itself.
    mutating func move(
        _ kind: MovementKind,
        _ reservation: Reservation,
        reason: String? = nil,
        by actor: UserID?,
        at now: Timestamp
    ) throws(StockRejection) {
        for line in reservation.items {
            guard let index = levels.firstIndex(where: { $0.product == line.product }) else {
                throw .unknownProduct(line.product)
            }
            let movement = StockMovement(
                kind: kind,
                product: line.product,
                quantity: line.quantity,
                order: reservation.order,
                reservation: reservation.id,
                reason: reason,
                actor: actor,
                at: now
            )
            do throws(StockError) {
                try enter(movement, at: index)
            } catch {
                throw StockRejection(error)
            }
        }
    }

    /// Makes one movement of the level at this index: the level, the entry in the books, and the event.
    ///
    /// That a product has become low is not said here: nobody sees a level between two commits, so only the commit
    /// knows, see `InventoryLow.init(from:to:at:)`.
    mutating func enter(_ movement: StockMovement, at index: Int) throws(StockError) {
        let level = try levels[index].applying(movement)
        levels[index] = level
        movements.append(movement)
        events.append(event(movement, level))
    }

    private func event(_ movement: StockMovement, _ level: StockLevel) -> DomainEvent {
        let quantity = movement.quantity
        switch movement.kind {
        case .reserved:
            return .inventoryReserved(
                InventoryReserved(
                    level: level,
                    quantity: quantity,
                    order: movement.order,
                    reservation: movement.reservation,
                    at: movement.at
                )
            )
        case .released:
            return .inventoryReleased(
                InventoryReleased(
                    level: level,
                    quantity: quantity,
                    order: movement.order,
                    reservation: movement.reservation,
                    reason: movement.reason,
                    at: movement.at
                )
            )
        case .received, .committed, .adjusted, .returned:
            return .inventoryUpdated(
                InventoryUpdated(
                    level: level,
                    kind: movement.kind,
                    quantity: quantity,
                    order: movement.order,
                    at: movement.at
                )
            )
        }
    }
}
