package import Commerce

/// Stock levels, movements, reservations and explanations as clients see them.
package enum StockJSON {
    /// The most open promises an explanation names.
    package static let holdLimit = 1_000

    /// A level as one JSON object.
    package static func render(_ level: StockLevel) -> [UInt8] {
        var json = JSONWriter()
        write(level, to: &json)
        return json.bytes
    }

    /// Writes a level as a value.
    package static func write(_ level: StockLevel, to json: inout JSONWriter) {
        json.beginObject()
        json.field("product_id", level.product.text)
        json.field("on_hand", level.onHand)
        json.field("reserved", level.reserved)
        json.field("available", level.available)
        json.field("low_stock_threshold", level.lowStockThreshold)
        json.field("low_stock", level.isLow)
        json.endObject()
    }

    /// Writes a movement of the ledger as a value.
    package static func write(_ numbered: NumberedMovement, to json: inout JSONWriter) {
        let movement = numbered.movement
        json.beginObject()
        json.field("number", numbered.number)
        json.field("kind", movement.kind.text)
        json.field("quantity", movement.quantity)
        json.field("on_hand_change", movement.onHandDelta)
        json.field("reserved_change", movement.reservedDelta)
        json.field("order_id", movement.order?.text)
        json.field("reservation_id", movement.reservation?.text)
        json.field("reason", movement.reason)
        json.field("actor_id", movement.actor?.text)
        json.field("at", movement.at)
        json.endObject()
    }

    /// A reservation as one JSON object.
    package static func render(_ reservation: Reservation) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("reservation_id", reservation.id)
        json.field("order_id", reservation.order?.text)
        json.field("status", reservation.status.text)
        json.arrayField("items") { json in
            for item in reservation.items {
                json.beginObject()
                json.field("product_id", item.product.text)
                json.field("quantity", item.quantity)
                json.endObject()
            }
        }
        json.field("created_by", reservation.creator?.text)
        json.field("created_at", reservation.createdAt)
        json.field("updated_at", reservation.updatedAt)
        json.field("expires_at", reservation.expiresAt)
        json.field("ended_at", reservation.endedAt?.text)
        json.endObject()
        return json.bytes
    }

    /// An explanation as one JSON object; it names the oldest `holdLimit` promises and counts all.
    package static func render(_ explanation: StockExplanation) -> [UInt8] {
        let (level, sums) = (explanation.level, explanation.sums)
        var json = JSONWriter()
        json.beginObject()
        json.field("product_id", level.product.text)
        writeFigure("on_hand", level.onHand, sum: sums.onHand, sums, { $0.onHandSign }, to: &json)
        writeFigure("reserved", level.reserved, sum: sums.reserved, sums, { $0.reservedSign }, to: &json)
        writeFigure("available", level.available, sum: sums.available, sums, { $0.availableSign }, to: &json)
        json.field("movements", sums.movements)
        json.arrayField("open_reservations") { json in
            for hold in explanation.holds.prefix(holdLimit) { write(hold, to: &json) }
        }
        json.field("open_reservations_count", explanation.holds.count)
        json.field("open_reservations_quantity", explanation.holds.reduce(0) { $0 + $1.quantity })
        json.field("agrees", explanation.agrees)
        json.endObject()
        return json.bytes
    }

    /// A figure, what each kind of movement contributes to it, and the sum of that.
    private static func writeFigure(
        _ key: JSONKey,
        _ value: Int,
        sum: Int,
        _ sums: StockSums,
        _ sign: (MovementKind) -> Int,
        to json: inout JSONWriter
    ) {
        json.objectField(key) { json in
            json.field("value", value)
            json.field("sum", sum)
            json.objectField("by_kind") { json in
                for kind in MovementKind.allCases where sign(kind) != 0 {
                    json.key(escaping: kind.text)
                    json.integer(Int64(sign(kind) * sums.quantity(of: kind)))
                }
            }
        }
    }

    private static func write(_ hold: StockExplanation.Hold, to json: inout JSONWriter) {
        json.beginObject()
        json.field("order_id", hold.order?.text)
        json.field("reservation_id", hold.reservation?.text)
        json.field("quantity", hold.quantity)
        json.field("since", hold.since)
        json.field("expires_at", hold.expiresAt?.text)
        json.field("confirmed", hold.isConfirmed)
        json.endObject()
    }
}
