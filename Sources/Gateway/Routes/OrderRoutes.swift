import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird

/// `/orders`: place, read, list, cancel.
struct OrderRoutes {
    let engine: Engine
    let access: Access
    let waits: OrderWaits

    func add(to group: RouterGroup<GatewayContext>) {
        group.post("orders") { request, context in try await place(request, context) }
        group.get("orders") { request, _ in try await list(request) }
        group.get("orders/:id") { request, context in try await get(request, context) }
        group.delete("orders/:id") { request, context in try await cancel(request, context) }
        group.post("orders/:id/cancel") { request, context in try await cancel(request, context) }
        group.get("orders/:id/events") { request, context in try await events(request, context) }
    }

    // MARK: Place

    private func place(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.find(request)
        if principal == nil, !access.isDemo { throw Problem(.authenticationRequired) }
        // Before the body is looked at; the engine would refuse it as well.
        if principal?.role == .admin { throw Problem(.adminCannotOrder) }
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let draft = try RequestBody.read(document) { OrderBody.read(&$0, for: principal) }
        let key = try IdempotencyKey.read(request, principal, route: "/orders", body: bytes)
        let placed = try await engine.placeOrder(draft, as: principal?.actor, idempotency: key)
        guard let seconds = Preferences(request).waitSeconds else { return placed.response(engine) }
        return try await settled(placed, seconds, principal, context)
    }

    /// The answer to a placed order, held back until the order is settled or the client has waited long enough.
    private func settled(
        _ placed: CommandAnswer,
        _ seconds: Int,
        _ principal: Principal?,
        _ context: GatewayContext
    ) async throws -> Response {
        guard let id = try JSONDocument(parsing: placed.body).root["order_id"]?.string.flatMap({ OrderID(text: $0) })
        else { throw Problem(.internalError) }
        try await waits.wait(for: id, millis: Int64(seconds) * 1_000) { giveUp in
            ClientDeparture.watch(context.channel, giveUp)
        }
        let order = try engine.order(id, of: nil)
        var answer = placed
        answer.body = OrderJSON.render(order, for: OrderViewer(role: principal?.role ?? .user))
        answer.version = order.version
        var response = answer.response(engine)
        response.headers[.preferenceApplied] = "wait=\(seconds)"
        return response
    }

    // MARK: Read

    private func get(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.find(request)
        let customer = try access.visibleCustomer(principal)
        let id = try context.orderID()
        let order =
            if let text = request.uri.queryParameters["at"] {
                try engine.order(id, of: customer, at: try Self.moment(String(text)))
            } else {
                try engine.order(id, of: customer)
            }
        let tag = EntityTag.text(order.version)
        if EntityTag.isKnown(tag, to: request) { return Response(status: .notModified, headers: [.eTag: tag]) }
        let viewer = OrderViewer(role: principal?.role ?? .user)
        return .json(OrderJSON.render(order, for: viewer), headers: [.eTag: tag])
    }

    private static func moment(_ text: String) throws(Problem) -> OrderMoment {
        if let position = Position(text: text) { return .position(position) }
        if let time = Timestamp(text: text) { return .time(time) }
        throw Problem("at", code: "invalid", "A time (RFC 3339) or a position (`X-Log-Position`) is expected.")
    }

    private func list(_ request: Request) async throws -> Response {
        let principal = try await access.find(request)
        let query = try OrderListQuery(request, visible: try access.visibleCustomer(principal))
        let page = try engine.orders(
            query.filter,
            sort: query.sort,
            skip: query.paging.skip,
            after: query.cursor,
            limit: query.paging.limit
        )
        let viewer = OrderViewer(role: principal?.role ?? .user)
        return query.paging.answer(page.orders, total: page.total, nextCursor: page.next?.text) {
            OrderJSON.write($0, for: viewer, to: &$1)
        }
    }

    private func events(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.find(request)
        let customer = try access.visibleCustomer(principal)
        let viewer = OrderViewer(role: principal?.role ?? .user)
        let events = try engine.events(of: try context.orderID(), customer: customer, as: viewer)
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

    private func cancel(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.require(request)
        let bytes = try await RequestBody.bytes(request)
        var reason = request.uri.queryParameters["reason"].map(String.init)
        if !bytes.isEmpty {
            let document = try RequestBody.json(request, bytes)
            reason = try RequestBody.read(document) { reader -> String?? in
                reader.unknownFields(allowed: ["reason"])
                return .some(reader.optionalString("reason", max: Order.cancelReasonLimit))
            }
        }
        let id = try context.orderID()
        let route = "/orders/\(id.text)/cancel"
        let answer = try await engine.cancelOrder(
            id,
            reason: reason,
            as: principal.actor,
            expected: EntityTag.expectedVersion(request),
            idempotency: try IdempotencyKey.read(request, principal, route: route, body: bytes)
        )
        return answer.response(engine)
    }

    // MARK: Parts
}
