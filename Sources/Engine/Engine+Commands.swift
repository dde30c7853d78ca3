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
    /// Whether the body holds what nobody may read in the store: tokens, keys. It is kept sealed then.
    var isSecret = false

    /// 204 without a body.
    static func noContent(_ sequence: LogSequence) -> CommandAnswer {
        CommandAnswer(status: 204, body: [], sequence: sequence)
    }
}

extension Engine {
    var idempotency: Idempotency {
        Idempotency(
            tables: tables,
            secret: answerSecret,
            entropy: entropy,
            keepMillis: configuration.idempotencyMillis
        )
    }

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
        try await settle(request) { now, transaction throws(EngineError) in .success(try body(now, transaction)) }
    }

    /// As `command`, for a body that may have something to write although it refuses: what it wrote stays, and the refusal
    /// is thrown after the commit. It is not stored as an answer.
    func settle(
        _ request: IdempotencyRequest?,
        _ body:
            @escaping @Sendable (
                _ now: Timestamp, _ transaction: borrowing WriteTransaction
            ) throws(EngineError) -> Result<CommandAnswer, EngineError>
    ) async throws(EngineError) -> CommandAnswer {
        // Here and not in the unit: the writer has better things to do than hashing bodies.
        let keyed = request.map(answerSecret.keyed)
        let outcome = try await submit { [self] transaction throws(EngineError) in
            let now = time.now
            if let keyed, let earlier = try idempotency.replay(keyed, now: now, in: transaction) {
                return Result<CommandAnswer, EngineError>.success(try replayed(earlier, keyed, in: transaction))
            }
            let outcome = try body(now, transaction)
            if let keyed, case .success(let answer) = outcome {
                try idempotency.store(answer, to: keyed, now: now, in: transaction)
            }
            return outcome
        }
        return try outcome.get()
    }

    /// The stored answer to the same request, for commands that would have to do something costly before their unit,
    /// which looks again.
    ///
    /// - Throws: `.idempotencyKeyReused`.
    func earlierAnswer(to request: IdempotencyRequest?) throws(EngineError) -> CommandAnswer? {
        guard let keyed = request.map(answerSecret.keyed) else { return nil }
        let found = try read("stored answer") { snapshot throws(EngineError) in
            try idempotency.replay(keyed, now: time.now, in: snapshot)
        }
        switch found?.body {
        case .json(let bytes): return found.map { CommandAnswer($0, body: bytes) }
        case .sealed(let bytes):
            let body = try opened(bytes, for: keyed)
            return found.map { CommandAnswer($0, body: body) }
        case .placedOrder, nil: return nil
        }
    }

    /// The stored answer to an earlier request with the same key.
    private func replayed(
        _ stored: StoredResponse,
        _ request: KeyedRequest,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> CommandAnswer {
        let body =
            switch stored.body {
            case .json(let bytes): bytes
            case .placedOrder(let id): OrderJSON.render(try placedOrder(id, in: transaction))
            case .sealed(let bytes): try opened(bytes, for: request)
            }
        return CommandAnswer(stored, body: body)
    }

    private func opened(_ sealed: [UInt8], for request: KeyedRequest) throws(EngineError) -> [UInt8] {
        guard let body = answerSecret.open(sealed, for: request) else {
            throw .unhandled("a sealed answer does not open")
        }
        return body
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

extension CommandAnswer {
    /// A replay.
    fileprivate init(_ stored: StoredResponse, body: [UInt8]) {
        self.init(
            status: stored.status,
            body: body,
            sequence: LogSequence(stored.sequence),
            isReplay: true,
            version: stored.version
        )
    }
}
