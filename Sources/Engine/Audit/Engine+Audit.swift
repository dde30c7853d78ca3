package import Commerce
import EventLog
import Logging
import Storage

/// What a list of audit entries is narrowed to.
package struct AuditFilter: Sendable, Equatable {
    /// `user:<id>`, `key:<id>`, or the id alone; nil: whoever it was.
    package var actor: String?
    /// Nil: whatever was done.
    package var action: AuditAction?
    /// `order:<id>` and the like, or the id alone; nil: whatever it was done to.
    package var target: String?
    /// Nil: from the beginning.
    package var since: Timestamp?

    package init(actor: String? = nil, action: AuditAction? = nil, target: String? = nil, since: Timestamp? = nil) {
        self.actor = actor
        self.action = action
        self.target = target
        self.since = since
    }

    func admits(_ row: AuditRow) -> Bool {
        Self.names(row.actor, actor) && Self.names(row.target, target)
            && (action.map { $0.rawValue == row.action } ?? true)
    }

    private static func names(_ text: String, _ wanted: String?) -> Bool {
        guard let wanted else { return true }
        return text == wanted || text.hasSuffix(":\(wanted)")
    }
}

extension Engine {
    /// Entries looked at in one snapshot, and snapshots for one page.
    private static let auditSlice = (rows: 1_000, rounds: 50)

    /// A page of audit entries as the JSON of their events, newest first, for administrators; where the next one begins,
    /// nil behind the last.
    ///
    /// Entries whose record retention took are left out. A page that a filter leaves little of may be short, and another
    /// one may follow all the same.
    ///
    /// - Throws: `.accessDenied`.
    package func auditEntries(
        _ filter: AuditFilter,
        after place: EventID? = nil,
        limit: Int,
        as actor: Actor
    ) throws(EngineError) -> (entries: [[UInt8]], next: EventID?) {
        guard actor.isAdmin else { throw .accessDenied }
        var (entries, place) = ([[UInt8]](), place)
        for _ in 0..<Self.auditSlice.rounds {
            let slice = try auditSlice(filter, after: place, room: limit - entries.count)
            entries += slice.entries
            guard let next = slice.next else { return (entries, nil) }
            place = next
            if entries.count == limit { break }
        }
        return (entries, place)
    }

    /// What one snapshot finds; and the last row that was looked at, nil when there are no more.
    private func auditSlice(
        _ filter: AuditFilter,
        after place: EventID?,
        room: Int
    ) throws(EngineError) -> (entries: [[UInt8]], next: EventID?) {
        try read("audit") { snapshot throws(EngineError) in
            var (found, last, seen, isEnd) = ([Offset](), EventID?.none, 0, true)
            try stored { () throws(StorageError) in
                try tables.auditEntries.scan(from: place, descending: true, in: snapshot) { id, row in
                    if let since = filter.since, id.version7Timestamp < since { return .stop }
                    // Something is left to look at: the row that does not fit any more says so.
                    guard found.count < room, seen < Self.auditSlice.rows else {
                        isEnd = false
                        return .stop
                    }
                    (last, seen) = (id, seen + 1)
                    if filter.admits(row) { found.append(Offset(row.offset)) }
                    return .next
                }
            }
            var entries: [[UInt8]] = []
            for offset in found { if let entry = try auditEntry(offset, in: snapshot) { entries.append(entry) } }
            return (entries, isEnd ? nil : last)
        }
    }

    private func auditEntry(
        _ offset: Offset,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> [UInt8]? {
        try logged { () throws(LogError) in
            let partition = try log.partition(AuditTrail.topic, 0)
            guard try offset >= log.bounds(of: partition, in: snapshot).start else { return nil }
            let records = try log.fetch(partition, from: offset, limit: FetchLimit(records: 1), in: snapshot)
            return records.first?.value.map { Array($0) }
        }
    }
}

extension Engine {
    /// Notes that somebody looks at personal data, before they see it.
    ///
    /// - Parameter what: more about it than the target says.
    package func auditReveal(
        _ target: AuditTarget,
        _ what: [(name: String, value: Int)] = [],
        by actor: Actor
    ) async throws(EngineError) {
        let trail = trail(actor)
        try await submit { [time] transaction throws(EngineError) in
            var diff = AuditDiff()
            for (name, value) in what { diff.set(name, nil, value) }
            if what.isEmpty { try trail.record(.dataReveal, target, now: time.now, in: transaction) }
            try trail.record(.dataReveal, target, diff, now: time.now, in: transaction)
        }
    }

    /// Notes that access tokens are signed with another key from now on.
    package func auditKeyRotation(from old: String, to new: String) async throws(EngineError) {
        let trail = trail(Actor(id: nil, role: .admin))
        try await submit { [time] transaction throws(EngineError) in
            var diff = AuditDiff()
            diff.set("signing_key", old, new)
            try trail.record(.keysRotate, .signingKey(new), diff, now: time.now, in: transaction)
        }
    }

    /// Notes that somebody did not know an administrator's password. Nobody waits for it: an answer that takes longer
    /// would say which addresses are administrators'.
    func auditFailedLogin(_ user: User) {
        guard user.role == .admin else { return }
        // Whoever it was, they are not known to be that user.
        var trail = trail(Actor(id: nil, role: .user))
        trail.requester?.identity = Requester.anonymous
        writer.enqueueBackground { [trail, time] transaction throws(EngineError) in
            try trail.record(.loginFailed, .user(user.id), now: time.now, in: transaction)
        } completion: { [logger] result in
            guard case .failure(let error) = result else { return }
            logger.error("a failed login could not be audited", metadata: ["error": "\(error)"])
        }
    }
}
