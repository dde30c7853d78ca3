package import Commerce
import EventLog
import Storage

/// A notification as clients see it: a notice on one channel, with its words.
package struct NotificationView: Sendable {
    /// What it is about.
    package var notice: Notice
    /// How far it has come.
    package var entry: Notice.Entry
    /// The words.
    package var text: NoticeText

    /// The id that clients know it by.
    package var id: NotificationID { notice.notificationID(entry.channel) }
}

/// What a list of notifications is narrowed to.
package struct NotificationFilter: Sendable, Equatable {
    /// Nil: of all customers.
    package var customer: CustomerID?
    /// Nil: on all channels.
    package var channel: NotificationChannel?
    /// Nil: whatever their status.
    package var status: NotificationStatus?
    /// Only those that nobody has read.
    package var isUnread = false

    package init(
        customer: CustomerID? = nil,
        channel: NotificationChannel? = nil,
        status: NotificationStatus? = nil,
        isUnread: Bool = false
    ) {
        self.customer = customer
        self.channel = channel
        self.status = status
        self.isUnread = isUnread
    }

    func admits(_ notice: Notice, _ entry: Notice.Entry) -> Bool {
        (channel ?? entry.channel) == entry.channel && (status ?? entry.status) == entry.status
            && !(isUnread && notice.readAt != nil)
    }
}

extension Engine {
    /// Notices looked at for one page, in one snapshot.
    private static let noticesPerPage = 5_000

    // MARK: Reading

    /// A notification, for the customer it is meant for and the people of the shop.
    ///
    /// - Throws: `.notificationNotFound` also for another customer's.
    package func notification(_ id: NotificationID, for actor: Actor) throws(EngineError) -> NotificationView {
        try read("notification") { snapshot throws(EngineError) in
            guard let (notice, entry) = try notification(id, in: snapshot), actor.maySee(notice) else {
                throw .notificationNotFound
            }
            return try view(notice, entry, in: snapshot)
        }
    }

    /// A page of notifications, newest first; where the next one begins, nil behind the last.
    ///
    /// A page that a filter leaves almost nothing of may be short, and another one may follow all the same.
    ///
    /// - Parameter place: the last notification of the page before.
    package func notifications(
        _ filter: NotificationFilter,
        skip: Int = 0,
        after place: NotificationID? = nil,
        limit: Int
    ) throws(EngineError) -> (page: [NotificationView], next: NotificationID?) {
        try read("notifications") { snapshot throws(EngineError) in
            var walk = NotificationWalk(filter: filter, skip: skip, after: place, limit: limit)
            try stored { () throws(StorageError) in
                try scanNotices(of: filter.customer, from: walk.start, in: snapshot) { notice in
                    walk.take(notice)
                    return walk.found.count > limit || walk.seen == Self.noticesPerPage ? .stop : .next
                }
            }
            var page: [NotificationView] = []
            for (notice, entry) in walk.found.prefix(limit) { page.append(try view(notice, entry, in: snapshot)) }
            if walk.found.count > limit { return (page, page.last?.id) }
            return (page, walk.seen == Self.noticesPerPage ? walk.last : nil)
        }
    }

    /// Walks notices, newest first, from `start` on.
    private func scanNotices(
        of customer: CustomerID?,
        from start: NoticeID?,
        in snapshot: borrowing ReadTransaction,
        _ body: (Notice) -> ScanStep
    ) throws(StorageError) {
        guard let customer else {
            return try tables.notices.scan(from: start, descending: true, in: snapshot) { _, notice in body(notice) }
        }
        let key = start.map { Key2(customer, $0) }
        try tables.noticesByCustomer.scan(
            prefix: customer.keyBytes,
            from: key,
            descending: true,
            in: snapshot
        ) { key, _ throws(StorageError) in
            guard let notice = try tables.notices.get(key.second, in: snapshot) else {
                throw tables.notices.raw.corrupt(key.second.keyBytes, "an index names it and it is missing")
            }
            return body(notice)
        }
    }

