import Commerce
import Engine
import EventLog

/// What a customer's socket is told about an order: made of a record of the log, the same for live and replay.
struct OrderUpdate {
    let customer: CustomerID
    let message: WebSocketMessage

    /// Topics whose records move an order.
    static let topics: Set<String> = Set(Topics.order + ["payment_requested"])

    /// Nil for records that do not move an order.
    init?(_ record: SequencedRecord, epoch: UInt32) throws(EventFlaw) {
        guard Self.topics.contains(record.partition.topic.text), let value = record.record.value,
            let event = try EventReader.orderEvent(Array(value)), let customer = event.customer,
            let order = event.order, event.isVisibleToCustomer, let status = event.statusAfter
        else { return nil }
        self.customer = customer
        var json = JSONWriter(capacity: 384)
        json.beginObject()
        json.field("type", "order.update")
        json.field("position", "\(Position(epoch: epoch, sequence: record.sequence))")
        json.field("order_id", order)
        json.field("status", status.text)
        json.field("previous_status", event.previousStatus?.text)
        json.field("message", Self.sentence(event, status))
        json.field("timestamp", event.at)
        json.objectField("data") { Self.write(event, to: &$0) }
        json.endObject()
        message = WebSocketMessage(text: json.bytes)
    }

    private static func write(_ event: DomainEvent, to json: inout JSONWriter) {
        switch event {
        case .orderShipped(let event): write(event.shipping, to: &json)
        case .orderFailed(let event):
            json.field("failure_code", event.failure.code.text)
            json.field("failure_message", event.failure.message)
        case .orderUpdated(let event): write(event.change, to: &json)
        case .orderCreated(let event):
            json.field("order_number", event.snapshot.numberText)
            json.field("total_amount", minorUnits: event.snapshot.total.minorUnits)
        default: break
        }
    }

    private static func write(_ change: OrderUpdated.Change, to json: inout JSONWriter) {
        switch change {
        case .shipping(let shipping): write(shipping, to: &json)
        case .note(let note): json.field("note", note.text)
        }
    }

    private static func write(_ shipping: Shipping, to json: inout JSONWriter) {
        json.field("tracking_number", shipping.trackingNumber.text)
        json.field("carrier", shipping.carrier.text)
        json.field("estimated_delivery", shipping.estimatedDelivery)
    }

    private static func sentence(_ event: DomainEvent, _ status: OrderStatus) -> String {
        if case .orderUpdated(let event) = event {
            switch event.change {
            case .shipping: return "Your order has another tracking number"
            case .note: return "There is a note about your order"
            }
        }
        return sentence(status)
    }

    private static func sentence(_ status: OrderStatus) -> String {
        switch status {
        case .pending: "Your order has been placed"
        case .validated: "Your order has been checked"
        case .processing: "Your payment is being processed"
        case .paid: "Your payment was successful"
        case .fulfilled: "Your order has been packed"
        case .shipped: "Your order has been shipped"
        case .delivered: "Your order has been delivered"
        case .cancelled: "Your order has been cancelled"
        case .failed: "Your order could not be completed"
        }
    }
}
