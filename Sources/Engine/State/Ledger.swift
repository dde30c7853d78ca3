package import Commerce
package import Storage

/// A movement in a product's ledger; the product stands in the row's key.
package struct LedgerEntry: Sendable, Equatable {
    package var kind: MovementKind
    package var quantity: Int
    package var order: OrderID?
    package var reason: String?
    package var at: Timestamp

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
        order = try reader.readOptional { reader throws(DecodingFailure) in try reader.readIdentifier() }
        reason = try reader.readOptional { reader throws(DecodingFailure) in try reader.readString() }
    }

    package func movement(of product: ProductID) -> StockMovement {
        StockMovement(kind: kind, product: product, quantity: quantity, order: order, reason: reason, at: at)
    }
}

/// A row of `stock_movements`: what moved of one product in one commit. Its key ends with the first one's number.
package struct LedgerRow: StoredValue, Equatable {
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
            writer.writeOptional(entry.order) { $0.write($1) }
            writer.writeOptional(entry.reason) { $0.write($1) }
        }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let base = try reader.readTime()
        entries = []
        for _ in 0..<(try reader.readCount()) { entries.append(try LedgerEntry(decoding: &reader, base: base)) }
    }
}
