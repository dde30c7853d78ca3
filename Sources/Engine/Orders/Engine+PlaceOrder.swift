package import Commerce
import EventLog
import Storage

extension Engine {
    /// Places an order: reserves its stock if there is enough, starts its timer, and hands it to the pipeline.
    ///
    /// - Parameter actor: who asks; nil where nobody has to say who they are.
    /// - Throws: `.rejected` for administrators and other people's orders, under the rejecting policies, and for
    ///   amounts that do not add up to an order; `.idempotencyKeyReused`, storage errors.
    package func placeOrder(
        _ draft: OrderDraft,
        as actor: Actor? = nil,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await command(request) { [self] now, transaction throws(EngineError) in
            let decision = try decide(draft, by: actor, now: now, in: transaction)
            return try stored { () throws(StorageError) in
                journal.commits.useNumber(decision.order.number, in: transaction)
                let sequence = try journal.apply(decision, before: nil, in: transaction) ?? .beforeFirst
                var answer = CommandAnswer(status: 201, body: OrderJSON.render(decision.order), sequence: sequence)
                answer.version = decision.order.version
                answer.kept = .placedOrder(decision.order.id)
                return answer
            }
        }
    }

    private func decide(
        _ draft: OrderDraft,
        by actor: Actor?,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Decision {
        if configuration.addsUnknownProducts { try addUnknownProducts(of: draft, now: now, in: transaction) }
        let policy = configuration.orders
        let (number, stock, products) = try stored { () throws(StorageError) in
            (
                try journal.commits.nextNumber(in: transaction),
                try journal.stock(of: draft.items, in: transaction),
                policy.pricing == .reject ? try journal.products(of: draft.items, in: transaction) : []
            )
        }
        let command = PlaceOrder(draft: draft, id: entropy.identifier(at: now), number: number, by: actor)
        return try decided { () throws(OrderRejection) in
            try command.decide(stock: stock, products: products, policy: policy, now: now)
        }
    }
}
