package import Commerce

/// An order as clients see it.
package enum OrderJSON {
    /// The order as one JSON object.
    package static func render(_ order: Order) -> [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        write(order, to: &json)
        return json.bytes
    }

    /// Writes the order as a value.
    package static func write(_ order: Order, to json: inout JSONWriter) {
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
            json.objectField("shipping") { $0.writeFields(of: shipping) }
        } else {
            json.nullField("shipping")
        }
        if let failure = order.failure {
            json.objectField("failure") { $0.writeFields(of: failure) }
        } else {
            json.nullField("failure")
        }
        if let reason = order.cancelReason { json.field("cancel_reason", reason) }
        if let email = order.email { json.field("customer_email", email) }
        json.rawField("metadata", order.metadata.utf8)
        json.field("version", order.version)
        json.field("created_at", order.createdAt)
        json.field("updated_at", order.updatedAt)
        json.endObject()
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
