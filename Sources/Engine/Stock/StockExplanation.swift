package import Commerce
import Storage

/// Where a product's figures come from.
package struct StockExplanation: Sendable {
    /// An open promise behind the reserved quantity.
    package struct Hold: Sendable, Equatable {
        /// The order that holds the goods, or that the reservation names; nil without one.
        package var order: OrderID?
        /// The reservation that holds the goods; nil for an order's own.
        package var reservation: ReservationID?
        /// How many it holds by the ledger.
        package var quantity: Int
        /// Since when.
        package var since: Timestamp
        /// When its next timer gives them back; nil when none will.
        package var expiresAt: Timestamp?
        /// Whether the order or reservation itself says that it holds as many.
        package var isConfirmed: Bool

        /// Decides between holds of the same moment.
        fileprivate var name: String { (reservation?.text ?? "") + (order?.text ?? "") }
    }

    /// The level as it is stored.
    package var level: StockLevel
    /// What the product's movements come to.
    package var sums: StockSums
    /// The open promises, oldest first.
    package var holds: [Hold]
    /// Whether movements, level, and promises tell the same.
    package var agrees: Bool
}

/// A product's ledger as far as it was read.
private struct LedgerReading {
    var sums = StockSums()
    var holds = StockHolds()
    /// The number of the next movement to read.
    var next: UInt64 = 0
}

extension Engine {
    /// Rows of the ledger read in one snapshot.
    private static let explanationPage = 1_000

    /// Explains a product's figures by reading its whole ledger.
    ///
    /// The ledger only ever grows, so all but its end is read page by page, in snapshots of their own. The end, the
    /// level and the promises come from one snapshot and belong together.
    ///
    /// - Throws: `.stockRejected(.accessDenied)` unless an administrator asks, `.productNotFound`.
    package func explainStock(of product: ProductID, for actor: Actor) async throws(EngineError) -> StockExplanation {
        try decided { () throws(StockRejection) in try StockAccess.checkBooks(actor) }
        var reading = LedgerReading()
        while true {
            let explanation = try read("explain stock") { snapshot throws(EngineError) -> StockExplanation? in
                let row = try stockRow(of: product, in: snapshot)
                let isComplete = try stored { () throws(StorageError) in
                    try self.read(&reading, of: product, in: snapshot)
                }
                return isComplete ? try conclude(reading, row, in: snapshot) : nil
            }
            if let explanation { return explanation }
            await Task.yield()
        }
    }

    /// Reads on; answers whether that was the end.
    private func read(
        _ reading: inout LedgerReading,
        of product: ProductID,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> Bool {
        var current = reading
        var rows = 0
        try tables.stockMovements.scan(
            prefix: product.keyBytes,
            from: Key2(product, current.next),
            in: snapshot
        ) { key, row in
            guard rows < Self.explanationPage else { return .stop }
            rows += 1
            for entry in row.entries {
                let movement = entry.movement(of: product)
                current.sums.add(movement)
                current.holds.add(movement)
            }
            current.next = key.second + UInt64(row.entries.count)
            return .next
        }
        reading = current
        return rows < Self.explanationPage
    }

    private func conclude(
        _ reading: LedgerReading,
        _ row: StockRow,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> StockExplanation {
        var holds: [StockExplanation.Hold] = []
        for (holder, hold) in reading.holds.open {
            holds.append(
                try stored { () throws(StorageError) in
                    try confirmed(hold, of: row.level.product, by: holder, in: snapshot)
                }
            )
        }
        holds.sort { ($0.since, $0.name) < ($1.since, $1.name) }
        let (level, sums) = (row.level, reading.sums)
        return StockExplanation(
            level: level,
            sums: sums,
            holds: holds,
            agrees: sums.onHand == level.onHand && sums.reserved == level.reserved
                && sums.available == level.available && UInt64(sums.movements) == row.movements
                && holds.reduce(0) { $0 + $1.quantity } == level.reserved && holds.allSatisfy(\.isConfirmed)
        )
    }

    /// A hold of the ledger beside what its order or reservation says.
    private func confirmed(
        _ hold: StockHold,
        of product: ProductID,
        by holder: StockHolder,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> StockExplanation.Hold {
        var told = StockExplanation.Hold(quantity: hold.quantity, since: hold.since, isConfirmed: false)
        switch holder {
        case .order(let id):
            told.order = id
            guard let order = try tables.orders.get(id, in: snapshot)?.order else { break }
            told.expiresAt = order.nextTimerDue
            told.isConfirmed =
                order.reservation == .held
                && ProductQuantity.sums(of: order.items).contains {
                    $0.product == product && $0.quantity == hold.quantity
                }
        case .reservation(let id):
            told.reservation = id
            guard let reservation = try tables.reservations.get(id, in: snapshot) else { break }
            told.order = reservation.order
            told.expiresAt = reservation.timerDue
            told.isConfirmed =
                reservation.status == .active
                && reservation.items.contains { $0.product == product && $0.quantity == hold.quantity }
        case .nobody: break
        }
        return told
    }
}
