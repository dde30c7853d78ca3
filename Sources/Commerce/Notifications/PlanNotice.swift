/// What is known of the customer who is to be told something.
package struct NoticeRecipient: Hashable, Sendable {
    /// Whether somebody can log in and read it in the shop.
    package var hasAccount: Bool
    /// The person's name, if it is known.
    package var name: String?
    /// Where to write to.
    package var email: EmailAddress?
    /// The telephone's number in digits, with a plus in front when it has one.
    package var phone: String?
    /// What they want to get.
    package var settings: NotificationSettings

    /// The recipient of what is about an order.
    ///
    /// - Parameters:
    ///   - order: its own address wins over the account's; nil for what is about no order.
    ///   - account: nil for guests, and for accounts that do not exist.
    package init(order: Order?, account: User?, settings: NotificationSettings = NotificationSettings()) {
        hasAccount = account != nil
        name = account?.fullName.flatMap { TextRules.isBlank($0) ? nil : $0 }
        email = order?.email.flatMap { EmailAddress($0) } ?? account?.email
        phone = account?.phone.flatMap(Self.dialable)
        self.settings = settings
    }

    /// The digits of a number as people type it; nil when there are fewer than five or more than fifteen (E.164).
    package static func dialable(_ text: String) -> String? {
        let digits = text.filter { $0.isASCII && $0.isNumber }
        guard (5...15).contains(digits.count) else { return nil }
        return text.drop { $0 == " " }.hasPrefix("+") ? "+" + digits : digits
    }

    /// Whether there is somewhere to send it on a channel.
    package func isReachable(by channel: NotificationChannel) -> Bool {
        switch channel {
        case .inApp: hasAccount
        case .email: email != nil
        case .sms: phone != nil
        }
    }
}

/// Which channels a customer wants to be told on. What is shown in the shop cannot be switched off.
package struct NotificationSettings: Hashable, Sendable {
    /// Whether e-mails are wanted.
    package var email: Bool
    /// Whether text messages are wanted.
    package var sms: Bool

    package init(email: Bool = true, sms: Bool = true) {
        self.email = email
        self.sms = sms
    }

    /// Whether the customer wants to be told on a channel.
    package func wants(_ channel: NotificationChannel) -> Bool {
        switch channel {
        case .inApp: true
        case .email: email
        case .sms: sms
        }
    }
}

/// Decides on which channels a customer is told something.
package enum PlanNotice {
    /// The channels of what is about an order: with an account all of them; a guest has nowhere to read anything and no
    /// telephone, so theirs is the e-mail alone, if they gave an address.
    package static func orderChannels(_ recipient: NoticeRecipient) -> [NotificationChannel] {
        if recipient.hasAccount { return NotificationChannel.allCases }
        return recipient.email == nil ? [] : [.email]
    }

    /// The notice's entry on a channel: there to be read, waiting to be sent, or skipped with the reason.
    package static func entry(
        _ channel: NotificationChannel,
        to recipient: NoticeRecipient,
        configured: Set<NotificationChannel>,
        now: Timestamp
    ) -> Notice.Entry {
        let reason = skipReason(channel, to: recipient, configured: configured)
        if let reason { return Notice.Entry(channel: channel, status: .skipped, skipped: reason, changedAt: now) }
        guard channel.isOutside else { return Notice.Entry(channel: channel, status: .sent, changedAt: now) }
        return Notice.Entry(channel: channel, status: .pending, changedAt: now, dueAt: now)
    }

    /// Why nothing is sent on a channel; nil when it is.
    package static func skipReason(
        _ channel: NotificationChannel,
        to recipient: NoticeRecipient,
        configured: Set<NotificationChannel>
    ) -> SkipReason? {
        if channel.isOutside, !configured.contains(channel) { return .notConfigured }
        if !recipient.settings.wants(channel) { return .optedOut }
        return recipient.isReachable(by: channel) ? nil : .noAddress
    }
}
