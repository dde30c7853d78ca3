import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird

/// `/orders`: place, read, list, cancel.
struct OrderRoutes {
    let engine: Engine
    let access: Access

    func add(to group: RouterGroup<GatewayContext>) {
        group.post("orders") { request, _ in try await place(request) }
        group.get("orders") { request, _ in try await list(request) }
        group.get("orders/:id") { request, context in try await get(request, context) }
        group.delete("orders/:id") { request, context in try await cancel(request, context) }
        group.post("orders/:id/cancel") { request, context in try await cancel(request, context) }
        group.get("orders/:id/events") { request, context in try await events(request, context) }
    }

    // MARK: Place

    private func place(_ request: Request) async throws -> Response {
        let principal = try await access.find(request)
        if principal == nil, !access.isDemo { throw Problem(.authenticationRequired) }
        if principal?.role == .admin { throw Problem(.adminCannotOrder) }
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let draft = try RequestBody.read(document) { OrderBody.read(&$0, for: principal) }
        let key = try idempotency(request, principal, route: "/orders", body: bytes)
        return answer(try await engine.placeOrder(draft, idempotency: key))
    }

    // MARK: Read

    private func get(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let customer = try access.visibleCustomer(try await access.find(request))
        let order = try engine.order(try orderID(context), of: customer)
        let tag = "\"v\(order.version)\""
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: [.eTag: tag]) }
        return .json(OrderJSON.render(order), headers: [.eTag: tag])
    }

    private func list(_ request: Request) async throws -> Response {
        let principal = try await access.find(request)
        var filter = OrderFilter(customer: try access.visibleCustomer(principal))
        let parameters = request.uri.queryParameters
        if let text = parameters["user_id"] {
            guard let wanted = CustomerID(text: String(text)) else {
                throw Problem(
                    .validationError,
                    errors: [FieldProblem(pointer: "/user_id", code: "invalid", detail: "A user's id is expected.")]
                )
            }
            guard filter.customer == nil || filter.customer == wanted else { throw Problem(.accessDenied) }
            filter.customer = wanted
        }
        if let text = parameters["status"] {
            guard let status = OrderStatus(text: String(text)) else {
                throw Problem(
                    .validationError,
                    errors: [
                        FieldProblem(pointer: "/status", code: "unknown_value", detail: "There is no status \(text).")
                    ]
                )
            }
            filter.status = status
        }
        let paging = try Paging(request)
        let cursor = try parameters["cursor"].map { text throws(Problem) in try Self.cursor(text) }
        let page = try engine.orders(
            filter,
            skip: cursor == nil ? paging.skip : 0,
            before: cursor,
            limit: paging.limit
        )
        return render(page, paging)
    }

    private func render(_ page: OrderPage, _ paging: Paging) -> Response {
        if paging.isBare {
            var json = JSONWriter(capacity: 1_024 * (page.orders.count + 1))
            json.beginArray()
            for order in page.orders { OrderJSON.write(order, to: &json) }
            json.endArray()
            return .json(json.bytes, headers: [.xTotalCount: "\(page.total)"])
        }
        return .json { json in
            json.arrayField("data") { json in
                for order in page.orders { OrderJSON.write(order, to: &json) }
            }
            json.field("has_more", page.hasMore)
            json.field("next_cursor", page.hasMore ? page.orders.last?.id.text : nil)
            json.field("page", paging.page)
            json.field("page_size", paging.limit)
            json.field("total", page.total)
        }
    }

    private func events(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let customer = try access.visibleCustomer(try await access.find(request))
        let events = try engine.events(of: try orderID(context), customer: customer)
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
        let id = try orderID(context)
        let route = "/orders/\(id.text)/cancel"
        let key = try idempotency(request, principal, route: route, body: bytes)
        let isAdmin = principal.role == .admin
        return answer(
            try await engine.cancelOrder(
                id,
                reason: reason,
                by: isAdmin ? .admin : .customer,
                customer: isAdmin ? nil : principal.customer,
                idempotency: key
            )
        )
    }

    // MARK: Parts

    private func orderID(_ context: GatewayContext) throws(Problem) -> OrderID {
        guard let id = context.parameters.get("id").flatMap({ OrderID(text: $0) }) else {
            throw Problem(.orderNotFound)
        }
        return id
    }

    private static func cursor(_ text: Substring) throws(Problem) -> OrderID {
        guard let id = OrderID(text: String(text)) else {
            throw Problem(
                .validationError,
                errors: [FieldProblem(pointer: "/cursor", code: "invalid", detail: "Send `next_cursor` as it came.")]
            )
        }
        return id
    }

    private func idempotency(
        _ request: Request,
        _ principal: Principal?,
        route: String,
        body: [UInt8]
    ) throws(Problem) -> IdempotencyRequest? {
        try IdempotencyRequest.read(request, principal, route: route, body: body)
    }

    private func answer(_ answer: CommandAnswer) -> Response { .answer(answer, of: engine) }
}
