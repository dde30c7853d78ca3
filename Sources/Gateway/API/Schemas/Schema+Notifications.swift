import Commerce

extension Schema {
    static let newNotification = component(
        Component(
            "NewNotification",
            closed(
                Field("customer_id", name(CustomerID.guestByteLimit).about("An account's id, or a guest's name.")),
                Field("type", oneOf(NotificationBody.types).about("A channel, or what it is about.")),
                Field("message", paragraphs(Notice.messageLimit, min: 1)),
                .optional("subject", name(Notice.subjectLimit).orNull)
            )
        )
    )

    static let notification = component(
        Component(
            "Notification",
            object(
                Field("notification_id", uuid),
                Field("customer_id", string()),
                Field("channel", words(NotificationChannel.self)),
                Field("type", words(NoticeKind.self)),
                Field("order_id", uuid.orNull),
                Field("subject", string()),
                Field("message", string()),
                Field("status", words(NotificationStatus.self)),
                Field("reason", words(SkipReason.self).orNull.about("Why it is skipped.")),
                Field("attempts", integer(from: 0)),
                Field("error", string().orNull.about("Why the last attempt failed.")),
                Field("next_attempt_at", time.orNull),
                Field("created_at", time),
                Field("sent_at", time.orNull),
                Field("read_at", time.orNull)
            )
        )
    )

    static let notificationSettings = object(Field("in_app", boolean), Field("email", boolean), Field("sms", boolean))

    static let notificationSettingsChange = closed(
        .optional("email", boolean.orNull),
        .optional("sms", boolean.orNull),
        .optional("in_app", anyOf(constantTrue, null))
    )

    private static let constantTrue = Schema(members: [.init("const", true)])
    private static let null = Schema(members: [.init("type", "null")])

    static let auditEntry = component(
        Component(
            "AuditEntry",
            object(
                Field("event_type", constant("audit")),
                Field("audit_id", uuid),
                Field("action", string().example("order.change")),
                Field("actor", string().about("`user:` or `key:` and an id, `anonymous`, `operator` or `shop`.")),
                Field("role", words(Role.self)),
                Field("target", string().example("order:0197a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")),
                Field("request_id", string().orNull),
                Field("address_hash", string().orNull.about("The same for the same address.")),
                Field("before", map(anything)),
                Field("after", map(anything)),
                Field("timestamp", time)
            )
        )
    )
}
