package import Commerce
import Storage

/// Which levels a list of stock holds.
package struct StockFilter: Sendable, Equatable {
    /// True: only products whose stock is low; false: only the others; nil: all.
    package var isLow: Bool?
    /// Words that the product in the catalogue has to match; nil or empty: any.
    package var query: String?

    package init(isLow: Bool? = nil, query: String? = nil) {
        self.isLow = isLow
        self.query = query
    }
}

/// A page of levels in the order of their products' ids.
package struct StockPage: Sendable {
    /// At most as many as were asked for.
    package var levels: [StockLevel]
    /// How many levels the filter lets through on all pages.
    package var total: Int
    /// Whether another page follows.
    package var hasMore: Bool
}

/// A movement with its place in its product's ledger.
package struct NumberedMovement: Sendable, Equatable {
    /// Counts the product's movements from 0 on.
    package var number: UInt64
    /// What moved.
    package var movement: StockMovement
}

/// A page of a product's ledger, newest first.
package struct MovementPage: Sendable {
    /// At most as many as were asked for.
    package var movements: [NumberedMovement]
    /// How many movements the product has had.
    package var total: UInt64
    /// Whether another page follows.
    package var hasMore: Bool
}

extension Engine {
    /// A product's level.
    ///
    /// - Throws: `.productNotFound` when the product has no stock row.
    package func stockLevel(of product: ProductID) throws(EngineError) -> StockLevel {
        try read("stock level") { snapshot throws(EngineError) in try stockRow(of: product, in: snapshot).level }
    }

    /// A page of levels.
    ///
    /// Without a filter only the page itself is read; with one all levels are looked at for the total.
    ///
    /// - Parameters:
    ///   - skip: how many of the first to leave out.
    ///   - after: only products behind this one; instead of `skip`.
    package func stockLevels(
        _ filter: StockFilter,
        skip: Int,
        after: ProductID? = nil,
        limit: Int
    ) throws(EngineError) -> StockPage {
        let matching = try matchingProducts(filter.query)
        return try read("stock levels") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                let isFiltered = filter.isLow != nil || matching != nil
                var levels: [StockLevel] = []
                var (total, left) = (0, after == nil ? skip : 0)
                try tables.stock.scan(from: isFiltered ? nil : after, in: snapshot) { product, row in
                    let level = row.level
                    guard filter.isLow.map({ $0 == level.isLow }) ?? true, matching?.contains(product) ?? true else {
                        return .next
                    }
                    total += 1
                    if let after, !after.isBefore(product) { return .next }
                    guard left == 0 else {
                        left -= 1
                        return .next
                    }
                    if levels.count <= limit { levels.append(level) }
                    return levels.count > limit && !isFiltered ? .stop : .next
                }
                if !isFiltered { total = try tables.stock.count(in: snapshot) }
                return StockPage(
                    levels: Array(levels.prefix(limit)),
                    total: total,
                    hasMore: levels.count > limit
                )
            }
        }
    }

    /// The products of the catalogue that have the words; nil when any product will do.
    private func matchingProducts(_ query: String?) throws(EngineError) -> Set<ProductID>? {
        guard let query, !query.isEmpty else { return nil }
        return Set(try products(matching: query, skip: 0, limit: .max).products.map(\.product.id))
    }

    /// A page of a product's ledger.
    ///
    /// - Parameters:
    ///   - skip: how many of the newest to leave out.
    ///   - before: only movements with a smaller number; instead of `skip`.
    /// - Throws: `.stockRejected(.accessDenied)` unless an administrator asks, `.productNotFound`.
    package func stockMovements(
        of product: ProductID,
        skip: Int,
        before: UInt64? = nil,
        limit: Int,
        for actor: Actor
    ) throws(EngineError) -> MovementPage {
        try decided { () throws(StockRejection) in try StockAccess.checkBooks(actor) }
        return try read("stock movements") { snapshot throws(EngineError) in
            let total = try stockRow(of: product, in: snapshot).movements
            let end = before.map { min($0, total) } ?? (total > UInt64(skip) ? total - UInt64(skip) : 0)
            return try stored { () throws(StorageError) in
                var found: [NumberedMovement] = []
                try tables.stockMovements.scan(
                    prefix: product.keyBytes,
                    from: Key2(product, end),
                    descending: true,
                    in: snapshot
                ) { key, row in
                    for (index, entry) in row.entries.enumerated().reversed() {
                        let number = key.second + UInt64(index)
                        guard number < end, found.count < limit else { continue }
                        found.append(NumberedMovement(number: number, movement: entry.movement(of: product)))
                    }
                    return found.count < limit ? .next : .stop
                }
                return MovementPage(movements: found, total: total, hasMore: found.last.map { $0.number > 0 } ?? false)
            }
        }
    }

    /// A reservation, for administrators, programs of the shop, and the customer whose order it is for.
    ///
    /// - Throws: `.reservationNotFound`, also for everybody else.
    package func reservation(_ id: ReservationID, for actor: Actor) throws(EngineError) -> Reservation {
        try read("reservation") { snapshot throws(EngineError) in
            let reservation = try self.reservation(id, in: snapshot)
            guard actor.role == .user else { return reservation }
            guard let order = reservation.order, let user = actor.id,
                let row = try stored({ () throws(StorageError) in try tables.orders.get(order, in: snapshot) }),
                row.order.customer == .account(user)
            else { throw .reservationNotFound }
            return reservation
        }
    }

    /// - Throws: `.productNotFound`.
    func stockRow(
        of product: ProductID,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> StockRow {
        let row = try stored { () throws(StorageError) in try tables.stock.get(product, in: snapshot) }
        guard let row else { throw .productNotFound }
        return row
    }
}
