package import Commerce
import EventLog
import Storage

extension LetterOffice {
    /// Puts another value in the place of a letter's, for the next redrive.
    ///
    /// - Parameter value: JSON of an event of the record's type about the same thing.
    /// - Throws: `.letterNotFound`, `.letterSettled`, `.letterValue` with what is wrong with the value.
    package func edit(
        _ id: DeadLetterID,
        value: [UInt8],
        by actor: Actor,
        idempotency: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let trail = engine.trail(actor)
        return try await engine.command(idempotency) { [self] now, transaction throws(EngineError) in
            let row = try stored { () throws(StorageError) in try book.row(id, in: transaction) }
            guard let row else { throw .letterNotFound }
            guard row.status == .open else { throw .letterSettled }
            try Self.check(value, against: row)
            var changed = row
            changed.edited = value
            try stored { () throws(StorageError) in try book.change(id, from: row, to: changed, in: transaction) }
            try trail.record(.letterEdit, .letter(id), AuditDiff(row, changed), now: now, in: transaction)
            let body = LetterJSON.render(DeadLetter(id: id, row: changed))
            return CommandAnswer(status: 200, body: body, sequence: engine.log.newestSequence(in: transaction))
        }
    }

    /// Only an event that could have been in the record's place is taken.
    private static func check(_ value: [UInt8], against row: DeadLetterRow) throws(EngineError) {
        let type = DomainEvent.typeNames.first { Topics.name(forEventType: $0) == row.topic }
        guard let type else { throw .letterValue("Records of \(row.topic) are no events.") }
        let event: DomainEvent?
        do throws(EventFlaw) {
            let (order, payment) = (try EventReader.orderEvent(value), try EventReader.paymentEvent(value))
            event = order ?? payment
        } catch {
            throw .letterValue("It is no event: \(error.description).")
        }
        guard let event, DomainEvent.typeNames[event.topicIndex] == type else {
            throw .letterValue("An event of the type \(type) is expected.")
        }
        guard let key = row.key, event.order?.utf8 == key else {
            throw .letterValue("An event with the key of the record is expected.")
        }
    }
}
