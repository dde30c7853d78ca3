import Commerce
import EventLog
import Storage

/// Notices, their index, their queue and their counts say the same; every audit entry has its record.
struct NoticeCheck {
    let store: Store

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            try checkNotices(in: snapshot, &findings)
            try checkAudit(in: snapshot, &findings)
        }
    }

    private func checkNotices(
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        let tables = store.tables
        var (notices, queued) = (0, 0)
        var counts: [NotificationChannel: NotificationCounts] = [:]
        try tables.notices.scan(in: snapshot) { id, notice throws(StorageError) in
            notices += 1
            if notice.id != id { findings.add("notice \(id): the row says \(notice.id)") }
            if try !tables.noticesByCustomer.contains(Key2(notice.customer, id), in: snapshot) {
                findings.add("notice \(id): the index of its customer lacks it")
            }
            for entry in notice.entries {
                counts[entry.channel, default: NotificationCounts()].move(from: nil, to: entry.status)
                if (entry.status == .pending) != (entry.dueAt != nil) {
                    findings.add("notice \(id): \(entry.channel.text) is \(entry.status.text) and due or not")
                }
                guard let due = entry.dueAt else { continue }
                queued += 1
                let key = NoticeJournal.key(entry.channel, due, id)
                if try !tables.notificationQueue.contains(key, in: snapshot) {
                    findings.add("notice \(id): \(entry.channel.text) is not in the queue")
                }
            }
            return .next
        }
        for (name, found, wanted) in [
            ("notices_by_customer", try tables.noticesByCustomer.count(in: snapshot), notices),
            ("notification_queue", try tables.notificationQueue.count(in: snapshot), queued),
        ] where found != wanted {
            findings.add("\(name): \(found) entries where the notices want \(wanted)")
        }
        for channel in NotificationChannel.allCases {
            let kept = try tables.notificationCounts.get(channel.rawValue, in: snapshot) ?? NotificationCounts()
            if kept != counts[channel] ?? NotificationCounts() {
                findings.add("notification_counts: \(channel.text) has other notifications than counted")
            }
        }
    }

    private func checkAudit(
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        var failure: LogError?
        do throws(LogError) {
            let bounds = try store.log.bounds(of: store.log.partition(AuditTrail.topic, 0), in: snapshot)
            do throws(StorageError) {
                var kept = 0
                try store.tables.auditEntries.scan(in: snapshot) { id, row in
                    if row.offset >= bounds.end.value { findings.add("audit entry \(id): its record is missing") }
                    if row.offset >= bounds.start.value { kept += 1 }
                    return .next
                }
                let records = bounds.end - bounds.start
                if kept != records { findings.add("audit_entries: \(kept) entries for \(records) records") }
            } catch {
                throw .storage(error)
            }
        } catch {
            failure = error
        }
        if let failure { findings.add("audit: \(failure)") }
    }
}
