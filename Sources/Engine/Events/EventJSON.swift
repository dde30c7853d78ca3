import Commerce

/// An event as JSON: the fields of the seed documents, `snake_case`, beginning with `event_type` and ending with
/// `timestamp`; complete enough to be read back by `EventJSON+Decoding`.
enum EventJSON {
    static func encode(_ event: DomainEvent) -> [UInt8] {
        var json = JSONWriter(capacity: 640)
        json.beginObject()
        json.field("event_type", event.typeName)
        if let product = event.product { json.field("product_id", product.text) }
        if let order = event.order { json.field("order_id", order) }
        if let customer = event.customer { json.field("user_id", customer.text) }
        if let status = event.resultingStatus { json.field("status", status.text) }
        writeDetails(of: event, to: &json)
        json.field("timestamp", event.at)
        json.endObject()
        return json.bytes
    }

    private static func writeDetails(of event: DomainEvent, to json: inout JSONWriter) {
        switch event {
        case .orderCreated(let event): write(event.snapshot, to: &json)
        case .orderValidated(let event):
            write(event.result, to: &json)
            json.field("reservation", event.reservation.text)
            json.field("validated_at", event.at)
        case .orderPaymentProcessed(let event):
            json.field("payment_id", event.payment)
            write(event.amount, event.currency, to: &json)
        case .orderShipped(let event):
            json.objectField("shipping") { write(event.shipping, to: &$0) }
            if let due = event.deliveryDue { json.field("delivery_due_at", due) }
        case .orderDelivered(let event): json.field("delivered_by", event.by.text)
        case .orderUpdated(let event): write(event, to: &json)
        case .orderCancelled(let event):
            json.field("previous_status", event.previousStatus.text)
            json.field("reason", event.reason)
            json.field("cancelled_by", event.by.text)
            json.field("reservation", event.reservation.text)
        case .orderFailed(let event):
            json.field("previous_status", event.previousStatus.text)
            json.objectField("failure") { write(event.failure, to: &$0) }
            if let result = event.result { write(result, to: &json) }
            json.field("reservation", event.reservation.text)
        case .orderFulfilled: break
        case .paymentRequested, .paymentCompleted, .paymentFailed, .paymentRefunded, .refundSettled:
            writePayment(event, to: &json)
        case .inventoryReserved, .inventoryReleased, .inventoryUpdated, .inventoryLow:
            writeStock(event, to: &json)
        case .productCreated(let event): write(event.product, to: &json)
        case .productUpdated(let event): write(event.product, to: &json)
        case .productDeleted(let event):
            json.field("is_active", false)
            json.field("version", event.version)
        case .userRegistered(let event):
            json.field("user_id", event.user)
            json.field("role", event.role.text)
        case .webhookPaused(let event):
            json.field("webhook_id", event.webhook)
            json.field("owner_id", event.owner?.text)
            json.field("reason", event.reason.text)
            json.field("failures", event.failures)
        }
    }

    private static func writePayment(_ event: DomainEvent, to json: inout JSONWriter) {
        switch event {
        case .paymentRequested(let event):
            json.field("payment_id", event.payment)
            write(event.amount, event.currency, to: &json)
            json.field("payment_method", event.method.text)
            if let card = event.card { write(card, to: &json) }
            json.field("due_at", event.timerDue)
        case .paymentCompleted(let event):
            json.field("payment_id", event.payment)
            write(event.amount, event.currency, to: &json)
            json.field("reference", event.reference)
            if event.gateway != .simulated { json.field("gateway", event.gateway.text) }
        case .paymentFailed(let event):
            json.field("payment_id", event.payment)
            write(event.amount, event.currency, to: &json)
            json.field("code", event.code.text)
            json.field("message", event.message)
        case .paymentRefunded(let event):
            write(event, to: &json)
        case .refundSettled(let event):
            json.field("payment_id", event.payment)
            json.field("refund_id", event.refund)
            write(event.amount, event.currency, to: &json)
            json.field("refund_status", event.outcome.status.text)
            switch event.outcome {
            case .succeeded(let reference): if let reference { json.field("reference", reference) }
            case .declined(let message), .failed(let message): json.field("message", message)
            }
        default: break
        }
    }

