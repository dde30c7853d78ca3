package import Commerce

extension JSONWriter {
    /// An id as text.
    package mutating func field<Subject>(_ key: JSONKey, _ id: Identifier<Subject>) {
        self.key(key)
        plainString { id.append(to: &$0) }
    }

    /// A time as RFC 3339 text.
    package mutating func field(_ key: JSONKey, _ time: Timestamp) {
        self.key(key)
        plainString { time.append(to: &$0) }
    }

    /// An address as the members of the open object.
    mutating func write(_ address: Address) {
        field("street", address.street)
        field("city", address.city)
        field("state", address.state)
        field("zip", address.zip)
        if let country = address.country { field("country", country) }
    }

    /// Carrier, tracking number and dates as members of the open object.
    mutating func writeFields(of shipping: Shipping) {
        field("carrier", shipping.carrier.text)
        field("tracking_number", shipping.trackingNumber.text)
        field("shipped_at", shipping.shippedAt)
        field("estimated_delivery", shipping.estimatedDelivery)
    }

    /// A note's number, author, text and time as members of the open object.
    mutating func writeFields(of note: OrderNote) {
        field("number", note.number)
        field("author_id", note.author?.text)
        field("text", note.text)
        field("visible_to_customer", note.isVisibleToCustomer)
        field("created_at", note.at)
    }

    /// A failure's code, message, stage and time as members of the open object.
    mutating func writeFields(of failure: Failure) {
        field("code", failure.code.text)
        field("message", failure.message)
        field("stage", failure.stage.text)
        field("at", failure.at)
    }

    /// What a refund is for on one line of an order, as members of the open object.
    mutating func writeFields(of line: RefundLine, in order: OrderID) {
        field("item_id", ItemID(order: order, line: line.line))
        field("product_id", line.product.text)
        field("quantity", line.quantity)
        field("restocked", line.isRestocked)
    }
}
