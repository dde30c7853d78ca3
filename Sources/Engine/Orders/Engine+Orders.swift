package import Commerce
package import EventLog
import Storage

/// An event of an order as it is told to clients.
package struct OrderEvent: Sendable {
    /// `ce_id`, the event's own id; empty when the record has none.
    package var id: String
    /// `ce_type`, such as `order.created`; empty when the record has none.
    package var type: String
    /// The partition that holds its record.
    package var partition: TopicPartition
    /// Its record's place there.
    package var offset: Offset
    /// The record's time, which never goes back within a partition.
    package var timestamp: Timestamp
    /// The event's JSON.
    package var data: [UInt8]
}

extension Engine {
    /// An order, for whoever may see it.
    ///
    /// - Throws: `.orderNotFound` also for another customer's order.
    package func order(_ id: OrderID, for actor: Actor) throws(EngineError) -> Order {
        try read("order") { snapshot throws(EngineError) in
            let row = try journal.row(id, in: snapshot)
            guard actor.maySee(row.order) else { throw .orderNotFound }
            return row.order
        }
    }

    /// The events of an order, oldest first, read from the log; without notes that the one who asks may not read.
    ///
    /// - Throws: `.orderNotFound` also for another customer's order, `.log` for damaged records.
    package func events(
        of id: OrderID,
        for actor: Actor
    ) throws(EngineError) -> [OrderEvent] {
        try read("order events") { snapshot throws(EngineError) in
            let row = try journal.row(id, in: snapshot)
            guard actor.maySee(row.order) else { throw .orderNotFound }
            var events: [OrderEvent] = []
            for reference in row.events {
                guard let event = try event(reference, in: snapshot),
                    try isShown(event, to: OrderViewer(role: actor.role))
                else { continue }
                events.append(event)
            }
            return events
        }
    }

    /// Only `order.updated` may hold what is not for everybody.
    private func isShown(_ event: OrderEvent, to viewer: OrderViewer) throws(EngineError) -> Bool {
        guard viewer == .customer, event.type == "order.updated" else { return true }
        do throws(EventFlaw) {
            return try EventReader.orderEvent(event.data)?.isVisibleToCustomer ?? false
        } catch {
            throw .log(.corrupt(partition: "\(event.partition)", offset: event.offset, reason: error.description))
        }
    }

    /// An event by its place in the log; nil when retention took it.
    func event(
        _ reference: EventReference,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> OrderEvent? {
        try logged { () throws(LogError) in
            guard let partition = log.partition(id: reference.topic, Int(reference.partition)) else {
                throw .unknownTopic("number \(reference.topic)")
            }
            let offset = Offset(reference.offset)
            guard try offset >= log.bounds(of: partition, in: snapshot).start else { return nil }
            guard
                let record = try log.fetch(partition, from: offset, limit: FetchLimit(records: 1), in: snapshot).first
            else { return nil }
            do throws(BatchError) {
                return OrderEvent(
                    id: String(decoding: try record.header("ce_id") ?? [], as: UTF8.self),
                    type: String(decoding: try record.header("ce_type") ?? [], as: UTF8.self),
                    partition: partition,
                    offset: offset,
                    timestamp: Timestamp(millis: record.timestampMillis),
                    data: Array(record.value ?? [])
                )
            } catch {
                throw .corrupt(partition: "\(partition)", offset: offset, reason: "\(error)")
            }
        }
    }

    /// How many orders are in each status.
    package func orderTotals() throws(EngineError) -> OrderCounts {
        try read("order totals") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                try tables.totals.get(CommitJournal.orders, in: snapshot) ?? OrderCounts()
            }
        }
    }
}
