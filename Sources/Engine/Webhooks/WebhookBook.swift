import Commerce
import EventLog
import Storage

/// Endpoints and deliveries as units of the writer change them.
struct WebhookBook: Sendable {
    let tables: Tables
    let entropy: Entropy

    private var webhooks: WebhookTables { tables.webhooks }

    /// An endpoint that somebody may see.
    ///
    /// - Throws: `.webhookNotFound`.
    func endpoint(
        _ id: WebhookID,
        for actor: Actor,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> WebhookEndpoint {
        let found = try stored { () throws(StorageError) in try webhooks.endpoints.get(id, in: snapshot) }
        guard let found, found.isVisible(to: actor) else { throw .webhookNotFound }
        return found
    }

    /// A delivery whose endpoint somebody may see.
    ///
    /// - Throws: `.deliveryNotFound`.
    func delivery(
        _ id: DeliveryID,
        for actor: Actor,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> (WebhookDelivery, WebhookEndpoint) {
        let found = try stored { () throws(StorageError) in try webhooks.deliveries.get(id, in: snapshot) }
        guard let found else { throw .deliveryNotFound }
        do throws(EngineError) {
            return (found, try endpoint(found.webhook, for: actor, in: snapshot))
        } catch {
            throw error == .webhookNotFound ? .deliveryNotFound : error
        }
    }

    /// Writes an endpoint that is there, with its index when it is new.
    func write(
        _ endpoint: WebhookEndpoint,
        isNew: Bool = false,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        try webhooks.endpoints.put(endpoint.id, endpoint, in: transaction)
        if isNew { try webhooks.byOwner.insert(Key2(endpoint.ownerKey, endpoint.id), in: transaction) }
    }

    /// Makes a delivery of an event, unless the endpoint has it; the endpoint itself is for the caller to write.
    func add(
        _ event: WebhookEvent,
        to endpoint: inout WebhookEndpoint,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        guard event.sequence > endpoint.handed else { return }
        var waits = false
        if let order = event.order { waits = try webhooks.head(of: order, endpoint.id, in: transaction) != nil }
        let delivery = WebhookDelivery(
            id: entropy.identifier(at: now),
            webhook: endpoint.id,
            event: event.id,
            type: event.type,
            sequence: event.sequence,
            order: event.order,
            isOrdered: true,
            createdAt: now,
            dueAt: waits ? nil : now
        )
        try webhooks.write(delivery, before: nil, in: transaction)
        endpoint.unfinished += 1
        endpoint.handed = event.sequence
    }

    /// Lets the next delivery of an order go when the one before it is finished.
    func release(
        _ order: OrderID,
        _ webhook: WebhookID,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        guard let id = try webhooks.head(of: order, webhook, in: transaction),
            let next = try webhooks.deliveries.get(id, in: transaction), next.dueAt == nil
        else { return }
        var due = next
        due.dueAt = now
        try webhooks.write(due, before: next, in: transaction)
    }

    /// The unfinished deliveries of an endpoint, oldest first.
    func unfinished(
        of webhook: WebhookID,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> [WebhookDelivery] {
        var ids: [DeliveryID] = []
        try webhooks.byStatus.scan(prefix: Key2(webhook, DeliveryStatus.pending).keyBytes, in: snapshot) { key, _ in
            ids.append(key.third)
            return .next
        }
        var found: [WebhookDelivery] = []
        for id in ids { if let delivery = try webhooks.deliveries.get(id, in: snapshot) { found.append(delivery) } }
        return found
    }
}

extension WebhookEndpoint {
    /// The owner in the index; the shop's own, and those that are gone, have names that no account has.
    var ownerKey: CustomerID { status == .deleted ? Self.goneKey : owner ?? .guest("shop") }

    /// The owner in the index of those that are gone.
    static let goneKey = CustomerID.guest("gone")
}
