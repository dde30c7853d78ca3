import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/webhooks`: where somebody wants to be told of events.
struct WebhookRoutes {
    let engine: Engine

    var endpoints: [Endpoint] { managing + steering }

    private var managing: [Endpoint] {
        [
            Endpoint(
                .post,
                "/webhooks",
                "createWebhook",
                "Be told of events",
                for: .signedIn,
                scope: .webhooksWrite,
                limit: .createWebhook,
                create
            )
            .details(
                """
                Customers are told of their own orders, administrators and programs of the shop of everything. The \
                secret is shown in this answer alone.
                """
            )
            .takes(.newWebhook, example: ["url": "https://shop.example/hooks", "event_types": ["order.*"]])
            .answers(.created, "The webhook with its secret", .webhook)
            .refuses(.webhookURLNotAllowed, .tooManyWebhooks, .positionGone),
            Endpoint(
                .get,
                "/webhooks",
                "listWebhooks",
                "Webhooks, newest first",
                for: .signedIn,
                scope: .webhooksRead,
                list
            )
            .query(Parameter.paging)
            .answers(.ok, "A page of webhooks", .page(of: .webhook)),
            Endpoint(
                .get,
                "/webhooks/{webhook_id}",
                "getWebhook",
                "A webhook",
                for: .signedIn,
                scope: .webhooksRead,
                get
            )
            .answers(.ok, "The webhook", .webhook)
            .refuses(.webhookNotFound),
            Endpoint(
                .patch,
                "/webhooks/{webhook_id}",
                "changeWebhook",
                "Change a webhook",
                for: .signedIn,
                scope: .webhooksWrite,
                change
            )
            .takes(.webhookChange, example: ["event_types": ["order.shipped"]])
            .answers(.ok, "The webhook", .webhook)
            .refuses(.webhookNotFound, .webhookURLNotAllowed),
            Endpoint(
                .delete,
                "/webhooks/{webhook_id}",
                "deleteWebhook",
                "Remove a webhook and its deliveries",
                for: .signedIn,
                scope: .webhooksWrite,
                delete
            )
            .answers(.ok, "The webhook as it was left", .webhook)
            .refuses(.webhookNotFound),
        ]
    }

    private var steering: [Endpoint] {
        [
            steer("test", "testWebhook", "Send a test", test)
                .answers(.accepted, "The delivery of the test", .webhookDelivery)
                .refuses(.webhookNotFound, .webhookPaused),
            steer("rotate-secret", "rotateWebhookSecret", "Make a new secret", rotate)
                .details(
                    "For a while both secrets sign, so that a receiver can change over. The new one is shown once."
                )
                .takes(.webhookRotation, optional: true)
                .answers(.ok, "The webhook with its new secret", .webhook)
                .refuses(.webhookNotFound),
            steer("replay", "replayWebhook", "Send everything once more from a time or position on", replay)
                .details("In order, under the same event ids; what is new waits behind it.")
                .takes(.webhookReplay, example: ["from": "2026-02-20T10:30:00Z"])
                .answers(.accepted, "The webhook", .webhook)
                .refuses(.webhookNotFound, .positionGone),
            steer("pause", "pauseWebhook", "Send nothing until it is resumed", pause)
                .answers(.ok, "The webhook, paused", .webhook)
                .refuses(.webhookNotFound),
            steer("resume", "resumeWebhook", "Go on after a pause", resume)
                .details("`catch_up` sends all that was missed, in order; `skip` leaves it out.")
                .takes(.webhookResumption, optional: true, example: ["mode": "catch_up"])
                .answers(.ok, "The webhook, active", .webhook)
                .refuses(.webhookNotFound),
        ]
    }

    private func steer(
        _ word: String,
        _ name: String,
        _ summary: String,
        _ handler: @escaping Endpoint.Handler
    ) -> Endpoint {
        Endpoint(.post, "/webhooks/{webhook_id}/\(word)", name, summary, for: .signedIn, scope: .webhooksWrite, handler)
    }

    // MARK: Managing

    private var body: WebhookBody { WebhookBody(allowsPrivate: engine.configuration.webhooks.allowsPrivate) }

    private func create(_ call: Call) async throws -> Response {
        let wish = try call.read { WebhookBody.creation(&$0) }
        guard let url = try body.url(wish.url) else { throw Problem(.validationError) }
        var draft = WebhookDraft(url: url)
        draft.filter = wish.filter ?? draft.filter
        draft.format = wish.format ?? draft.format
        draft.secret = wish.secret
        draft.start = wish.start ?? draft.start
        draft.isActive = wish.isActive
        return try await engine.createWebhook(draft, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    private func list(_ call: Call) async throws -> Response {
        let paging = try Paging(call.request)
        let cursor = try call.request.cursor { WebhookID(text: $0) }
        let page = try engine.webhooks(
            skip: cursor == nil ? paging.skip : 0,
            before: cursor,
            limit: paging.limit,
            for: call.actor
        )
        return paging.page(
            of: page.endpoints,
            total: UInt64(page.total),
            nextCursor: page.hasMore ? page.endpoints.last?.id.text : nil
        ) { WebhookJSON.write($0, to: &$1) }
    }

    private func get(_ call: Call) async throws -> Response {
        .json(WebhookJSON.render(try engine.webhook(try call.webhookID(), for: call.actor)))
    }

    private func change(_ call: Call) async throws -> Response {
        let id = try call.webhookID()
        let wish = try call.read { WebhookBody.change(&$0) }
        // Whose it is comes first: nobody learns about addresses by another's webhook.
        _ = try engine.webhook(id, for: call.actor)
        let change = WebhookCommands.Change(url: try body.url(wish.url), filter: wish.filter, format: wish.format)
        return try await engine.changeWebhook(id, change, by: call.actor, idempotency: call.idempotency).response(
            engine
        )
    }

    private func delete(_ call: Call) async throws -> Response {
        let id = try call.webhookID()
        return try await engine.deleteWebhook(id, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    // MARK: Steering

    private func test(_ call: Call) async throws -> Response {
        let id = try call.webhookID()
        return try await engine.testWebhook(id, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    private func rotate(_ call: Call) async throws -> Response {
        let id = try call.webhookID()
        var wish: (secret: WebhookSecret?, overlapSeconds: Int64) = (nil, WebhookEndpoint.standardOverlapSeconds)
        if !call.bytes.isEmpty { wish = try call.read { WebhookBody.rotation(&$0) } }
        let answer = try await engine.rotateWebhookSecret(
            id,
            to: wish.secret,
            overlapSeconds: wish.overlapSeconds,
            by: call.actor,
            idempotency: call.idempotency
        )
        return answer.response(engine)
    }

    private func replay(_ call: Call) async throws -> Response {
        let id = try call.webhookID()
        let start = try call.read { WebhookBody.replay(&$0) }
        let answer = try await engine.replayWebhook(id, from: start, by: call.actor, idempotency: call.idempotency)
        return answer.response(engine)
    }

    private func pause(_ call: Call) async throws -> Response {
        let id = try call.webhookID()
        return try await engine.pauseWebhook(id, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    private func resume(_ call: Call) async throws -> Response {
        let id = try call.webhookID()
        var mode = WebhookCommands.Resumption.catchUp
        if !call.bytes.isEmpty { mode = try call.read { WebhookBody.resumption(&$0) } }
        return try await engine.resumeWebhook(id, mode, by: call.actor, idempotency: call.idempotency).response(engine)
    }
}

extension Call {
    /// The webhook that the path names.
    func webhookID() throws(Problem) -> WebhookID { try id("webhook_id", .webhookNotFound) { WebhookID(text: $0) } }
}
