import Commerce
import Storage

extension Engine {
    /// Deletes deliveries that were finished long ago, and what is left of endpoints that are gone; at most `limit`
    /// deliveries. Answers whether there is more.
    func sweepWebhooks(
        now: Timestamp,
        limit: Int,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> Bool {
        let oldest = now.adding(millis: -configuration.webhooks.keepMillis)
        var doomed: [DeliveryID] = []
        try tables.webhooks.finished.scan(in: transaction) { key, _ in
            guard key.first <= oldest.millis, doomed.count < limit else { return .stop }
            doomed.append(key.second)
            return .next
        }
        for id in doomed { try removeDelivery(id, in: transaction) }
        guard doomed.count < limit else { return true }
        return try sweepGone(limit: limit - doomed.count, in: transaction)
    }

    /// Deletes deliveries of endpoints that are gone, and an endpoint's row once it has none.
    private func sweepGone(limit: Int, in transaction: borrowing WriteTransaction) throws(StorageError) -> Bool {
        var gone: WebhookID?
        try tables.webhooks.byOwner.scan(prefix: WebhookEndpoint.goneKey.keyBytes, in: transaction) { key, _ in
            gone = key.second
            return .stop
        }
        guard let gone else { return false }
        var doomed: [DeliveryID] = []
        try tables.webhooks.byStatus.scan(prefix: gone.keyBytes, in: transaction) { key, _ in
            guard doomed.count < limit else { return .stop }
            doomed.append(key.third)
            return .next
        }
        for id in doomed { try removeDelivery(id, in: transaction) }
        if doomed.count < limit {
            try tables.webhooks.endpoints.delete(gone, in: transaction)
            try tables.webhooks.byOwner.delete(Key2(WebhookEndpoint.goneKey, gone), in: transaction)
        }
        return true
    }

    private func removeDelivery(_ id: DeliveryID, in transaction: borrowing WriteTransaction) throws(StorageError) {
        guard let delivery = try tables.webhooks.deliveries.get(id, in: transaction) else {
            throw tables.webhooks.deliveries.raw.corrupt(id.keyBytes, "an index names it and it is missing")
        }
        try tables.webhooks.remove(delivery, in: transaction)
    }
}

extension WebhookTables {
    /// Deletes a delivery with its indexes and attempts.
    func remove(_ delivery: WebhookDelivery, in transaction: borrowing WriteTransaction) throws(StorageError) {
        let (webhook, id) = (delivery.webhook, delivery.id)
        try deliveries.delete(id, in: transaction)
        try byStatus.delete(Key3(webhook, delivery.status, id), in: transaction)
        if let at = delivery.dueAt { try due.delete(Key3(webhook, at.millis, id), in: transaction) }
        if let key = Self.queueKey(of: delivery) { try queue.delete(key, in: transaction) }
        if let at = delivery.finishedAt { try finished.delete(Key2(at.millis, id), in: transaction) }
        var numbers: [UInt32] = []
        try attempts.scan(prefix: id.keyBytes, in: transaction) { key, _ in
            numbers.append(key.second)
            return .next
        }
        for number in numbers { try attempts.delete(Key2(id, number), in: transaction) }
    }
}
