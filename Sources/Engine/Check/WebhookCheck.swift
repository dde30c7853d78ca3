import Commerce
import EventLog
import Storage

/// Deliveries have their endpoints, places and attempts, endpoints their counts, and of each order one delivery is due.
struct WebhookCheck {
    let store: Store

    private var tables: WebhookTables { store.tables.webhooks }

    /// How many entries the deliveries want in each index.
    private struct Wanted {
        var deliveries = 0
        var due = 0
        var queue = 0
        var finished = 0
        var unfinished: [WebhookID: Int] = [:]
    }

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            var wanted = Wanted()
            try tables.deliveries.scan(in: snapshot) { id, delivery throws(StorageError) in
                if delivery.id != id { findings.add("webhook delivery \(id): the row says \(delivery.id)") }
                try check(delivery, &wanted, in: snapshot, &findings)
                return .next
            }
            for (name, found, expected) in [
                ("webhook_deliveries_by_status", try tables.byStatus.count(in: snapshot), wanted.deliveries),
                ("webhook_due", try tables.due.count(in: snapshot), wanted.due),
                ("webhook_queue", try tables.queue.count(in: snapshot), wanted.queue),
                ("webhook_finished", try tables.finished.count(in: snapshot), wanted.finished),
            ] where found != expected {
                findings.add("\(name): \(found) entries where the deliveries want \(expected)")
            }
            try checkEndpoints(wanted, in: snapshot, &findings)
            try tables.attempts.scan(in: snapshot) { key, _ throws(StorageError) in
                if try !tables.deliveries.contains(key.first, in: snapshot) {
                    findings.add("webhook_attempts: the delivery \(key.first) is missing")
                }
                return .next
            }
        }
    }

    private func check(
        _ delivery: WebhookDelivery,
        _ wanted: inout Wanted,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        let (webhook, id) = (delivery.webhook, delivery.id)
        wanted.deliveries += 1
        var isThere = [try tables.byStatus.contains(Key3(webhook, delivery.status, id), in: snapshot)]
        if let at = delivery.dueAt {
            wanted.due += 1
            isThere.append(try tables.due.contains(Key3(webhook, at.millis, id), in: snapshot))
        }
        if let at = delivery.finishedAt {
            wanted.finished += 1
            isThere.append(try tables.finished.contains(Key2(at.millis, id), in: snapshot))
        }
        var isHead = true
        if let key = WebhookTables.queueKey(of: delivery) {
            wanted.queue += 1
            isThere.append(try tables.queue.contains(key, in: snapshot))
            isHead = try tables.head(of: key.second, webhook, in: snapshot) == id
        }
        if isThere.contains(false) { findings.add("webhook delivery \(id): an index lacks it") }
        let isPending = delivery.status == .pending
        if isPending { wanted.unfinished[webhook, default: 0] += 1 }
        if isPending != (delivery.finishedAt == nil) || (delivery.dueAt != nil) != (isPending && isHead) {
            findings.add("webhook delivery \(id): it is \(delivery.status.text), and its times say otherwise")
        }
        if try !tables.endpoints.contains(webhook, in: snapshot) {
            findings.add("webhook delivery \(id): its webhook \(webhook) is missing")
        }
    }

    private func checkEndpoints(
        _ wanted: Wanted,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        var endpoints = 0
        let end: UInt64
        do throws(LogError) {
            end = try store.log.lastSequence(in: snapshot).value
        } catch {
            return findings.add("webhooks: the log's end cannot be read: \(error)")
        }
        try tables.endpoints.scan(in: snapshot) { id, endpoint throws(StorageError) in
            endpoints += 1
            if endpoint.id != id { findings.add("webhook \(id): the row says \(endpoint.id)") }
            if try !tables.byOwner.contains(Key2(endpoint.ownerKey, id), in: snapshot) {
                findings.add("webhook \(id): its owner's index lacks it")
            }
            let unfinished = wanted.unfinished[id] ?? 0
            if endpoint.status != .deleted, endpoint.unfinished != unfinished {
                findings.add("webhook \(id): \(endpoint.unfinished) unfinished deliveries counted, \(unfinished) found")
            }
            if max(endpoint.cursor ?? 0, endpoint.handed) > end {
                findings.add("webhook \(id): it was told of records that are still to come")
            }
            if endpoint.status != .active, endpoint.cursor == nil {
                findings.add("webhook \(id): it is \(endpoint.status.text) and has no position")
            }
            return .next
        }
        let owned = try tables.byOwner.count(in: snapshot)
        if owned != endpoints { findings.add("webhooks_by_owner: \(owned) entries for \(endpoints) webhooks") }
        if try store.tables.webhookLevel(in: snapshot) > end {
            findings.add("settings: the webhooks were told of records that are still to come")
        }
    }
}