    /// A notice and its entry on the channel that the id means; nil when there is none.
    func notification(
        _ id: NotificationID,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> (Notice, Notice.Entry)? {
        do throws(StorageError) {
            for channel in NotificationChannel.allCases {
                let notice = try tables.notices.get(id.notice(on: channel), in: snapshot)
                if let notice, let entry = notice.entry(channel) { return (notice, entry) }
            }
            return nil
        } catch {
            throw .storage(error)
        }
    }

    /// Who is to be told about an order.
    func recipient(
        of order: Order,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> NoticeRecipient {
        try recipient(order.customer, about: order, in: snapshot)
    }

    /// Who is to be told something.
    func recipient(
        _ customer: CustomerID,
        about order: Order?,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> NoticeRecipient {
        guard let id = customer.account, let user = try tables.users.get(id, in: snapshot) else {
            return NoticeRecipient(order: order, account: nil)
        }
        let settings = try tables.notificationSettings.get(id, in: snapshot) ?? NotificationSettings()
        return NoticeRecipient(order: order, account: user, settings: settings)
    }

    private func view(
        _ notice: Notice,
        _ entry: Notice.Entry,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> NotificationView {
        NotificationView(notice: notice, entry: entry, text: try text(of: notice, in: snapshot))
    }

    /// How many notifications of each channel are in each status.
    package func notificationCounts() throws(EngineError) -> [NotificationChannel: NotificationCounts] {
        try read("notification counts") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                var counts: [NotificationChannel: NotificationCounts] = [:]
                for channel in NotificationChannel.allCases {
                    counts[channel] =
                        try tables.notificationCounts.get(channel.rawValue, in: snapshot) ?? NotificationCounts()
                }
                return counts
            }
        }
    }

    /// The share of what was sent outside and came to an end that was delivered, 0 to 1; 1 while nothing has ended.
    package func notificationDeliveryRate() throws(EngineError) -> Double {
        let counts = try notificationCounts().filter(\.key.isOutside).values
        let (sent, failed) = counts.reduce((0, 0)) { ($0.0 + $1[.sent], $0.1 + $1[.failed]) }
        return sent + failed == 0 ? 1 : Double(sent) / Double(sent + failed)
    }
}

/// Gathers the notifications of a page out of notices, newest first, those of one notice in the order of channels.
private struct NotificationWalk {
    let filter: NotificationFilter
    let limit: Int
    let after: NotificationID?
    private(set) var skip: Int
    private(set) var seen = 0
    private(set) var found: [(Notice, Notice.Entry)] = []
    /// The last notification that was looked at.
    private(set) var last: NotificationID?

    init(filter: NotificationFilter, skip: Int, after: NotificationID?, limit: Int) {
        (self.filter, self.skip, self.after, self.limit) = (filter, skip, after, limit)
    }

    /// Behind the newest notice that may still have something to show: a scan leaves its start out.
    var start: NoticeID? {
        guard let after else { return nil }
        // The notice of `after` is one of three; the largest of them and one more lets the walk begin at the right one.
        let newest = NotificationChannel.allCases.map { after.notice(on: $0) }.max() ?? after.notice(on: .inApp)
        return NoticeID(high: newest.high, low: newest.low &+ 1)
    }

    mutating func take(_ notice: Notice) {
        seen += 1
        // What stands before the place, in the notice that the last page ended in, was shown.
        var isBehind = true
        if let after { isBehind = !notice.entries.contains { notice.notificationID($0.channel) == after } }
        for entry in notice.entries {
            let id = notice.notificationID(entry.channel)
            if id == after {
                isBehind = true
                continue
            }
            guard isBehind else { continue }
            last = id
            guard filter.admits(notice, entry), found.count <= limit else { continue }
            if skip > 0 { skip -= 1 } else { found.append((notice, entry)) }
        }
    }
}
