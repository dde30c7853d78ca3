package import Commerce
import EventLog
import Storage

/// Some endpoints of a list, with how many there are.
package struct WebhookPage: Sendable {
    /// The endpoints of the page.
    package var endpoints: [WebhookEndpoint]
    /// How many there are on all pages.
    package var total: Int
    /// Whether there are more behind them.
    package var hasMore: Bool
}

extension Engine {
    /// An endpoint that somebody may see.
    ///
    /// - Throws: `.webhookNotFound`.
    package func webhook(_ id: WebhookID, for actor: Actor) throws(EngineError) -> WebhookEndpoint {
        try read("webhook") { snapshot throws(EngineError) in
            try webhookBook.endpoint(id, for: actor, in: snapshot)
        }
    }

    /// The endpoints that somebody may see, newest first: their own, or all.
    ///
    /// - Parameter before: only endpoints older than this one; instead of `skip`.
    package func webhooks(
        skip: Int,
        before: WebhookID?,
        limit: Int,
        for actor: Actor
    ) throws(EngineError) -> WebhookPage {
        try read("webhooks") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                var found: [WebhookEndpoint] = []
                var left = skip
                var ids: [WebhookID] = []
                if !actor.isStaff {
                    ids = try ownIDs(of: actor, in: snapshot)
                    let older = ids.reversed().filter { id in before.map { id < $0 } ?? true }.dropFirst(skip)
                    for id in older.prefix(limit + 1) {
                        if let endpoint = try tables.webhooks.endpoints.get(id, in: snapshot) { found.append(endpoint) }
                    }
                } else {
                    try tables.webhooks.endpoints.scan(from: before, descending: true, in: snapshot) { _, endpoint in
                        guard endpoint.status != .deleted else { return .next }
                        if left > 0 {
                            left -= 1
                            return .next
                        }
                        found.append(endpoint)
                        return found.count > limit ? .stop : .next
                    }
                }
                let total = actor.isStaff ? try liveCount(in: snapshot) : ids.count
                return WebhookPage(
                    endpoints: Array(found.prefix(limit)),
                    total: total,
                    hasMore: found.count > limit
                )
            }
        }
    }

    private func liveCount(in snapshot: borrowing ReadTransaction) throws(StorageError) -> Int {
        var count = try tables.webhooks.byOwner.count(in: snapshot)
        try tables.webhooks.byOwner.scan(prefix: WebhookEndpoint.goneKey.keyBytes, in: snapshot) { _, _ in
            count -= 1
            return .next
        }
        return count
    }

    private func ownIDs(
        of actor: Actor,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> [WebhookID] {
        var ids: [WebhookID] = []
        guard let owner = actor.id.map(CustomerID.account) else { return ids }
        try tables.webhooks.byOwner.scan(prefix: owner.keyBytes, in: snapshot) { key, _ in
            ids.append(key.second)
            return .next
        }
        return ids
    }

    /// An endpoint's deliveries, newest first.
    ///
    /// - Parameters:
    ///   - status: nil for all.
    ///   - before: only deliveries older than this one.
    /// - Throws: `.webhookNotFound`.
    package func webhookDeliveries(
        of id: WebhookID,
        status: DeliveryStatus?,
        before: DeliveryID?,
        limit: Int,
        for actor: Actor
    ) throws(EngineError) -> (deliveries: [WebhookDelivery], hasMore: Bool) {
        try read("webhook deliveries") { snapshot throws(EngineError) in
            _ = try webhookBook.endpoint(id, for: actor, in: snapshot)
            return try stored { () throws(StorageError) in
                // The index has a row of each status; the newest of all of them are the newest.
                var ids: [DeliveryID] = []
                for status in status.map({ [$0] }) ?? DeliveryStatus.allCases {
                    var count = 0
                    try tables.webhooks.byStatus.scan(
                        prefix: Key2(id, status).keyBytes,
                        from: before.map { Key3(id, status, $0) },
                        descending: true,
                        in: snapshot
                    ) { key, _ in
                        ids.append(key.third)
                        count += 1
                        return count > limit ? .stop : .next
                    }
                }
                var found: [WebhookDelivery] = []
                for id in ids.sorted(by: >).prefix(limit) {
                    if let delivery = try tables.webhooks.deliveries.get(id, in: snapshot) { found.append(delivery) }
                }
                return (found, ids.count > limit)
            }
        }
    }

    /// A delivery with its attempts, oldest first.
    ///
    /// - Throws: `.deliveryNotFound`.
    package func webhookDelivery(
        _ id: DeliveryID,
        for actor: Actor
    ) throws(EngineError) -> (delivery: WebhookDelivery, attempts: [(number: UInt32, attempt: WebhookAttempt)]) {
        try read("webhook delivery") { snapshot throws(EngineError) in
            let delivery = try webhookBook.delivery(id, for: actor, in: snapshot).0
            var attempts: [(number: UInt32, attempt: WebhookAttempt)] = []
            try stored { () throws(StorageError) in
                try tables.webhooks.attempts.scan(prefix: id.keyBytes, in: snapshot) { key, attempt in
                    attempts.append((key.second, attempt))
                    return .next
                }
            }
            return (delivery, attempts)
        }
    }
}
