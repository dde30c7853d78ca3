import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/inventory`: levels for everybody, corrections and the books for administrators.
struct InventoryRoutes {
    let engine: Engine
    let access: Access

    func add(to group: RouterGroup<GatewayContext>) {
        group.get("inventory") { request, _ in try list(request) }
        group.get("inventory/:id") { _, context in
            Response.json(StockJSON.render(try engine.stockLevel(of: try product(context))))
        }
        group.patch("inventory/:id") { request, context in try await setThreshold(request, context) }
        group.post("inventory/:id/adjust") { request, context in try await adjust(request, context) }
        group.get("inventory/:id/movements") { request, context in try await movements(request, context) }
        group.get("inventory/:id/explain") { request, context in try await explain(request, context) }
    }

    // MARK: Levels

    private func list(_ request: Request) throws -> Response {
        let paging = try Paging(request)
        let parameters = request.uri.queryParameters
        var filter = StockFilter(query: parameters["q"].map(String.init))
        if let text = parameters["low_stock"] {
            guard text == "true" || text == "false" else {
                throw Problem("low_stock", code: "invalid", "true or false is expected.")
            }
            filter.isLow = text == "true"
        }
        let cursor = try request.cursor { ProductID($0) }
        let page = try engine.stockLevels(filter, skip: paging.skip, after: cursor, limit: paging.limit)
        return paging.answer(
            page.levels,
            total: UInt64(page.total),
            nextCursor: page.hasMore ? page.levels.last?.product.text : nil
        ) { StockJSON.write($0, to: &$1) }
    }

    private func adjust(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.require(request)
        let product = try self.product(context)
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let command = try RequestBody.read(document) { StockBody.correction(&$0) }
        let route = "/inventory/\(product)/adjust"
        let key = try IdempotencyKey.read(request, principal, route: route, body: bytes)
        let answer = try await engine.correctStock(of: product, command, by: principal.actor, idempotency: key)
        return answer.response(engine)
    }

    private func setThreshold(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.require(request)
        let product = try self.product(context)
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let command = try RequestBody.read(document) { StockBody.threshold(&$0) }
        let route = "/inventory/\(product)"
        let key = try IdempotencyKey.read(request, principal, route: route, body: bytes)
        let answer = try await engine.setStockThreshold(of: product, command, by: principal.actor, idempotency: key)
        return answer.response(engine)
    }

    // MARK: Books

    private func movements(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.require(request)
        let paging = try Paging(request)
        let cursor = try request.cursor { UInt64($0) }
        let page = try engine.stockMovements(
            of: try product(context),
            skip: paging.skip,
            before: cursor,
            limit: paging.limit,
            for: principal.actor
        )
        return paging.answer(
            page.movements,
            total: page.total,
            nextCursor: page.hasMore ? page.movements.last.map { "\($0.number)" } : nil
        ) { StockJSON.write($0, to: &$1) }
    }

    private func explain(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.require(request)
        let explanation = try await engine.explainStock(of: try product(context), for: principal.actor)
        return .json(StockJSON.render(explanation))
    }

    // MARK: Parts

    private func product(_ context: GatewayContext) throws(Problem) -> ProductID {
        guard let id = context.parameters.get("id").flatMap({ ProductID($0) }) else { throw Problem(.productNotFound) }
        return id
    }
}
