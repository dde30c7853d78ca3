/// What a command about a reservation comes to: all of it is written in one transaction.
package struct ReservationDecision: Hashable, Sendable {
    /// The reservation after the command.
    package let reservation: Reservation
    /// What to enter in the books of the stock; none when nothing moved.
    package let movements: [StockMovement]
    /// The levels that `movements` changed, after them; one per product.
    package let levels: [StockLevel]
    /// What happened to the stock.
    package let events: [DomainEvent]

    init(_ reservation: Reservation, _ book: StockBook) {
        self.reservation = reservation
        movements = book.movements
        levels = book.changed
        events = book.events
    }
}

/// Sets goods aside for a while: everything that is wanted, or nothing.
package struct ReserveStock: Hashable, Sendable {
    /// The id the reservation gets.
    package let id: ReservationID
    /// The lines, 1 … `Reservation.itemLimit`; lines of one product count together.
    package let items: [ProductQuantity]
    /// The order that the goods are for, if for one.
    package let order: OrderID?
    /// How long they are kept.
    package let lifetimeSeconds: Int64

    /// Gathers the parts; `decide` checks them.
    package init(
        id: ReservationID,
        items: [ProductQuantity],
        order: OrderID? = nil,
        lifetimeSeconds: Int64 = Reservation.standardLifetime
    ) {
        self.id = id
        self.items = items
        self.order = order
        self.lifetimeSeconds = lifetimeSeconds
    }

    /// Decides on the reservation.
    ///
    /// - Parameters:
    ///   - order: the status of the order that it names; nil when it names none.
    ///   - stock: the levels of the products; one that is missing is unknown.
    /// - Throws: `accessDenied`, `lines`, `lifetime`, `orderClosed` for an order that has left or ended,
    ///   `unknownProduct`, `insufficient` with every product that is short, `books` for quantities that cannot be.
    package func decide(
        order status: OrderStatus? = nil,
        stock: [StockLevel],
        by actor: Actor,
        now: Timestamp
    ) throws(StockRejection) -> ReservationDecision {
        try StockAccess.checkReservations(actor)
        guard 1...Reservation.itemLimit ~= items.count else { throw .lines(items.count) }
        if let status, !status.isCancellable { throw .orderClosed(status) }
        let wanted = try sums()
        var book = StockBook(stock)
        if let unknown = wanted.first(where: { line in !stock.contains { $0.product == line.product } }) {
            throw .unknownProduct(unknown.product)
        }
        let shortages = book.shortages(for: wanted)
        guard shortages.isEmpty else { throw .insufficient(shortages) }
        let reservation = Reservation(
            id: id,
            order: order,
            creator: actor.id,
            items: wanted,
            status: .active,
            createdAt: now,
            updatedAt: now,
            expiresAt: try Reservation.expiry(in: lifetimeSeconds, from: now)
        )
        try book.move(.reserved, reservation, by: actor.id, at: now)
        return ReservationDecision(reservation, book)
    }

    /// Each product once, with the sum over its lines.
    private func sums() throws(StockRejection) -> [ProductQuantity] {
        for line in items where !OrderItem.quantityRange.contains(line.quantity) {
            throw .books(.quantity(line.quantity))
        }
        return ProductQuantity.sums(of: items)
    }
}
