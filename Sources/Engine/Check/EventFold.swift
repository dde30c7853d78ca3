import Commerce
import EventLog
import Storage

/// Folds all events in the order of the log and compares each order and each product with its row.
///
/// An order is forgotten as soon as its fold has reached the row, so the memory is that of the orders that were open
/// at the same time, not of all. Products are kept to the end.
struct EventFold {
    let store: Store

    /// An order whose events are being folded.
    private struct Progress {
        var order: Order?
        var references: [EventReference] = []
    }

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        var open: [OrderID: Progress] = [:]
        var finished = 0
        var catalogue = CatalogueFold()
        var sequence = LogSequence.beforeFirst
        let hasWholeHistory = store.log.topics.allSatisfy { $0.retention == .forever }
        guard hasWholeHistory else { return }
        do throws(EngineError) {
            while true {
                let records = try logged { () throws(LogError) in
                    try store.log.records(after: sequence, limit: ShopCheck.page, in: snapshot)
                }
                guard let last = records.last else { break }
                for record in records {
                    if record.partition.topic.text.hasPrefix("product_") {
                        take(record, &catalogue, &findings)
                    } else if try take(record, &open, in: snapshot, &findings) {
                        finished += 1
                    }
                }
                sequence = last.sequence
            }
            let rows = try stored { () throws(StorageError) in try store.tables.orders.count(in: snapshot) }
            for id in open.keys.prefix(20) { findings.add("order \(id): its events do not lead to its row") }
            if finished + open.count != rows {
                findings.add("orders: \(rows) rows, events of \(finished + open.count)")
            }
            try stored { () throws(StorageError) in
                try catalogue.compare(store.tables, in: snapshot, &findings)
            }
        } catch {
            findings.add("the events cannot be read: \(error)")
        }
    }

    private func take(_ record: SequencedRecord, _ catalogue: inout CatalogueFold, _ findings: inout Findings) {
        do throws(EventFlaw) {
            try catalogue.take(Array(record.record.value ?? []))
        } catch {
            findings.add("\(record.partition) at \(record.record.offset): \(error)")
        }
    }

    /// Folds one record; answers whether its order's fold has reached the row with it.
    private func take(
        _ record: SequencedRecord,
        _ open: inout [OrderID: Progress],
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(EngineError) -> Bool {
        let topic = record.partition.topic.text
        guard topic.hasPrefix("order_") || topic.hasPrefix("payment_") else { return false }
        guard let key = record.record.key, let id = OrderID(utf8: key), let value = record.record.value else {
            findings.add("\(record.partition) at \(record.record.offset): not an event of an order")
            return false
        }
        guard let row = try stored({ () throws(StorageError) in try store.tables.orders.get(id, in: snapshot) }) else {
            findings.add("order \(id): it has events and no row")
            return false
        }
        var progress = open.removeValue(forKey: id) ?? Progress()
        progress.references.append(try reference(to: record))
        do throws(EventFlaw) {
            if let event = try EventReader.orderEvent(Array(value)) { try fold(event, into: &progress) }
        } catch {
            findings.add("order \(id): \(record.partition) at \(record.record.offset): \(error)")
        }
        guard progress.references.count < row.events.count else {
            if !Self.agrees(progress.order, row.order) {
                findings.add("order \(id): its row is not the fold of its events")
            }
            if !Self.agrees(progress.references, row.events) {
                findings.add("order \(id): its row names other events")
            }
            return true
        }
        open[id] = progress
        return false
    }

    /// Rows of the first layout do not say who cancelled, which the events always did.
    private static func agrees(_ fold: Order?, _ row: Order) -> Bool {
        fold == row || row.cancelledBy == nil && fold?.withoutCanceller == row
    }

    /// Nor do they say where their events lie in the order of all records.
    private static func agrees(_ found: [EventReference], _ row: [EventReference]) -> Bool {
        found.count == row.count
            && zip(found, row).allSatisfy { found, kept in
                var found = found
                if kept.sequence == .beforeFirst { found.sequence = .beforeFirst }
                return found == kept
            }
    }

    private func fold(_ event: DomainEvent, into progress: inout Progress) throws(EventFlaw) {
        if case .orderCreated(let created) = event {
            guard progress.order == nil else { throw EventFlaw(description: "a second order.created") }
            progress.order = created.snapshot
        } else {
            guard let order = progress.order, order.accepts(event) else {
                throw EventFlaw(description: "\(event.typeName) does not fit")
            }
            progress.order?.apply(event)
        }
    }

    private func reference(to record: SequencedRecord) throws(EngineError) -> EventReference {
        let topic = try logged { () throws(LogError) in try store.log.topic(record.partition.topic.text) }
        return EventReference(
            topic: topic.id,
            partition: UInt16(record.partition.number),
            offset: record.record.offset.value,
            sequence: record.sequence
        )
    }
}
