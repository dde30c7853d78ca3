import Commerce
import EventLog
import Storage

/// Has each refund on disk carried out: `payment_refunded` → asked, then the outcome is kept with the refund.
struct RefundErrand: GatewayErrand {
    let group = GroupName("refund-group")
    let topic = "payment_refunded"
    let engine: Engine
    let gateway: any PaymentGateway

    private var stage: OrderStage { OrderStage(journal: engine.journal) }

    func isOpen(
        _ record: LogRecord,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> Bool {
        let (_, refund) = try find(record, in: snapshot)
        return refund.status.awaitsAnswer
    }

    func ask(_ record: LogRecord) async throws(GatewayTrouble) -> Conclusion? {
        let (payment, refund) = try look(engine) { snapshot throws(EngineError) in
            try find(record, in: snapshot)
        }
        guard refund.status.awaitsAnswer else { return nil }
        let outcome = try await gateway.refund(refund, of: payment)
        return { transaction throws(EngineError) in
            try conclude(record, refund.id, outcome, in: transaction)
        }
    }

    func giveUp(
        _ record: LogRecord,
        reason: String,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        try conclude(record, try decode(record).refund.id, .failed(message: reason), in: transaction)
    }

    private func conclude(
        _ record: LogRecord,
        _ refund: RefundID,
        _ outcome: RefundOutcome,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        let row = try stage.row(of: record, in: transaction)
        let payment = try stored { () throws(StorageError) in
            try engine.journal.payment(of: row.order, in: transaction)
        }
        guard let payment else { throw .rejected(.paymentMissing) }
        try stage.conclude(record, row, in: transaction) { () throws(OrderRejection) in
            try RecordRefund.decide(row.order, payment: payment, refund: refund, outcome: outcome, now: engine.time.now)
        }
    }

    private func find(
        _ record: LogRecord,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> (Payment, Refund) {
        let event = try decode(record)
        let payment = try stored { () throws(StorageError) in
            try engine.tables.payments.get(event.payment, in: snapshot)
        }
        guard let payment, let refund = payment.refunds.first(where: { $0.id == event.refund.id }) else {
            throw .refundNotFound
        }
        return (payment, refund)
    }

    private func decode(_ record: LogRecord) throws(EngineError) -> PaymentRefunded {
        do throws(EventFlaw) {
            if case .paymentRefunded(let event) = try EventReader.paymentEvent(Array(record.value ?? [])) {
                return event
            }
            throw EventFlaw(description: "it is no payment.refunded")
        } catch {
            throw .unhandled("the record cannot be read: \(error)")
        }
    }
}
