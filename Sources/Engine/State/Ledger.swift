package import Commerce
package import Storage

/// A movement in a product's ledger; the product stands in the row's key.
package struct LedgerEntry: Sendable, Equatable {
    /// Why something moved.
    package var kind: MovementKind
    /// By how much: positive, or of either sign for an adjustment.
    package var quantity: Int
    /// The order it was for; nil when it was for none.
    package var order: OrderID?
    /// Why, for movements made by hand; nil for all others.
    package var reason: String?
    /// When it was decided.
    package var at: Timestamp

    /// The movement without its product.
    package init(_ movement: StockMovement) {
        kind = movement.kind
        quantity = movement.quantity
        order = movement.order
        reason = movement.reason
        at = movement.at
    }

    fileprivate init(decoding reader: inout ByteReader, base: Timestamp) throws(DecodingFailure) {
        kind = try reader.readCoded()
        quantity = Int(try reader.readSignedVarint())
        at = base.adding(millis: try reader.readSignedVarint())
        order = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readIdentifier() }
        reason = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() }
    }

    /// The movement with the product that the row's key names.
    package func movement(of product: ProductID) -> StockMovement {
        StockMovement(kind: kind, product: product, quantity: quantity, order: order, reason: reason, at: at)
    }
}

/// A row of `stock_movements`: what moved of one product in one commit. Its key ends with the first one's number.
package struct LedgerRow: StoredValue, Equatable {
    /// The movements in the order they were made; never empty.
    package var entries: [LedgerEntry]

    package init(_ entries: [LedgerEntry]) { self.entries = entries }

    package func encode(into writer: inout ByteWriter) {
        let base = entries.first?.at ?? .epoch
        writer.write(base)
        writer.writeVarint(UInt64(entries.count))
        for entry in entries {
            writer.write(entry.kind)
            writer.writeVarint(Int64(entry.quantity))
            writer.writeVarint(entry.at.millis(since: base))
            writer.writeIfPresent(entry.order) { $0.write($1) }
            writer.writeIfPresent(entry.reason) { $0.write($1) }
        }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let base = try reader.readTime()
        entries = []
        for _ in 0..<(try reader.readCount()) { entries.append(try LedgerEntry(decoding: &reader, base: base)) }
    }
}
