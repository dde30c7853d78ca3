import Commerce
import EventLog
import Storage

/// Asks for the money of each payment on disk: `payment_requested` → asked, then paid or failed.
struct PaymentErrand: GatewayErrand {
    let group = GroupName("payment-processor-group")
    let topic = "payment_requested"
    let engine: Engine
    let gateway: any PaymentGateway

    private var stage: OrderStage { OrderStage(journal: engine.journal) }

    func isOpen(
        _ record: LogRecord,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> Bool {
        try find(record, in: snapshot)?.status == .requested
    }

    func ask(_ record: LogRecord) async throws(GatewayTrouble) -> Conclusion? {
        let payment = try look(engine) { snapshot throws(EngineError) in try find(record, in: snapshot) }
        guard let payment, payment.status == .requested else { return nil }
        // Nothing to pay is nothing to ask for; some gateways refuse such a payment.
        let answer: GatewayAnswer =
            if payment.amount == .zero { .approved(reference: "nothing_to_pay") } else {
                try await gateway.charge(payment)
            }
        return { transaction throws(EngineError) in try conclude(record, answer, in: transaction) }
    }

    private func conclude(
        _ record: LogRecord,
        _ answer: GatewayAnswer,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        let row = try stage.row(of: record, in: transaction)
        let (payment, stock) = try stored { () throws(StorageError) in
            (
                try engine.journal.payment(of: row.order, in: transaction),
                try engine.journal.stock(for: answer, row.order, in: transaction)
            )
        }
        guard let payment, payment.status == .requested else { return }
        try stage.conclude(record, row, in: transaction) { () throws(OrderRejection) in
            try RecordPayment.decide(
                row.order,
                payment: payment,
                answer: answer,
                from: gateway.kind,
                stock: stock,
                now: engine.time.now
            )
        }
    }

    /// The payment stays as it is: it may have been made, and a later attempt with the same key finds out. Its order
    /// fails when the payment's timer fires.
    func giveUp(
        _ record: LogRecord,
        reason: String,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {}

    private func find(
        _ record: LogRecord,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> Payment? {
        let row = try engine.journal.row(try stage.order(of: record), in: snapshot)
        guard let id = row.order.payment else { return nil }
        return try stored { () throws(StorageError) in try engine.tables.payments.get(id, in: snapshot) }
    }
}
