package import Commerce
package import EventLog
import Storage

/// What a list of orders is narrowed to.
package struct OrderFilter: Sendable, Equatable {
    /// Nil: all customers.
    package var customer: CustomerID?
    /// Nil: whatever their status.
    package var status: OrderStatus?

    package init(customer: CustomerID? = nil, status: OrderStatus? = nil) {
        self.customer = customer
        self.status = status
    }
}

/// A page of a list, newest first.
package struct OrderPage: Sendable {
    /// At most as many as were asked for.
    package var orders: [Order]
    /// How many orders the filter lets through on all pages.
    package var total: UInt64
    /// Whether another page follows.
    package var hasMore: Bool
}

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

    /// A page of orders, newest first, with the total from the maintained counts.
    ///
    /// - Parameters:
    ///   - skip: how many of the newest to leave out.
    ///   - before: only orders older than this one; instead of `skip`.
    package func orders(
        _ filter: OrderFilter,
        skip: Int,
        before: OrderID? = nil,
        limit: Int
    ) throws(EngineError) -> OrderPage {
        try read("orders") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                var ids: [OrderID] = []
                var left = skip
                try scan(filter, before: before, in: snapshot) { id in
                    if left > 0 {
                        left -= 1
                        return .next
                    }
                    ids.append(id)
                    return ids.count > limit ? .stop : .next
                }
                var orders: [Order] = []
                for id in ids.prefix(limit) {
                    guard let row = try tables.orders.get(id, in: snapshot) else {
                        throw tables.orders.raw.corrupt(id.keyBytes, "an index names it and it is missing")
                    }
                    orders.append(row.order)
                }
                return OrderPage(
                    orders: orders,
                    total: try total(filter, in: snapshot),
                    hasMore: ids.count > limit
                )
            }
        }
    }

    /// How many orders match, from the counts that every change keeps.
    private func total(
        _ filter: OrderFilter,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> UInt64 {
        let counts =
            if let customer = filter.customer {
                try tables.orderCounts.get(customer, in: snapshot)
            } else {
                try tables.totals.get(CommitJournal.orders, in: snapshot)
            }
        return filter.status.map { counts?[$0] ?? 0 } ?? counts?.total ?? 0
    }

    private func scan(
        _ filter: OrderFilter,
        before: OrderID?,
        in snapshot: borrowing ReadTransaction,
        _ body: (OrderID) -> ScanStep
    ) throws(StorageError) {
        switch (filter.customer, filter.status) {
        case (let customer?, let status?):
            var prefix = KeyEncoder()
            customer.encode(into: &prefix)
            status.encode(into: &prefix)
            let start = before.map { Key3(customer, status, $0) }
            try tables.ordersByCustomerAndStatus.scan(
                prefix: prefix.bytes,
                from: start,
                descending: true,
                in: snapshot
            ) { key, _ in body(key.third) }
        case (let customer?, nil):
            let start = before.map { Key2(customer, $0) }
            try tables.ordersByCustomer.scan(
                prefix: customer.keyBytes,
                from: start,
                descending: true,
                in: snapshot
            ) { key, _ in body(key.second) }
        case (nil, let status?):
            let start = before.map { Key2(status, $0) }
            try tables.ordersByStatus.scan(
                prefix: status.keyBytes,
                from: start,
                descending: true,
                in: snapshot
            ) { key, _ in body(key.second) }
        case (nil, nil):
            try tables.orders.scan(from: before, descending: true, in: snapshot) { id, _ in body(id) }
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
                guard let event = try event(reference, in: snapshot), try isShown(event, to: OrderViewer(role: actor.role)) else { continue }
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

extension Engine {
    /// A customer's newest orders and the position they are true at, from one snapshot.
    package func snapshot(
        of customer: CustomerID,
        limit: Int
    ) throws(EngineError) -> (orders: [Order], sequence: LogSequence) {
        try read("snapshot") { snapshot throws(EngineError) in
            let sequence = try logged { () throws(LogError) in try log.lastSequence(in: snapshot) }
            return try stored { () throws(StorageError) in
                var ids: [OrderID] = []
                try scan(OrderFilter(customer: customer), before: nil, in: snapshot) { id in
                    ids.append(id)
                    return ids.count < limit ? .next : .stop
                }
                var orders: [Order] = []
                for id in ids { if let row = try tables.orders.get(id, in: snapshot) { orders.append(row.order) } }
                return (orders, sequence)
            }
        }
    }
}
