package import Commerce

/// Why a record's value is not an event.
package struct EventFlaw: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with it, in words.
    package let description: String
}

/// Reads events back from their JSON: for the fold of an order's history and for consumers inside the process.
package enum EventReader {
    /// The part of an event that moves an order; other events of an order (payments answered) read as nil.
    ///
    /// - Throws: `EventFlaw` when the JSON is not what `EventJSON` writes.
    package static func orderEvent(_ value: [UInt8]) throws(EventFlaw) -> DomainEvent? {
        try orderEvent(try fields(of: value))
    }

    static func fields(of value: [UInt8]) throws(EventFlaw) -> Fields {
        do throws(JSONError) {
            return Fields(try JSONDocument(parsing: value).root)
        } catch {
            throw EventFlaw(description: error.explanation)
        }
    }

    private static func orderEvent(_ event: Fields) throws(EventFlaw) -> DomainEvent? {
        let type = try event.text("event_type")
        guard type.hasPrefix("order.") || type == "payment.requested" else { return nil }
        let order: OrderID = try event.id("order_id")
        let customer = try event.parsed("user_id") { CustomerID(text: $0) }
        let at = try event.parsed("timestamp") { Timestamp(text: $0) }
        switch type {
        case "order.created": return .orderCreated(OrderCreated(snapshot: try self.order(event, order, customer, at)))
        case "order.validated":
            return .orderValidated(
                OrderValidated(
                    order: order,
                    customer: customer,
                    result: try result(event.child("validation_result")),
                    reservation: try event.parsed("reservation") { ReservationState(text: $0) },
                    at: at
                )
            )
        case "payment.requested":
            return .paymentRequested(
                PaymentRequested(
                    payment: try event.id("payment_id"),
                    order: order,
                    customer: customer,
                    amount: try event.money("amount"),
                    currency: try event.parsed("currency") { Currency($0) },
                    method: try event.parsed("payment_method") { PaymentMethod($0) },
                    card: try card(event),
                    timerDue: try event.parsed("due_at") { Timestamp(text: $0) },
                    at: at
                )
            )
        case "order.payment_processed":
            return .orderPaymentProcessed(
                OrderPaymentProcessed(
                    order: order,
                    customer: customer,
                    payment: try event.id("payment_id"),
                    amount: try event.money("amount"),
                    currency: try event.parsed("currency") { Currency($0) },
                    at: at
                )
            )
        case "order.fulfilled": return .orderFulfilled(OrderFulfilled(order: order, customer: customer, at: at))
        case "order.shipped", "order.delivered", "order.updated":
            return try delivering(type, event, order, customer, at)
        case "order.cancelled", "order.failed": return try ending(type, event, order, customer, at)
        default: throw EventFlaw(description: "event type \(type) is unknown")
        }
    }

    /// What happens to an order once it has left, and what is changed by hand.
    private static func delivering(
        _ type: String,
        _ event: Fields,
        _ order: OrderID,
        _ customer: CustomerID,
        _ at: Timestamp
    ) throws(EventFlaw) -> DomainEvent {
        switch type {
        case "order.shipped":
            return .orderShipped(
                OrderShipped(
                    order: order,
                    customer: customer,
                    shipping: try shipping(event.child("shipping")),
                    deliveryDue: try event.optionalTime("delivery_due_at"),
                    at: at
                )
            )
        case "order.delivered":
            let by = try event.parsed("delivered_by") { Initiator(text: $0) }
            return .orderDelivered(OrderDelivered(order: order, customer: customer, by: by, at: at))
        default:
            return .orderUpdated(
                OrderUpdated(
                    order: order,
                    customer: customer,
                    status: try event.parsed("status") { OrderStatus(text: $0) },
                    change: try change(event),
                    by: try event.parsed("updated_by") { Initiator(text: $0) },
                    at: at
                )
            )
        }
    }

    private static func ending(
        _ type: String,
        _ event: Fields,
        _ order: OrderID,
        _ customer: CustomerID,
        _ at: Timestamp
    ) throws(EventFlaw) -> DomainEvent {
        let previous = try event.parsed("previous_status") { OrderStatus(text: $0) }
        let reservation = try event.parsed("reservation") { ReservationState(text: $0) }
        if type == "order.cancelled" {
            return .orderCancelled(
                OrderCancelled(
                    order: order,
                    customer: customer,
                    previousStatus: previous,
                    reason: event.optionalText("reason"),
                    by: try event.parsed("cancelled_by") { Initiator(text: $0) },
                    reservation: reservation,
                    at: at
                )
            )
        }
        let detail = try event.child("failure")
        let failure = Failure(
            code: try detail.parsed("code") { FailureCode(text: $0) },
            message: try detail.text("message"),
            stage: try detail.parsed("stage") { Stage(text: $0) },
            at: try detail.parsed("at") { Timestamp(text: $0) }
        )
        let result: ValidationResult? =
            if let checks = event.optionalChild("validation_result") { try self.result(checks) } else { nil }
        return .orderFailed(
            OrderFailed(
                order: order,
                customer: customer,
                previousStatus: previous,
                failure: failure,
                result: result,
                reservation: reservation
            )
        )
    }

    private static func order(
        _ event: Fields,
        _ id: OrderID,
        _ customer: CustomerID,
        _ at: Timestamp
    ) throws(EventFlaw) -> Order {
        var items: [OrderItem] = []
        for element in try event.elements("items") {
            let product = try element.parsed("product_id") { ProductID($0) }
            let quantity = try element.int("quantity")
            let price = try element.money("price")
            do throws(AmountError) {
                items.append(try OrderItem(product: product, quantity: quantity, unitPrice: price))
            } catch {
                throw EventFlaw(description: "item: \(error)")
            }
        }
        return Order(
            id: id,
            number: try event.parsed("order_number") { Order.number(fromText: $0) },
            customer: customer,
            status: .pending,
            items: items,
            total: try event.money("total_amount"),
            currency: try event.parsed("currency") { Currency($0) },
            address: try address(event),
            paymentMethod: try event.parsed("payment_method") { PaymentMethod($0) },
            card: try card(event),
            reservation: try event.parsed("reservation") { ReservationState(text: $0) },
            metadata: event.optionalChild("metadata").map(\.rawText) ?? "{}",
            email: event.optionalText("customer_email"),
            createdAt: at,
            updatedAt: at,
            orderTimerDue: try event.parsed("due_at") { Timestamp(text: $0) }
        )
    }

    private static func address(_ event: Fields) throws(EventFlaw) -> Address? {
        guard let address = event.optionalChild("shipping_address") else { return nil }
        let (street, city) = (try address.text("street"), try address.text("city"))
        let (state, zip) = (try address.text("state"), try address.text("zip"))
        do throws(Address.Flaw) {
            return try Address(
                street: street,
                city: city,
                state: state,
                zip: zip,
                country: address.optionalText("country")
            )
        } catch {
            throw EventFlaw(description: "address: \(error)")
        }
    }

    private static func card(_ event: Fields) throws(EventFlaw) -> CardSummary? {
        guard let card = event.optionalChild("card") else { return nil }
        let brand = try card.parsed("brand") { CardBrand(text: $0) }
        return try card.parsed("last4") { CardSummary(brand: brand, lastFour: $0) }
    }

    private static func shipping(_ detail: Fields) throws(EventFlaw) -> Shipping {
        Shipping(
            carrier: try detail.parsed("carrier") { Carrier(text: $0) },
            trackingNumber: try detail.parsed("tracking_number") { TrackingNumber($0) },
            shippedAt: try detail.parsed("shipped_at") { Timestamp(text: $0) }
        )
    }

    private static func change(_ event: Fields) throws(EventFlaw) -> OrderUpdated.Change {
        guard let note = event.optionalChild("note") else {
            return .shipping(try shipping(event.child("shipping")))
        }
        return .note(
            OrderNote(
                number: try note.int("number"),
                author: try note.optionalID("author_id"),
                text: try note.text("text"),
                isVisibleToCustomer: try note.flag("visible_to_customer"),
                at: try note.parsed("created_at") { Timestamp(text: $0) }
            )
        )
    }

    private static func result(_ checks: Fields) throws(EventFlaw) -> ValidationResult {
        ValidationResult(
            inventoryCheck: try checks.flag("inventory_check"),
            pricingCheck: try checks.flag("pricing_check"),
            customerCheck: try checks.flag("customer_check")
        )
    }
}

