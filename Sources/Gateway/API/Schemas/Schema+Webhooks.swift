import Commerce
import Engine

extension Schema {
    private static let webhookURL = string(min: 1, max: WebhookURL.byteLimit)
        .about("Where to send: https, of the public internet.").example("https://shop.example/hooks")

    private static let eventTypes = array(
        string(min: 1, max: WebhookFilter.patternByteLimit).example("order.*"),
        1...WebhookFilter.patternLimit
    ).about("Event types, families such as `order.*`, or `*` for all.")

    private static let secret = string(
        min: WebhookSecret.textMinimum,
        max: WebhookSecret.textLimit,
        pattern: "^[!-~]+$"
    )
    .about("Your own: `whsec_` and base64 of 24 to 64 bytes, or any printable ASCII taken as it is.")

    private static let from = string(min: 1, max: 64).example("2026-02-20T10:30:00Z")

    static let newWebhook = component(
        Component(
            "NewWebhook",
            closed(
                Field("url", webhookURL),
                .optional("event_types", eventTypes.orNull.standard(["*"])),
                .optional("format", words(WebhookFormat.self).orNull.standard("full")),
                .optional("secret", secret.orNull.about("Made by the server when left out.")),
                .optional("from", from.orNull.about("`now`, `earliest`, a time or a position.").standard("now")),
                .optional("is_active", boolean.orNull.standard(true))
            )
        )
    )

    static let webhookChange = component(
        Component(
            "WebhookChange",
            closed(
                .optional("url", webhookURL.orNull),
                .optional("event_types", eventTypes.orNull),
                .optional("format", words(WebhookFormat.self).orNull)
            )
        )
    )

    static let webhookRotation = closed(
        .optional("secret", secret.orNull),
        .optional(
            "overlap_s",
            integer(Int(WebhookEndpoint.overlapRange.lowerBound)...Int(WebhookEndpoint.overlapRange.upperBound)).orNull
                .about("How long the secret before signs, too.")
                .standard(.integer(Int(WebhookEndpoint.standardOverlapSeconds)))
        )
    )

    static let webhookReplay = closed(Field("from", from.about("`earliest`, a time or a position.")))

    static let webhookResumption = closed(
        .optional(
            "mode",
            oneOf(WebhookCommands.Resumption.allCases.map(\.rawValue)).orNull.standard("catch_up")
        )
    )

    static let webhook = component(
        Component(
            "Webhook",
            object(
                Field("webhook_id", uuid),
                Field("owner_id", string().orNull.about("Null for the shop's own.")),
                Field("url", string()),
                Field("event_types", array(string())),
                Field("format", words(WebhookFormat.self)),
                Field("status", words(WebhookStatus.self)),
                Field("pause_reason", words(PauseReason.self).orNull),
                Field("secret", string().orNull.about("Shown once, when it is made.")),
                Field("secret_hint", string()),
                Field("previous_secret_until", time.orNull),
                Field("health", oneOf(WebhookHealth.allCases.map(\.rawValue))),
                Field("success_percent", integer(0...100).orNull.about("Of the last \(AttemptHistory.span) attempts.")),
                Field("consecutive_failures", integer(from: 0)),
                Field("last_success_at", time.orNull),
                Field("unfinished", integer(from: 0).about("Deliveries that wait or are on their way.")),
                Field("created_at", time),
                Field("updated_at", time)
            )
        )
    )

    static let webhookDelivery = component(Component("WebhookDelivery", object(deliveryFields)))

    static let webhookDeliveryLog = component(
        Component(
            "WebhookDeliveryLog",
            object(
                deliveryFields + [
                    Field(
                        "log",
                        array(
                            object(
                                Field("number", integer(from: 1)),
                                Field("started_at", time),
                                Field("finished_at", time.orNull),
                                Field("duration_ms", integer(from: 0).orNull),
                                Field("response_status", integer.orNull),
                                Field("error", string().orNull),
                                Field("response_body", string().about("Its first 10 KB.")),
                                Field("next_attempt_at", time.orNull)
                            )
                        ).about("The newest \(WebhookAttempt.keptCount) attempts, oldest first.")
                    )
                ]
            )
        )
    )

    private static let deliveryFields = [
        Field("delivery_id", uuid),
        Field("webhook_id", uuid),
        Field("event_id", uuid.about("The header `webhook-id` of every attempt.")),
        Field("event_type", string()),
        Field("order_id", uuid.orNull),
        Field("status", words(DeliveryStatus.self)),
        Field("attempts", integer(from: 0)),
        Field("last_response_status", integer.orNull),
        Field("next_attempt_at", time.orNull),
        Field("created_at", time),
        Field("finished_at", time.orNull),
    ]

    static let webhookDeliveries = object(
        Field("data", array(webhookDelivery)),
        Field("has_more", boolean),
        Field("next_cursor", string().orNull)
    )
}
