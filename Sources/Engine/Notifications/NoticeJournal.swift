import Commerce
import EventLog
import Storage
import Synchronization

/// Writes notices with their index, their place in the queue, their events and their counts, everything in the
/// transaction it is handed. The counts are gathered and written once per commit.
final class NoticeJournal: CommitParticipant {
    private struct Move {
        let channel: NotificationChannel
        let from: NotificationStatus?
        let to: NotificationStatus
    }

    let tables: Tables
    private let log: EventLog
    private let entropy: Entropy
    /// Topics of what is asked for, by channel.
    private let requests: [NotificationChannel: Topic]
    private let sent: Topic
    private let failed: Topic
    private let moves = WriterState([Move]())
    /// Who wants to know that something was queued on a channel: its courier.
    private let listeners = Mutex<[NotificationChannel: @Sendable () -> Void]>([:])

    /// - Throws: `.unknownTopic` when the log lacks one of the shop's topics.
    init(tables: Tables, log: EventLog, entropy: Entropy) throws(LogError) {
        self.tables = tables
        self.log = log
        self.entropy = entropy
        requests = [.email: try log.topic("notification_email"), .sms: try log.topic("notification_sms")]
        sent = try log.topic("notification_sent")
        failed = try log.topic("notification_failed")
    }

    // MARK: Writing

    /// Writes a new notice, and asks for what is to be sent outside.
    ///
    /// - Parameter cause: the `ce_id` of the event that it is about.
    /// - Returns: the notice as it was written.
    @discardableResult
    func create(
        _ draft: Notice,
        causedBy cause: [UInt8]? = nil,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> Notice {
        var notice = draft
        for index in notice.entries.indices where notice.entries[index].status == .pending {
            notice.entries[index].requestOffset = request(notice, notice.entries[index], cause, in: transaction)
        }
        try write(notice, before: nil, in: transaction)
        try tables.noticesByCustomer.insert(Key2(notice.customer, notice.id), in: transaction)
        return notice
    }

    /// Writes how an attempt ended, with the event that says so when it was the last one.
    func conclude(
        _ before: Notice,
        _ entry: Notice.Entry,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        var notice = before
        guard let index = notice.entries.firstIndex(where: { $0.channel == entry.channel }) else { return }
        notice.entries[index] = entry
        try write(notice, before: before, in: transaction)
        guard entry.status == .sent || entry.status == .failed else { return }
        let type = entry.status == .sent ? "notification.sent" : "notification.failed"
        let event = event(type, notice, entry, now)
        log.append(
            event.record(id: entropy.identifier(at: now)),
            to: entry.status == .sent ? sent : failed,
            in: transaction
        )
    }

    /// Writes a notice whose entries, or whose reading, have changed.
    func write(
        _ notice: Notice,
        before: Notice?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        try tables.notices.put(notice.id, notice, in: transaction)
        for entry in notice.entries {
            let old = before?.entry(entry.channel)
            if old?.dueAt != entry.dueAt {
                if let due = old?.dueAt {
                    try tables.notificationQueue.delete(Self.key(entry.channel, due, notice.id), in: transaction)
                }
                if let due = entry.dueAt {
                    try tables.notificationQueue.insert(Self.key(entry.channel, due, notice.id), in: transaction)
                }
            }
            if old?.status != entry.status {
                let move = Move(channel: entry.channel, from: old?.status, to: entry.status)
                moves.with(transaction.token) { $0.append(move) }
            }
        }
    }

    /// Where a notice stands in the queue of a channel.
    static func key(_ channel: NotificationChannel, _ due: Timestamp, _ id: NoticeID) -> NotificationQueueKey {
        NotificationQueueKey(channel.rawValue, due.millis, id)
    }

    // MARK: Events

    private func request(
        _ notice: Notice,
        _ entry: Notice.Entry,
        _ cause: [UInt8]?,
        in transaction: borrowing WriteTransaction
    ) -> Int64? {
        guard let topic = requests[entry.channel] else { return nil }
        let event = event("notification.\(entry.channel.text)", notice, entry, notice.createdAt)
        let id: EventID = entropy.identifier(at: notice.createdAt)
        return log.append(event.record(id: id, causedBy: cause), to: topic, in: transaction).offset.value
    }

    /// What an event says of a notification: no address, no text.
    private func event(_ type: String, _ notice: Notice, _ entry: Notice.Entry, _ at: Timestamp) -> PlainEvent {
        let id = notice.notificationID(entry.channel)
        return PlainEvent(type: type, key: id.text, order: notice.order, at: at) { json in
            json.field("notification_id", id)
            json.field("user_id", notice.customer.text)
            if let order = notice.order { json.field("order_id", order) }
            json.field("type", notice.kind.text)
            json.field("channel", entry.channel.text)
            json.field("status", entry.status.text)
            if entry.attempts > 0 { json.field("attempts", entry.attempts) }
            if let error = entry.error { json.field("error", error) }
        }
    }

    // MARK: Commit

    /// Calls `wake` after every commit that puts something into the queue of a channel, on the writer's thread; it must be
    /// short and not block. A channel has one listener; nil ends that.
    func listen(_ channel: NotificationChannel, _ wake: (@Sendable () -> Void)?) {
        listeners.withLock { $0[channel] = wake }
    }

    func writeGathered(in transaction: borrowing WriteTransaction) throws(StorageError) {
        let moves = self.moves.with(transaction.token) { $0 }
        guard !moves.isEmpty else { return }
        for channel in NotificationChannel.allCases where moves.contains(where: { $0.channel == channel }) {
            var counts = try tables.notificationCounts.get(channel.rawValue, in: transaction) ?? NotificationCounts()
            for move in moves where move.channel == channel { counts.move(from: move.from, to: move.to) }
            try tables.notificationCounts.put(channel.rawValue, counts, in: transaction)
        }
    }

    func batchCommitted(_ token: borrowing WriterToken) {
        let queued = moves.with(token) { moves in
            defer { moves = [] }
            return Set(moves.lazy.filter { $0.to == .pending }.map(\.channel))
        }
        for channel in queued { listeners.withLock { $0[channel] }?() }
    }

    func batchAborted(_ token: borrowing WriterToken) { moves.with(token) { $0 = [] } }
}