/// The members of a JSON object, each wanted with its type.
struct Fields {
    let node: JSONNode

    init(_ node: JSONNode) { self.node = node }

    var rawText: String { String(decoding: node.rawText, as: UTF8.self) }

    func optionalText(_ key: String) -> String? { node[key]?.string }

    func optionalChild(_ key: String) -> Fields? {
        node[key].flatMap { $0.kind == .object ? Fields($0) : nil }
    }

    func optionalTime(_ key: String) throws(EventFlaw) -> Timestamp? {
        try optionalText(key) == nil ? nil : parsed(key) { Timestamp(text: $0) }
    }

    func optionalID<Subject>(_ key: String) throws(EventFlaw) -> Identifier<Subject>? {
        try optionalText(key) == nil ? nil : id(key)
    }

    func text(_ key: String) throws(EventFlaw) -> String {
        guard let text = node[key]?.string else { throw EventFlaw(description: "\(key) is missing") }
        return text
    }

    func parsed<Value>(_ key: String, _ parse: (String) -> Value?) throws(EventFlaw) -> Value {
        guard let value = parse(try text(key)) else { throw EventFlaw(description: "\(key) is not a \(Value.self)") }
        return value
    }

    func id<Subject>(_ key: String) throws(EventFlaw) -> Identifier<Subject> {
        try parsed(key) { Identifier(text: $0) }
    }

    func int(_ key: String) throws(EventFlaw) -> Int {
        guard let value = node[key]?.int64 else { throw EventFlaw(description: "\(key) is not a whole number") }
        return Int(value)
    }

    func flag(_ key: String) throws(EventFlaw) -> Bool {
        guard let value = node[key]?.bool else { throw EventFlaw(description: "\(key) is not true or false") }
        return value
    }

    func money(_ key: String) throws(EventFlaw) -> Money {
        guard let digits = node[key]?.numberText else { throw EventFlaw(description: "\(key) is not a number") }
        do throws(AmountError) {
            return try Money.parse(digits)
        } catch {
            throw EventFlaw(description: "\(key): \(error)")
        }
    }

    func child(_ key: String) throws(EventFlaw) -> Fields {
        guard let child = optionalChild(key) else { throw EventFlaw(description: "\(key) is missing") }
        return child
    }

    func elements(_ key: String) throws(EventFlaw) -> [Fields] {
        guard let list = node[key], list.kind == .array else { throw EventFlaw(description: "\(key) is not a list") }
        return list.elements.map { Fields($0) }
    }
}
