import Commerce
package import EventLog
package import Storage

/// Tells customers what happens to their orders: one notice for each event, in the transaction that moves the group's
/// offset. What goes outside is only queued here; a `NotificationCourier` sends it afterwards.
package struct NotificationWorker: StageWorker {
    /// The group whose offsets it moves.
    package static let group = GroupName("notification-group")
    static let orderTopics = ["order_created", "order_shipped", "order_delivered", "order_cancelled", "order_failed"]
    private static let requestTopics = ["notification_email", "notification_sms"]

    /// `notification-group`.
    package var group: GroupName { Self.group }
    /// The topics it reads, every partition of them: what happens, and what was asked for.
    package var topics: [String] { Self.orderTopics + Self.requestTopics }

    let engine: Engine

    package init(_ engine: Engine) { self.engine = engine }

    package func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        let type = try text("ce_type", of: record)
        // What is asked for was queued with its notice; the request is only of interest when it is a dead letter.
        guard let kind = NoticeKind(eventType: type) else { return }
        guard let id = NoticeID(text: try text("ce_id", of: record)) else { throw .unhandled("the event has no id") }
        let order = try OrderStage(journal: engine.journal).row(of: record, in: transaction).order
        try stored { () throws(StorageError) in
            // A group that was set back tells nobody a second time.
            guard try !engine.tables.notices.contains(id, in: transaction) else { return }
            let recipient = try engine.recipient(of: order, in: transaction)
            let channels = PlanNotice.orderChannels(recipient)
            guard !channels.isEmpty else { return }
            let now = engine.time.now
            let notice = Notice(
                id: id,
                customer: order.customer,
                kind: kind,
                order: order.id,
                createdAt: now,
                entries: channels.map {
                    PlanNotice.entry(
                        $0,
                        to: recipient,
                        configured: engine.configuration.notifications.channels,
                        now: now
                    )
                }
            )
            try engine.notices.create(notice, causedBy: Array(id.utf8), in: transaction)
        }
    }

    /// A redriven request gives a notification that failed a new chance, from its first attempt on.
    package func redrive(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        guard NoticeKind(eventType: try text("ce_type", of: record)) == nil else {
            return try handle(record, in: transaction)
        }
        guard let id = record.key.flatMap({ NotificationID(utf8: $0) }) else {
            throw .unhandled("the key is not a notification id")
        }
        guard let (notice, entry) = try engine.notification(id, in: transaction), entry.status == .failed else {
            return
        }
        let now = engine.time.now
        try stored { () throws(StorageError) in
            try engine.notices.conclude(notice, entry.renewed(now: now), now: now, in: transaction)
        }
    }

    private func text(_ header: String, of record: LogRecord) throws(EngineError) -> String {
        do throws(BatchError) {
            return String(decoding: try record.header(header) ?? [], as: UTF8.self)
        } catch {
            throw .unhandled("the record's headers cannot be read: \(error)")
        }
    }
}
