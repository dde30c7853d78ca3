package import Commerce
package import EventLog
package import Storage

/// Where payments are asked for.
package protocol PaymentGateway: Sendable {
    /// Answers a payment, always the same for the same payment.
    ///
    /// - Throws: `.unhandled` when the gateway cannot be reached; the payment is asked for again later.
    func answer(_ payment: Payment) throws(EngineError) -> GatewayAnswer
}

/// The gateway that decides by the order itself, so that a run can be repeated; see CONTRACT's test cards.
package struct SimulatedPaymentGateway: PaymentGateway {
    package init() {}

    package func answer(_ payment: Payment) throws(EngineError) -> GatewayAnswer {
        SimulatedGateway.decide(payment: payment.id, amount: payment.amount, card: payment.card)
    }
}

/// Takes the money, in two steps with the gateway between them: `order_validated` → processing and
/// `payment_requested` on disk; `payment_requested` → asked, then paid or failed.
///
/// So a payment is recorded before it is asked for, and a crash between the two asks again with the same id.
package struct PaymentProcessor: StageWorker {
    package let group = GroupName("payment-processor-group")
    package let topics = ["order_validated", "payment_requested"]
    let stage: OrderStage
    let gateway: any PaymentGateway
    let policy: OrderPolicy
    let time: any TimeSource
    let entropy: Entropy

    package func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        let subject = try stage.subject(of: record, in: transaction)
        let now = time.now
        guard let payment = subject.payment else {
            return try stage.conclude(record, subject, in: transaction) { () throws(OrderRejection) in
                try RequestPayment.decide(
                    subject.row.order, id: entropy.identifier(at: now), policy: policy, now: now)
            }
        }
        // A settled payment means that this record, or a later one, was handled before.
        guard payment.status == .requested else { return }
        let answer = try gateway.answer(payment)
        try stage.conclude(record, subject, in: transaction) { () throws(OrderRejection) in
            try RecordPayment.decide(
                subject.row.order, payment: payment, answer: answer, stock: subject.stock, now: now)
        }
    }
}
