package import Commerce
package import Storage

/// The tables of webhooks. Byte layouts are in docs/data-file.md.
package struct WebhookTables: Sendable {
    /// Every endpoint, with how far it was told.
    package let endpoints: Table<WebhookID, WebhookEndpoint>
    /// A customer's endpoints, oldest first.
    package let byOwner: Table<Key2<CustomerID, WebhookID>, Present>
    /// Every delivery until it is swept.
    package let deliveries: Table<DeliveryID, WebhookDelivery>
    /// An endpoint's deliveries in a status, oldest first.
    package let byStatus: Table<Key3<WebhookID, DeliveryStatus, DeliveryID>, Present>
    /// A delivery's attempts by their number, from 1 on.
    package let attempts: Table<Key2<DeliveryID, UInt32>, WebhookAttempt>
    /// Deliveries that may be attempted from a time on, in milliseconds since 1970, soonest first.
    package let due: Table<Key3<WebhookID, Int64, DeliveryID>, Present>
    /// The unfinished deliveries of one order to one endpoint in their order; the first one alone is due.
    package let queue: Table<Key3<WebhookID, OrderID, DeliveryID>, Present>
    /// Finished deliveries by when they were, for sweeping.
    package let finished: Table<Key2<Int64, DeliveryID>, Present>

    /// Opens all of them, which came with schema 4.
    init(_ opener: borrowing TableOpener) throws(StorageError) {
        endpoints = try opener.table("webhooks", since: 4)
        byOwner = try opener.table("webhooks_by_owner", since: 4)
        deliveries = try opener.table("webhook_deliveries", since: 4)
        byStatus = try opener.table("webhook_deliveries_by_status", since: 4)
        attempts = try opener.table("webhook_attempts", since: 4)
        due = try opener.table("webhook_due", since: 4)
        queue = try opener.table("webhook_queue", since: 4)
        finished = try opener.table("webhook_finished", since: 4)
    }

    /// All of them, for the consistency check.
    var all: [RawTable] {
        [
            endpoints.raw, byOwner.raw, deliveries.raw, byStatus.raw, attempts.raw, due.raw, queue.raw, finished.raw,
        ]
    }

    // MARK: Deliveries

    /// Writes a delivery with its indexes in the transaction of whatever changed it.
    ///
    /// - Parameter before: the delivery as it is stored; nil for a new one.
    func write(
        _ delivery: WebhookDelivery,
        before: WebhookDelivery?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        let (webhook, id) = (delivery.webhook, delivery.id)
        try deliveries.put(id, delivery, in: transaction)
        if before?.status != delivery.status {
            if let before { try byStatus.delete(Key3(webhook, before.status, id), in: transaction) }
            try byStatus.insert(Key3(webhook, delivery.status, id), in: transaction)
        }
        if before?.dueAt != delivery.dueAt {
            if let old = before?.dueAt { try due.delete(Key3(webhook, old.millis, id), in: transaction) }
            if let new = delivery.dueAt { try due.insert(Key3(webhook, new.millis, id), in: transaction) }
        }
        let (old, new) = (before.flatMap(Self.queueKey), Self.queueKey(of: delivery))
        if let old, new == nil { try queue.delete(old, in: transaction) }
        if let new, old == nil { try queue.insert(new, in: transaction) }
        guard before?.finishedAt != delivery.finishedAt else { return }
        if let old = before?.finishedAt { try finished.delete(Key2(old.millis, id), in: transaction) }
        if let new = delivery.finishedAt { try finished.insert(Key2(new.millis, id), in: transaction) }
    }

    /// A delivery's place in its order's queue; nil for one that is finished or keeps no order.
    static func queueKey(of delivery: WebhookDelivery) -> Key3<WebhookID, OrderID, DeliveryID>? {
        guard delivery.status == .pending, delivery.isOrdered, let order = delivery.order else { return nil }
        return Key3(delivery.webhook, order, delivery.id)
    }

    /// The first unfinished delivery of an order to an endpoint.
    func head(
        of order: OrderID,
        _ webhook: WebhookID,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> DeliveryID? {
        var head: DeliveryID?
        try queue.scan(prefix: Key2(webhook, order).keyBytes, in: snapshot) { key, _ in
            head = key.third
            return .stop
        }
        return head
    }

    /// The first deliveries of an endpoint that are due, soonest first, with the times.
    func dueDeliveries(
        of webhook: WebhookID,
        limit: Int,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> [(at: Timestamp, id: DeliveryID)] {
        var found: [(at: Timestamp, id: DeliveryID)] = []
        try due.scan(prefix: webhook.keyBytes, in: snapshot) { key, _ in
            guard found.count < limit else { return .stop }
            found.append((Timestamp(millis: key.second), key.third))
            return .next
        }
        return found
    }

    /// The number of a delivery's newest attempt; 0 before the first.
    func lastAttempt(
        of delivery: DeliveryID,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> UInt32 {
        var last: UInt32 = 0
        try attempts.scan(prefix: delivery.keyBytes, descending: true, in: snapshot) { key, _ in
            last = key.second
            return .stop
        }
        return last
    }
}

extension Tables {
    /// Where the endpoints stand that are level: the last record that was looked at for all of them.
    func webhookLevel(in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> UInt64 {
        try settings.get(Self.webhookLevel, in: snapshot) ?? 0
    }

    /// Moves all endpoints that are level.
    func setWebhookLevel(_ sequence: UInt64, in transaction: borrowing WriteTransaction) throws(StorageError) {
        try settings.put(Self.webhookLevel, sequence, in: transaction)
    }

    private static let webhookLevel = "webhook_level"
}
