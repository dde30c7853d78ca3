package import Commerce
import EventLog
import Storage

/// A message that somebody of the shop writes to a customer.
package struct MessageDraft: Sendable, Equatable {
    /// Who is told.
    package var customer: CustomerID
    /// On which channels, in their order; at least one.
    package var channels: [NotificationChannel]
    /// What about.
    package var kind: NoticeKind
    /// The words.
    package var writing: Notice.Writing

    package init(
        customer: CustomerID,
        channels: [NotificationChannel],
        kind: NoticeKind = .message,
        writing: Notice.Writing
    ) {
        self.customer = customer
        self.channels = channels
        self.kind = kind
        self.writing = writing
    }
}

extension Engine {
    /// Sends a message to a customer; the answer is its notification on the first channel.
    ///
    /// - Throws: `.accessDenied` for whoever is not of the shop, `.userNotFound` for an account that does not exist,
    ///   `.idempotencyKeyReused`.
    package func sendMessage(
        _ draft: MessageDraft,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        guard actor.isStaff else { throw .accessDenied }
        let (configured, trail) = (configuration.notifications.channels, trail(actor))
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let recipient = try stored { () throws(StorageError) in
                try self.recipient(draft.customer, about: nil, in: transaction)
            }
            if draft.customer.account != nil, !recipient.hasAccount { throw .userNotFound }
            let notice = Notice(
                id: entropy.identifier(at: now),
                customer: draft.customer,
                kind: draft.kind,
                writing: draft.writing,
                createdAt: now,
                entries: draft.channels.map {
                    PlanNotice.entry($0, to: recipient, configured: configured, now: now)
                }
            )
            let written = try stored { () throws(StorageError) in try notices.create(notice, in: transaction) }
            let diff = AuditDiff(written)
            try trail.record(.notificationSend, .customer(draft.customer), diff, now: now, in: transaction)
            let text = configuration.notifications.templates.text(of: draft.writing)
            let view = NotificationView(notice: written, entry: written.entries[0], text: text)
            let body = NotificationJSON.render(view)
            return CommandAnswer(status: 201, body: body, sequence: log.lastSequence)
        }
    }

    /// Notes that the customer has read a notification, on whichever channel they did; again changes nothing.
    ///
    /// - Throws: `.notificationNotFound` also for another customer's, `.idempotencyKeyReused`.
    package func readNotification(
        _ id: NotificationID,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await command(request) { [self] now, transaction throws(EngineError) in
            guard let (before, entry) = try notification(id, in: transaction), actor.owns(before) else {
                throw .notificationNotFound
            }
            var notice = before
            if notice.readAt == nil {
                notice.readAt = now
                try stored { () throws(StorageError) in try notices.write(notice, before: before, in: transaction) }
            }
            let view = NotificationView(notice: notice, entry: entry, text: try text(of: notice, in: transaction))
            return CommandAnswer(status: 200, body: NotificationJSON.render(view), sequence: log.lastSequence)
        }
    }

    // MARK: Settings

    /// On which channels somebody wants to be told.
    package func notificationSettings(of user: UserID) throws(EngineError) -> NotificationSettings {
        try read("notification settings") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                try tables.notificationSettings.get(user, in: snapshot) ?? NotificationSettings()
            }
        }
    }

    /// Changes on which channels somebody wants to be told; nil stays. 200 with the channels.
    ///
    /// - Throws: `.userNotFound`, `.idempotencyKeyReused`.
    @discardableResult
    package func changeNotificationSettings(
        of user: UserID,
        email: Bool?,
        sms: Bool?,
        idempotency request: IdempotencyRequest? = nil
    ) async throws(EngineError) -> CommandAnswer {
        try await command(request) { [self] _, transaction throws(EngineError) in
            let found = try stored { () throws(StorageError) -> NotificationSettings? in
                guard try tables.users.contains(user, in: transaction) else { return nil }
                let before = try tables.notificationSettings.get(user, in: transaction) ?? NotificationSettings()
                let settings = NotificationSettings(email: email ?? before.email, sms: sms ?? before.sms)
                if settings != before {
                    try tables.notificationSettings.put(user, settings, in: transaction)
                }
                return settings
            }
            guard let found else { throw .userNotFound }
            return CommandAnswer(status: 200, body: NotificationJSON.render(found), sequence: log.lastSequence)
        }
    }
}

extension Actor {
    /// Whether the notice is meant for them.
    func owns(_ notice: Notice) -> Bool {
        guard let id else { return false }
        return notice.customer == .account(id)
    }

    /// Whether the notice exists for them: their own, and every one for the people and programs of the shop.
    func maySee(_ notice: Notice) -> Bool { isStaff || owns(notice) }
}
