package import Commerce
import EventLog
import Storage

extension Engine {
    /// Cancels an order for its customer or an admin: stock back, refund if paid.
    ///
    /// - Parameter customer: whose order it has to be; nil for an admin, who may cancel any.
    /// - Throws: `.orderNotFound` also for another customer's order, `.rejected(.notCancellable)` once shipped.
    package func cancelOrder(
        _ id: OrderID,
        reason: String?,
        by initiator: Initiator,
        customer: CustomerID?,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await submit { [self] transaction throws(EngineError) in
            let now = time.now
            if let request, let earlier = try idempotency.replay(request, now: now, in: transaction) {
                return try replayed(earlier, in: transaction)
            }
            let row = try journal.row(id, in: transaction)
            if let customer, row.order.customer != customer { throw .orderNotFound }
            let (payment, stock) = try stored { () throws(StorageError) in
                (
                    try journal.payment(of: row.order, in: transaction),
                    try journal.stock(of: row.order.items, in: transaction)
                )
            }
            let decision = try decided { () throws(OrderRejection) in
                try CancelOrder.decide(
                    row.order,
                    reason: reason,
                    by: initiator,
                    payment: payment,
                    stock: stock,
                    now: now
                )
            }
            return try stored { () throws(StorageError) in
                let sequence = try journal.apply(decision, before: row, in: transaction) ?? .beforeFirst
                let body = OrderJSON.render(decision.order)
                if let request {
                    try idempotency.store(
                        request,
                        status: 200,
                        body: .json(body),
                        sequence: sequence.value,
                        now: now,
                        in: transaction
                    )
                }
                return CommandAnswer(status: 200, body: body, sequence: sequence, isReplay: false)
            }
        }
    }
}
