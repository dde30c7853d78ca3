package import Commerce

/// Payments' events back from their JSON.
extension EventReader {
    /// The event of a payment that was asked for, answered or given back; nil for all other events.
    ///
    /// - Throws: `EventFlaw` when the JSON is not what `EventJSON` writes.
    package static func paymentEvent(_ value: [UInt8]) throws(EventFlaw) -> DomainEvent? {
        let event = try fields(of: value)
        let type = try event.text("event_type")
        guard type.hasPrefix("payment.") else { return nil }
        if type == "payment.requested" { return try orderEvent(value) }
        let parts = try PaymentParts(event)
        switch type {
        case "payment.completed": return .paymentCompleted(try parts.completed(event))
        case "payment.failed": return .paymentFailed(try parts.failed(event))
        case "payment.refunded": return .paymentRefunded(try parts.refunded(event))
        case "payment.refund_settled": return .refundSettled(try parts.settled(event))
        default: throw EventFlaw(description: "event type \(type) is unknown")
        }
    }
}

/// What all events of a payment have, and what each makes of it.
private struct PaymentParts {
    let payment: PaymentID
    let order: OrderID
    let customer: CustomerID
    let amount: Money
    let currency: Currency
    let at: Timestamp

    init(_ event: Fields) throws(EventFlaw) {
        order = try event.id("order_id")
        customer = try event.parsed("user_id") { CustomerID(text: $0) }
        payment = try event.id("payment_id")
        amount = try event.money("amount")
        currency = try event.parsed("currency") { Currency($0) }
        at = try event.parsed("timestamp") { Timestamp(text: $0) }
    }

    func completed(_ event: Fields) throws(EventFlaw) -> PaymentCompleted {
        PaymentCompleted(
            payment: payment,
            order: order,
            customer: customer,
            amount: amount,
            currency: currency,
            reference: try event.text("reference"),
            gateway: event.optionalText("gateway").flatMap { GatewayKind(text: $0) } ?? .simulated,
            at: at
        )
    }

    func failed(_ event: Fields) throws(EventFlaw) -> PaymentFailed {
        PaymentFailed(
            payment: payment,
            order: order,
            customer: customer,
            amount: amount,
            currency: currency,
            code: try event.parsed("code") { FailureCode(text: $0) },
            message: try event.text("message"),
            at: at
        )
    }

    func refunded(_ event: Fields) throws(EventFlaw) -> PaymentRefunded {
        PaymentRefunded(
            payment: payment,
            order: order,
            customer: customer,
            currency: currency,
            refund: try refund(event),
            total: try event.has("refunded_amount") ? event.money("refunded_amount") : amount
        )
    }

    func settled(_ event: Fields) throws(EventFlaw) -> RefundSettled {
        RefundSettled(
            refund: try event.id("refund_id"),
            payment: payment,
            order: order,
            customer: customer,
            amount: amount,
            currency: currency,
            outcome: try Self.outcome(event),
            at: at
        )
    }

    /// The refund as it was decided; the first events of the kind had no id and meant the whole payment.
    private func refund(_ event: Fields) throws(EventFlaw) -> Refund {
        let isNamed = event.has("refund_id")
        let status: RefundStatus =
            if isNamed { try event.parsed("refund_status") { RefundStatus(text: $0) } } else { .succeeded }
        var lines: [RefundLine] = []
        if event.has("items") {
            for element in try event.elements("items") {
                lines.append(
                    RefundLine(
                        line: try element.int("line"),
                        product: try element.parsed("product_id") { ProductID($0) },
                        quantity: try element.int("quantity"),
                        isRestocked: try element.flag("restocked")
                    )
                )
            }
        }
        return Refund(
            id: try isNamed ? event.id("refund_id") : RefundID(payment: payment, index: 0),
            amount: amount,
            reason: try event.text("reason"),
            lines: lines,
            status: status,
            requestedAt: at,
            settledAt: status == .succeeded ? at : nil
        )
    }

    private static func outcome(_ event: Fields) throws(EventFlaw) -> RefundOutcome {
        switch try event.parsed("refund_status", { RefundStatus(text: $0) }) {
        case .succeeded: .succeeded(reference: event.optionalText("reference"))
        case .declined: .declined(message: try event.text("message"))
        case .failed: .failed(message: try event.text("message"))
        case .pending: throw EventFlaw(description: "refund_status is no outcome")
        }
    }
}

extension Fields {
    fileprivate func has(_ key: String) -> Bool { node[key] != nil }
}
