package import Commerce

/// A payment and its refunds as clients see them.
package enum PaymentJSON {
    /// The payment as one JSON object, its refunds included.
    package static func render(_ payment: Payment, of order: Order) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.field("payment_id", payment.id)
        json.field("order_id", payment.order)
        json.field("user_id", order.customer.text)
        json.field("status", payment.status.text)
        json.field("amount", minorUnits: payment.amount.minorUnits)
        json.field("currency", payment.currency.text)
        json.field("payment_method", payment.method.text)
        if let card = payment.card {
            json.objectField("card") { json in
                json.field("brand", card.brand.text)
                json.field("last4", card.lastFour)
            }
        } else {
            json.nullField("card")
        }
        json.field("reference", payment.gatewayReference)
        json.field("decline_code", payment.declineCode?.text)
        json.field("refunded_amount", minorUnits: payment.refundedAmount.minorUnits)
        json.arrayField("refunds") { json in
            for refund in payment.refunds { write(refund, of: payment, to: &json) }
        }
        json.field("created_at", payment.requestedAt)
        if let settledAt = payment.settledAt {
            json.field("settled_at", settledAt)
        } else {
            json.nullField("settled_at")
        }
        json.endObject()
        return json.bytes
    }

    /// A refund as one JSON object.
    package static func render(_ refund: Refund, of payment: Payment) -> [UInt8] {
        var json = JSONWriter(capacity: 384)
        write(refund, of: payment, to: &json)
        return json.bytes
    }

    private static func write(_ refund: Refund, of payment: Payment, to json: inout JSONWriter) {
        json.beginObject()
        json.field("refund_id", refund.id)
        json.field("payment_id", payment.id)
        json.field("order_id", payment.order)
        json.field("status", refund.status.text)
        json.field("amount", minorUnits: refund.amount.minorUnits)
        json.field("currency", payment.currency.text)
        json.field("reason", refund.reason)
        json.field("message", refund.message)
        json.arrayField("items") { json in
            for line in refund.lines {
                json.beginObject()
                json.writeFields(of: line, in: payment.order)
                json.endObject()
            }
        }
        json.field("created_at", refund.requestedAt)
        if let settledAt = refund.settledAt {
            json.field("settled_at", settledAt)
        } else {
            json.nullField("settled_at")
        }
        json.endObject()
    }
}
