import Commerce
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
    package var isReplay = false
    /// The version of the order or product after the effect; nil for things without one.
    package var version: Int?
    /// How the answer is kept for the next request with the same key; nil for its JSON.
    var kept: StoredResponse.Body?
}

extension Engine {
    var idempotency: Idempotency { Idempotency(tables: tables, keepMillis: configuration.idempotencyMillis) }

    /// Runs a command as one unit of the writer: the stored answer to the same request, or what `body` writes and
    /// answers, which is stored with the effect.
    ///
    /// - Parameter body: decides first and writes only what was accepted.
    /// - Throws: what `body` throws, `.idempotencyKeyReused`.
    func command(
        _ request: IdempotencyRequest?,
        _ body:
            @escaping @Sendable (
                _ now: Timestamp, _ transaction: borrowing WriteTransaction
            ) throws(EngineError) -> CommandAnswer
    ) async throws(EngineError) -> CommandAnswer {
        try await submit { [self] transaction throws(EngineError) in
            let now = time.now
            if let request, let earlier = try idempotency.replay(request, now: now, in: transaction) {
                return try replayed(earlier, in: transaction)
            }
            let answer = try body(now, transaction)
            if let request {
                try stored { () throws(StorageError) in
                    try idempotency.store(answer, to: request, now: now, in: transaction)
                }
            }
            return answer
        }
    }

    /// The stored answer to an earlier request with the same key.
    private func replayed(
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
            isReplay: true,
            version: stored.version
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
}
