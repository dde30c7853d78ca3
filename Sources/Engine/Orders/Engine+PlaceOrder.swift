package import Commerce
package import EventLog
import Storage

/// What a command that writes answers: bytes made once, in the transaction of the effect.
package struct CommandAnswer: Sendable {
    /// The HTTP status.
    package var status: UInt16
    /// The JSON of the answer.
    package var body: [UInt8]
    /// The last record of the effect.
    package var sequence: LogSequence
    /// Whether it is the stored answer to an earlier request with the same key.
    package var isReplay: Bool
    /// The version of the order after the effect; nil where the answer is not made anew.
    package var version: Int?
}

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
        try await submit { [self] transaction throws(EngineError) in
            let now = time.now
            if let request, let earlier = try idempotency.replay(request, now: now, in: transaction) {
                return try replayed(earlier, in: transaction)
            }
            let decision = try decide(draft, by: actor, now: now, in: transaction)
            return try stored { () throws(StorageError) in
                journal.commits.useNumber(decision.order.number, in: transaction)
                let sequence = try journal.apply(decision, before: nil, in: transaction) ?? .beforeFirst
                let body = OrderJSON.render(decision.order)
                if let request {
                    try idempotency.store(
                        request,
                        status: 201,
                        body: .placedOrder(decision.order.id),
                        sequence: sequence.value,
                        now: now,
                        in: transaction
                    )
                }
                return CommandAnswer(
                    status: 201,
                    body: body,
                    sequence: sequence,
                    isReplay: false,
                    version: decision.order.version
                )
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

    /// The stored answer to an earlier request with the same key.
    func replayed(
        _ stored: StoredResponse,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> CommandAnswer {
        let body =
            switch stored.body {
            case .json(let bytes): bytes
            case .placedOrder(let id): OrderJSON.render(try placedOrder(id, in: transaction))
            }
        return CommandAnswer(
            status: stored.status,
            body: body,
            sequence: LogSequence(stored.sequence),
            isReplay: true
        )
    }

    /// An order as it was when it was placed; as it is now when retention took its first event.
    private func placedOrder(
        _ id: OrderID,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Order {
        let row = try journal.row(id, in: transaction)
        guard let first = row.events.first else { return row.order }
        let value = try logged { () throws(LogError) -> [UInt8]? in
            guard let partition = log.partition(id: first.topic, Int(first.partition)) else {
                throw .unknownTopic("number \(first.topic)")
            }
            let offset = Offset(first.offset)
            guard try offset >= log.bounds(of: partition, in: transaction).start else { return nil }
            let limit = FetchLimit(records: 1)
            let records = try log.fetchWithGathered(partition, from: offset, limit: limit, in: transaction)
            return records.first?.value.map { Array($0) }
        }
        guard let value else { return row.order }
        do throws(EventFlaw) {
            if case .orderCreated(let created) = try EventReader.orderEvent(value) { return created.snapshot }
            throw EventFlaw(description: "it is no order.created")
        } catch {
            throw .unhandled("the first event of order \(id) cannot be read: \(error)")
        }
    }

    var idempotency: Idempotency { Idempotency(tables: tables, keepMillis: configuration.idempotencyMillis) }
}
