import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/webhooks/{id}/deliveries` and `/webhook-deliveries`: what was sent, and what came back.
struct DeliveryRoutes {
    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/webhooks/{webhook_id}/deliveries",
                "listWebhookDeliveries",
                "A webhook's deliveries, newest first",
                for: .signedIn,
                scope: .webhooksRead,
                list
            )
            .query(
                .query("status", .words(DeliveryStatus.self), "Only in this status."),
                .query(
                    "page_size",
                    .integer(1...Paging.maxSize).standard(.integer(Paging.defaultSize)),
                    "Entries of a page."
                ),
                .query(
                    "cursor",
                    .string(min: 1, max: Parameter.cursorLimit),
                    "`next_cursor` of the page before, as it came."
                )
            )
            .answers(.ok, "A page of deliveries", .webhookDeliveries)
            .refuses(.webhookNotFound),
            Endpoint(
                .get,
                "/webhook-deliveries/{delivery_id}",
                "getWebhookDelivery",
                "A delivery with its attempts",
                for: .signedIn,
                scope: .webhooksRead,
                get
            )
            .answers(.ok, "The delivery with the log of its attempts", .webhookDeliveryLog)
            .refuses(.deliveryNotFound),
            Endpoint(
                .post,
                "/webhook-deliveries/{delivery_id}/redeliver",
                "redeliverWebhook",
                "Send a delivery once more",
                for: .signedIn,
                scope: .webhooksWrite,
                redeliver
            )
            .details("Under the same event id, whatever became of it before.")
            .answers(.accepted, "The delivery, pending", .webhookDelivery)
            .refuses(.deliveryNotFound, .webhookPaused),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let id = try call.webhookID()
        let paging = try Paging(call.request)
        let cursor = try call.request.cursor { DeliveryID(text: $0) }
        let page = try engine.webhookDeliveries(
            of: id,
            status: try Self.status(call),
            before: cursor,
            limit: paging.limit,
            for: call.actor
        )
        return .json { json in
            json.arrayField("data") { json in
                for delivery in page.deliveries { WebhookJSON.write(delivery, to: &json) }
            }
            json.field("has_more", page.hasMore)
            json.field("next_cursor", page.hasMore ? page.deliveries.last?.id.text : nil)
        }
    }

    private static func status(_ call: Call) throws(Problem) -> DeliveryStatus? {
        guard let text = call.query("status") else { return nil }
        guard let status = DeliveryStatus(text: text) else {
            let names = DeliveryStatus.allCases.map(\.text).joined(separator: ", ")
            throw Problem("status", code: "unknown_value", "One of \(names) is expected.")
        }
        return status
    }

    private func get(_ call: Call) async throws -> Response {
        let (delivery, attempts) = try engine.webhookDelivery(try call.deliveryID(), for: call.actor)
        return .json(WebhookJSON.render(delivery, attempts: attempts))
    }

    private func redeliver(_ call: Call) async throws -> Response {
        let id = try call.deliveryID()
        return try await engine.redeliverWebhook(id, by: call.actor, idempotency: call.idempotency).response(engine)
    }
}

extension Call {
    fileprivate func deliveryID() throws(Problem) -> DeliveryID {
        try id("delivery_id", .deliveryNotFound) { DeliveryID(text: $0) }
    }
}
