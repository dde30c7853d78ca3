package import Commerce

/// An order as clients see it.
package enum OrderJSON {
    /// The order as one JSON object, with the notes that the viewer may read.
    package static func render(_ order: Order, for viewer: OrderViewer = .customer) -> [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        write(order, for: viewer, to: &json)
        return json.bytes
    }

    /// Writes the order as a value, with the notes that the viewer may read.
    package static func write(_ order: Order, for viewer: OrderViewer = .customer, to json: inout JSONWriter) {
        json.beginObject()
        json.field("order_id", order.id)
        json.field("order_number", order.numberText)
        json.field("user_id", order.customer.text)
        json.field("customer_id", order.customer.text)
        json.field("status", order.status.text)
        json.arrayField("items") { json in
            for (line, item) in order.items.enumerated() { write(item, id: order.itemID(at: line), to: &json) }
        }
        json.field("total_amount", minorUnits: order.total.minorUnits)
        json.field("currency", order.currency.text)
        if let address = order.address {
            json.objectField("shipping_address") { $0.write(address) }
        } else {
            json.nullField("shipping_address")
        }
        json.field("payment_method", order.paymentMethod.text)
        if let payment = order.payment { json.field("payment_id", payment) } else { json.nullField("payment_id") }
        if let shipping = order.shipping {
            json.objectField("shipping") { json in
                json.writeFields(of: shipping)
                if let arrived = order.deliveredAt { json.field("delivered_at", arrived) }
            }
        } else {
            json.nullField("shipping")
        }
        if let failure = order.failure {
            json.objectField("failure") { $0.writeFields(of: failure) }
        } else {
            json.nullField("failure")
        }
        if let reason = order.cancelReason { json.field("cancel_reason", reason) }
        if let initiator = order.cancelledBy { json.field("cancelled_by", initiator.text) }
        if let email = order.email { json.field("customer_email", email) }
        json.rawField("metadata", order.metadata.utf8)
        writeNotes(of: order, for: viewer, to: &json)
        json.field("version", order.version)
        json.field("created_at", order.createdAt)
        json.field("updated_at", order.updatedAt)
        json.endObject()
    }

    /// Notes as an array of objects, for an answer of their own.
    package static func write(_ notes: [OrderNote], to json: inout JSONWriter) {
        json.beginArray()
        for note in notes {
            json.beginObject()
            json.writeFields(of: note)
            json.endObject()
        }
        json.endArray()
    }

    /// The shop always sees the list, a customer only one that holds something for them.
    private static func writeNotes(of order: Order, for viewer: OrderViewer, to json: inout JSONWriter) {
        let notes = order.notes(for: viewer)
        guard viewer == .staff || !notes.isEmpty else { return }
        json.key("notes")
        write(notes, to: &json)
    }

    private static func write(_ item: OrderItem, id: ItemID, to json: inout JSONWriter) {
        json.beginObject()
        json.field("item_id", id)
        json.field("product_id", item.product.text)
        json.field("quantity", item.quantity)
        json.field("unit_price", minorUnits: item.unitPrice.minorUnits)
        json.field("price", minorUnits: item.unitPrice.minorUnits)
        json.field("total_price", minorUnits: item.totalPrice.minorUnits)
        json.endObject()
    }
}