    private static func write(_ event: PaymentRefunded, to json: inout JSONWriter) {
        let refund = event.refund
        json.field("payment_id", event.payment)
        json.field("refund_id", refund.id)
        write(refund.amount, event.currency, to: &json)
        json.field("refunded_amount", minorUnits: event.total.minorUnits)
        json.field("refund_status", refund.status.text)
        json.field("reason", refund.reason)
        guard !refund.lines.isEmpty else { return }
        json.arrayField("items") { json in
            for line in refund.lines {
                json.beginObject()
                json.field("line", line.line)
                json.writeFields(of: line, in: event.order)
                json.endObject()
            }
        }
    }

    private static func writeStock(_ event: DomainEvent, to json: inout JSONWriter) {
        switch event {
        case .inventoryReserved(let event):
            if let reservation = event.reservation { json.field("reservation_id", reservation) }
            json.field("quantity", event.quantity)
            write(event.level, to: &json)
        case .inventoryReleased(let event):
            if let reservation = event.reservation { json.field("reservation_id", reservation) }
            if let reason = event.reason { json.field("reason", reason) }
            json.field("quantity", event.quantity)
            write(event.level, to: &json)
        case .inventoryUpdated(let event):
            json.field("kind", event.kind?.text ?? "threshold")
            json.field("quantity", event.quantity)
            write(event.level, to: &json)
        case .inventoryLow(let event): write(event.level, to: &json)
        default: break
        }
    }

    // MARK: Parts

    private static func write(_ order: Order, to json: inout JSONWriter) {
        json.field("order_number", order.numberText)
        json.arrayField("items") { json in
            for item in order.items {
                json.beginObject()
                json.field("product_id", item.product.text)
                json.field("quantity", item.quantity)
                json.field("price", minorUnits: item.unitPrice.minorUnits)
                json.endObject()
            }
        }
        json.field("total_amount", minorUnits: order.total.minorUnits)
        json.field("currency", order.currency.text)
        if let address = order.address { json.objectField("shipping_address") { $0.write(address) } }
        json.field("payment_method", order.paymentMethod.text)
        if let card = order.card { write(card, to: &json) }
        if let email = order.email { json.field("customer_email", email) }
        if order.metadata != "{}" { json.rawField("metadata", Array(order.metadata.utf8)) }
        json.field("reservation", order.reservation.text)
        if let due = order.orderTimerDue { json.field("due_at", due) }
        json.field("created_at", order.createdAt)
    }

    private static func write(_ event: OrderUpdated, to json: inout JSONWriter) {
        json.field("status", event.status.text)
        json.field("updated_by", event.by.text)
        switch event.change {
        case .note(let note): json.objectField("note") { $0.writeFields(of: note) }
        case .shipping(let shipping): json.objectField("shipping") { write(shipping, to: &$0) }
        }
    }

    private static func write(_ result: ValidationResult, to json: inout JSONWriter) {
        json.objectField("validation_result") { json in
            json.field("inventory_check", result.inventoryCheck)
            json.field("pricing_check", result.pricingCheck)
            json.field("customer_check", result.customerCheck)
        }
    }

    private static func write(_ shipping: Shipping, to json: inout JSONWriter) { json.writeFields(of: shipping) }

    private static func write(_ failure: Failure, to json: inout JSONWriter) { json.writeFields(of: failure) }

    private static func write(_ amount: Money, _ currency: Currency, to json: inout JSONWriter) {
        json.field("amount", minorUnits: amount.minorUnits)
        json.field("currency", currency.text)
    }

    private static func write(_ card: CardSummary, to json: inout JSONWriter) {
        json.objectField("card") { json in
            json.field("brand", card.brand.text)
            json.field("last4", card.lastFour)
        }
    }

    private static func write(_ level: StockLevel, to json: inout JSONWriter) {
        json.field("on_hand", level.onHand)
        json.field("reserved", level.reserved)
        json.field("available", level.available)
        json.field("low_stock_threshold", level.lowStockThreshold)
    }

    private static func write(_ product: Product, to json: inout JSONWriter) {
        json.field("sku", product.sku)
        json.field("name", product.name)
        json.field("price", minorUnits: product.price.minorUnits)
        json.field("currency", product.currency.text)
        json.field("category", product.category)
        json.field("description", product.description)
        json.field("image_url", product.image?.text)
        json.field("is_active", product.isActive)
        json.field("version", product.version)
        json.field("created_at", product.createdAt)
    }
}
