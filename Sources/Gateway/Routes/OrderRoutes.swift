import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird

/// `/orders`: place, read, list, cancel.
struct OrderRoutes {
    let engine: Engine
    let waits: OrderWaits

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/orders",
                "placeOrder",
                "Place an order",
                for: .demo(.user),
                scope: .ordersWrite,
                limit: .placeOrder,
                place
            )
            .details(
                """
                The order is on disk when it is answered, `pending`, and runs through its stages by itself. With \
                `Prefer: wait=<seconds>` the answer is held back until the order is settled.
                """
            )
            .query(.prefer)
            .takes(.newOrder, example: Self.example)
            .answers(.created, "The order as it was placed", .order, versioned: true)
            .refuses(.amountPrecision, .adminCannotOrder, .priceMismatch, .unknownProduct, .insufficientStock),
            Endpoint(
                .get,
                "/orders",
                "listOrders",
                "Orders, newest first",
                for: .demo(.user),
                scope: .ordersRead,
                limit: .readOrders,
                list
            )
            .details(
                """
                A request costs by the page: what has no index is looked for among so many orders, then the page is \
                shorter and `next_cursor` goes on there. `total` is null where counting would cost more.
                """
            )
            .query(Parameter.paging + Parameter.bareList + OrderListQuery.parameters)
            .answers(.ok, "A page of orders; a bare array with `skip` or `limit`", .list(of: .order)),
            Endpoint(
                .get,
                "/orders/{order_id}",
                "getOrder",
                "An order",
                for: .demo(.user),
                scope: .ordersRead,
                limit: .readOrders,
                get
            )
            .query(.at)
            .answers(.ok, "The order", .order, versioned: true)
            .refuses(.orderNotFound, .positionGone),
            Endpoint(
                .get,
                "/orders/{order_id}/events",
                "listOrderEvents",
                "What happened to an order, oldest first",
                for: .demo(.user),
                scope: .ordersRead,
                limit: .readOrders,
                events
            )
            .answers(.ok, "Its events", .orderEvents)
            .refuses(.orderNotFound),
            cancellation(.delete, "/orders/{order_id}", "deleteOrder"),
            cancellation(.post, "/orders/{order_id}/cancel", "cancelOrder"),
        ]
    }

    private func cancellation(_ method: HTTPRequest.Method, _ path: String, _ name: String) -> Endpoint {
        Endpoint(
            method,
            path,
            name,
            "Cancel an order",
            for: .signedIn,
            scope: .ordersWrite,
            limit: .cancelOrder,
            cancel
        )
        .details("Until it is shipped. Stock goes back, and what was paid is given back.")
        .query(.query("reason", .line(Order.cancelReasonLimit), "Why; the body's `reason` wins."))
        .takes(.cancellation, optional: true)
        .answers(.ok, "The order, cancelled", .order, versioned: true)
        .refuses(.orderNotFound, .orderNotCancellable)
        .conditional
    }

    private static let example: JSONTree = [
        "items": [["product_id": "prod-001", "quantity": 2, "unit_price": .decimal("29.99")]],
        "total_amount": .decimal("59.98"),
        "shipping_address": [
            "street": "1 Pier", "city": "Harbour", "state": "CA", "zip": "90001", "country": "USA",
        ],
        "payment_method": "credit_card",
    ]

    // MARK: Place

    private func place(_ call: Call) async throws -> Response {
        // Before the body is looked at; the engine would refuse it as well.
        if call.principal?.role == .admin { throw Problem(.adminCannotOrder) }
        let draft = try call.read { OrderBody.read(&$0, for: call.principal) }
        let placed = try await engine.placeOrder(draft, as: call.principal?.actor, idempotency: call.idempotency)
        guard let seconds = Preferences(call.request).waitSeconds else { return placed.response(engine) }
        return try await settled(placed, seconds, call)
    }

    /// The answer to a placed order, held back until the order is settled or the client has waited long enough.
    private func settled(_ placed: CommandAnswer, _ seconds: Int, _ call: Call) async throws -> Response {
        guard let id = try JSONDocument(parsing: placed.body).root["order_id"]?.string.flatMap({ OrderID(text: $0) })
        else { throw Problem(.internalError) }
        try await waits.wait(for: id, millis: Int64(seconds) * 1_000) { giveUp in
            ClientDeparture.watch(call.context.channel, giveUp)
        }
        let order = try engine.order(id, for: .shop)
        var answer = placed
        answer.body = OrderJSON.render(order, for: call.viewer)
        answer.version = order.version
        var response = answer.response(engine)
        response.headers[.preferenceApplied] = "wait=\(seconds)"
        return response
    }

    // MARK: Read

    private func get(_ call: Call) async throws -> Response {
        let id = try call.orderID()
        let order =
            if let text = call.query("at") {
                try engine.order(id, for: call.actor, at: try Self.moment(text))
            } else {
                try engine.order(id, for: call.actor)
            }
        return call.versioned(order.version) { OrderJSON.render(order, for: call.viewer) }
    }

    private static func moment(_ text: String) throws(Problem) -> OrderMoment {
        if let position = Position(text: text) { return .position(position) }
        if let time = Timestamp(text: text) { return .time(time) }
        throw Problem("at", code: "invalid", "A time (RFC 3339) or a position (`X-Log-Position`) is expected.")
    }

    private func list(_ call: Call) async throws -> Response {
        let query = try OrderListQuery(call.request, visible: call.visibleCustomer)
        let page = try engine.orders(
            query.filter,
            sort: query.sort,
            skip: query.paging.skip,
            after: query.cursor,
            limit: query.paging.limit
        )
        return query.paging.answer(page.orders, total: page.total, nextCursor: page.next?.text) {
            OrderJSON.write($0, for: call.viewer, to: &$1)
        }
    }

    private func events(_ call: Call) async throws -> Response {
        let events = try engine.events(of: try call.orderID(), for: call.actor)
        return .json { json in
            json.arrayField("data") { json in
                for event in events {
                    json.beginObject()
                    json.field("event_id", event.id)
                    json.field("event_type", event.type)
                    json.field("topic", event.partition.topic.text)
                    json.field("partition", event.partition.number)
                    json.field("offset", event.offset.value)
                    json.field("timestamp", event.timestamp)
                    json.rawField("data", event.data)
                    json.endObject()
                }
            }
        }
    }

    // MARK: Cancel

    private func cancel(_ call: Call) async throws -> Response {
        var reason = try call.query("reason", max: Order.cancelReasonLimit)
        if !call.bytes.isEmpty {
            reason = try call.read { reader -> String?? in
                reader.unknownFields(allowed: ["reason"])
                return .some(reader.optionalString("reason", max: Order.cancelReasonLimit))
            }
        }
        let answer = try await engine.cancelOrder(
            try call.orderID(),
            reason: reason,
            as: call.actor,
            expected: call.expectedVersion,
            idempotency: call.idempotency
        )
        return answer.response(engine)
    }
}

extension Parameter {
    fileprivate static let at = Parameter.query(
        "at",
        .string(min: 1, max: 64).example("2026-02-20T10:30:00.123Z"),
        "A time or a log position: the order as it was then, folded from its events."
    )

    fileprivate static let prefer = Parameter.header(
        "Prefer",
        .string().example("wait=10"),
        "`wait=<seconds>`, at most \(Preferences.longestWaitSeconds): hold the answer back until the order is settled."
    )
}
