package import Commerce
package import EventLog
import Storage

/// A moment in an order's life.
package enum OrderMoment: Sendable, Equatable {
    /// The last state it had at this time.
    case time(Timestamp)
    /// Its state when this was the last record of the log.
    case position(Position)
}

extension Engine {
    /// An order as it was, folded from its events: the same value that was read then.
    ///
    /// - Parameter actor: who asks; they have to be able to see the order.
    /// - Throws: `.orderNotFound` for an order that was not placed by then or is another customer's;
    ///   `.log(.positionExpired)` for a position of another epoch, and where retention took an event;
    ///   `.positionAhead` for a position that is still to come; `.log` for damaged records.
    package func order(
        _ id: OrderID,
        for actor: Actor,
        at moment: OrderMoment
    ) throws(EngineError) -> Order {
        try read("order at a moment") { snapshot throws(EngineError) in
            let row = try journal.row(id, in: snapshot)
            guard actor.maySee(row.order) else { throw .orderNotFound }
            var references = row.events
            if case .position(let position) = moment {
                references = try referencesUp(to: position, of: row, in: snapshot)
            }
            var events: [DomainEvent] = []
            for reference in references {
                guard let event = try domainEvent(reference, in: snapshot) else { continue }
                if case .time(let time) = moment, event.at > time { break }
                events.append(event)
            }
            guard !events.isEmpty else { throw .orderNotFound }
            guard let order = Order.folding(events) else {
                let first = references.first
                throw .log(
                    .corrupt(
                        partition: "order \(id)",
                        offset: Offset(first?.offset ?? 0),
                        reason: "its events do not follow each other"
                    )
                )
            }
            return order
        }
    }

    /// The references to those events of an order that a position includes.
    private func referencesUp(
        to position: Position,
        of row: OrderRow,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> [EventReference] {
        guard position.epoch == log.epoch else { throw .log(.positionExpired) }
        let newest = try logged { () throws(LogError) in try log.lastSequence(in: snapshot) }
        guard position.sequence <= newest else { throw .positionAhead }
        let unknown = row.events.prefix { $0.sequence == .beforeFirst }
        // Sequences were not kept at first, so those events come before all that have one.
        let known = row.events.dropFirst(unknown.count).prefix { $0.sequence <= position.sequence }
        if unknown.isEmpty || !known.isEmpty { return Array(unknown + known) }
        return try find(unknown, upTo: position.sequence, order: row.order.id, in: snapshot)
    }

    /// Walks the log for events whose rows do not say where in its order they lie.
    private func find(
        _ references: ArraySlice<EventReference>,
        upTo end: LogSequence,
        order: OrderID,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> [EventReference] {
        let key = order.utf8
        var sequence = LogSequence.beforeFirst
        var found = 0
        while sequence < end, found < references.count {
            let records = try logged { () throws(LogError) in
                try log.records(after: sequence, limit: Self.historyPage, in: snapshot)
            }
            guard let last = records.last else { break }
            for record in records where record.sequence <= end && record.record.key.map(Array.init) == key {
                let topic = try logged { () throws(LogError) in try log.topic(record.partition.topic.text).id }
                let isNamed = references.contains {
                    $0.topic == topic && Int($0.partition) == record.partition.number
                        && $0.offset == record.record.offset.value
                }
                if isNamed { found += 1 }
            }
            sequence = last.sequence
        }
        return Array(references.prefix(found))
    }

    /// Records read in one go while looking for an old order's events.
    private static let historyPage = 1_000

    /// An order's event for the fold; nil for one that changes no order.
    ///
    /// - Throws: `.log(.positionExpired)` where retention took it.
    private func domainEvent(
        _ reference: EventReference,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> DomainEvent? {
        guard let event = try event(reference, in: snapshot) else { throw .log(.positionExpired) }
        do throws(EventFlaw) {
            return try EventReader.orderEvent(event.data)
        } catch {
            throw .log(
                .corrupt(partition: "\(event.partition)", offset: event.offset, reason: error.description)
            )
        }
    }
}
