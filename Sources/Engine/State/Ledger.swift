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
    /// The reservation it was for; nil unless for one that was made by itself.
    package var reservation: ReservationID?
    /// Why, for movements made by hand and for the end of a reservation; nil for all others.
    package var reason: String?
    /// Who made it; nil unless by hand.
    package var actor: UserID?
    /// When it was decided.
    package var at: Timestamp

    /// What a movement has besides kind, quantity and time; one byte says which of it follows.
    private struct Parts: OptionSet {
        let rawValue: UInt8
        static let order = Parts(rawValue: 1)
        static let reservation = Parts(rawValue: 2)
        static let reason = Parts(rawValue: 4)
        static let actor = Parts(rawValue: 8)
        static let all: Parts = [.order, .reservation, .reason, .actor]
    }

    /// The movement without its product.
    package init(_ movement: StockMovement) {
        kind = movement.kind
        quantity = movement.quantity
        order = movement.order
        reservation = movement.reservation
        reason = movement.reason
        actor = movement.actor
        at = movement.at
    }

    fileprivate func encode(into writer: inout ByteWriter, base: Timestamp) {
        writer.write(kind)
        writer.writeVarint(Int64(quantity))
        writer.writeVarint(at.millis(since: base))
        var parts: Parts = []
        if order != nil { parts.insert(.order) }
        if reservation != nil { parts.insert(.reservation) }
        if reason != nil { parts.insert(.reason) }
        if actor != nil { parts.insert(.actor) }
        writer.write(parts.rawValue)
        if let order { writer.write(order) }
        if let reservation { writer.write(reservation) }
        if let reason { writer.write(reason) }
        if let actor { writer.write(actor) }
    }

    fileprivate init(decoding reader: inout ByteReader, base: Timestamp, version: UInt8) throws(DecodingFailure) {
        kind = try reader.readCoded()
        quantity = Int(try reader.readSignedVarint())
        at = base.adding(millis: try reader.readSignedVarint())
        guard version > 1 else {
            order = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readIdentifier() }
            reason = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() }
            return
        }
        let parts = Parts(rawValue: try reader.readUInt8())
        guard parts.isSubset(of: .all) else { throw .invalid("movement parts \(parts.rawValue)") }
        if parts.contains(.order) { order = try reader.readIdentifier() }
        if parts.contains(.reservation) { reservation = try reader.readIdentifier() }
        if parts.contains(.reason) { reason = try reader.readString() }
        if parts.contains(.actor) { actor = try reader.readIdentifier() }
    }

    /// The movement with the product that the row's key names.
    package func movement(of product: ProductID) -> StockMovement {
        StockMovement(
            kind: kind,
            product: product,
            quantity: quantity,
            order: order,
            reservation: reservation,
            reason: reason,
            actor: actor,
            at: at
        )
    }
}

/// A row of `stock_movements`: what moved of one product in one commit. Its key ends with the first one's number.
package struct LedgerRow: StoredValue, Equatable {
    /// The movements in the order they were made; never empty.
    package var entries: [LedgerEntry]

    /// 2: which optional fields a movement has stands in one byte; reservation and actor came with it.
    package static var schemaVersion: UInt8 { 2 }

    package init(_ entries: [LedgerEntry]) { self.entries = entries }

    package func encode(into writer: inout ByteWriter) {
        let base = entries.first?.at ?? .epoch
        writer.write(base)
        writer.writeVarint(UInt64(entries.count))
        for entry in entries { entry.encode(into: &writer, base: base) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let base = try reader.readTime()
        entries = []
        for _ in 0..<(try reader.readCount()) {
            entries.append(try LedgerEntry(decoding: &reader, base: base, version: version))
        }
    }
}
