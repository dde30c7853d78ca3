package import Commerce

/// Endpoints and deliveries as clients see them.
package enum WebhookJSON {
    /// An endpoint as one JSON object.
    ///
    /// - Parameter showsSecret: only in the answer that made the secret.
    package static func render(_ endpoint: WebhookEndpoint, showsSecret: Bool = false) -> [UInt8] {
        var json = JSONWriter(capacity: 768)
        write(endpoint, showsSecret: showsSecret, to: &json)
        return json.bytes
    }

    /// An endpoint as the next value.
    package static func write(_ endpoint: WebhookEndpoint, showsSecret: Bool = false, to json: inout JSONWriter) {
        json.beginObject()
        json.field("webhook_id", endpoint.id)
        json.field("owner_id", endpoint.owner?.text)
        json.field("url", endpoint.url)
        json.arrayField("event_types") { json in
            for pattern in endpoint.filter.patterns { json.string(pattern) }
        }
        json.field("format", endpoint.format.text)
        json.field("status", endpoint.status.text)
        json.field("pause_reason", endpoint.pauseReason?.text)
        json.field("secret", showsSecret ? endpoint.secret.text : nil)
        json.field("secret_hint", endpoint.secret.hint)
        json.optionalField("previous_secret_until", endpoint.previousUntil)
        json.field("health", endpoint.health.health.rawValue)
        json.field("success_percent", endpoint.health.successPercent.map(Int64.init))
        json.field("consecutive_failures", endpoint.health.failuresInRow)
        json.optionalField("last_success_at", endpoint.health.lastSuccessAt)
        json.field("unfinished", endpoint.unfinished)
        json.field("created_at", endpoint.createdAt)
        json.field("updated_at", endpoint.updatedAt)
        json.endObject()
    }

    /// A delivery as one JSON object.
    package static func render(_ delivery: WebhookDelivery) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        writeFields(of: delivery, to: &json)
        json.endObject()
        return json.bytes
    }

    /// A delivery as the next value.
    package static func write(_ delivery: WebhookDelivery, to json: inout JSONWriter) {
        json.beginObject()
        writeFields(of: delivery, to: &json)
        json.endObject()
    }

    /// A delivery with its attempts as one JSON object.
    package static func render(
        _ delivery: WebhookDelivery,
        attempts: [(number: UInt32, attempt: WebhookAttempt)]
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        writeFields(of: delivery, to: &json)
        json.arrayField("log") { json in
            for (number, attempt) in attempts {
                json.beginObject()
                json.field("number", Int(number))
                json.field("started_at", attempt.startedAt)
                json.optionalField("finished_at", attempt.finishedAt)
                json.field("duration_ms", attempt.finishedAt.map { max(0, $0.millis(since: attempt.startedAt)) })
                json.field("response_status", attempt.status.map(Int64.init))
                json.field("error", attempt.error)
                json.field("response_body", String(decoding: attempt.answer, as: UTF8.self))
                json.optionalField("next_attempt_at", attempt.nextAt)
                json.endObject()
            }
        }
        json.endObject()
        return json.bytes
    }

    private static func writeFields(of delivery: WebhookDelivery, to json: inout JSONWriter) {
        json.field("delivery_id", delivery.id)
        json.field("webhook_id", delivery.webhook)
        json.field("event_id", delivery.event)
        json.field("event_type", delivery.type)
        json.field("order_id", delivery.order?.text)
        json.field("status", delivery.status.text)
        json.field("attempts", delivery.attempts)
        json.field("last_response_status", delivery.lastStatus.map(Int64.init))
        json.optionalField("next_attempt_at", delivery.dueAt)
        json.field("created_at", delivery.createdAt)
        json.optionalField("finished_at", delivery.finishedAt)
    }
}

extension JSONWriter {
    fileprivate mutating func optionalField(_ key: JSONKey, _ time: Timestamp?) {
        if let time { field(key, time) } else { nullField(key) }
    }
}
