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

    /// The answer that the payment's own card and amount call for; never throws.
    package func answer(_ payment: Payment) throws(EngineError) -> GatewayAnswer {
        SimulatedGateway.decide(payment: payment.id, amount: payment.amount, card: payment.card)
    }
}

/// Takes the money, in two steps with the gateway between them: `order_validated` → processing and
/// `payment_requested` on disk; `payment_requested` → asked, then paid or failed.
///
/// So a payment is recorded before it is asked for, and a crash between the two asks again with the same id.
package struct PaymentProcessor: StageWorker {
    /// The group whose offsets it moves.
    package let group = GroupName("payment-processor-group")
    /// The topics it reads, every partition of them.
    package let topics = ["order_validated", "payment_requested"]
    let stage: OrderStage
    let gateway: any PaymentGateway
    let policy: OrderPolicy
    let time: any TimeSource
    let entropy: Entropy

    package func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        let row = try stage.row(of: record, in: transaction)
        let payment = try stored { () throws(StorageError) in
            try stage.journal.payment(of: row.order, in: transaction)
        }
        let now = time.now
        guard let payment else {
            return try stage.conclude(record, row, in: transaction) { () throws(OrderRejection) in
                try RequestPayment.decide(
                    row.order,
                    id: entropy.identifier(at: now),
                    policy: policy,
                    now: now
                )
            }
        }
        // A settled payment means that this record, or a later one, was handled before.
        guard payment.status == .requested else { return }
        let answer = try gateway.answer(payment)
        let stock = try stored { () throws(StorageError) in try stockFor(answer, row.order, in: transaction) }
        try stage.conclude(record, row, in: transaction) { () throws(OrderRejection) in
            try RecordPayment.decide(
                row.order,
                payment: payment,
                answer: answer,
                stock: stock,
                now: now
            )
        }
    }

    /// Only a payment that was declined moves stock.
    private func stockFor(
        _ answer: GatewayAnswer,
        _ order: Order,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> [StockLevel] {
        guard case .declined = answer else { return [] }
        return try stage.journal.stock(of: order.items, in: transaction)
    }
}
