import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/inventory`: levels for everybody, corrections and the books for administrators.
struct InventoryRoutes {
    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/inventory", "listStock", "Stock of all products", for: .guest, scope: .inventoryRead, list)
                .query(Parameter.paging + Parameter.bareList)
                .query(
                    .query(
                        "q",
                        .string(max: ProductRoutes.queryLimit),
                        "Words that the product's name, SKU or category begins with."
                    ),
                    .query("low_stock", .boolean, "Only products that are, or are not, low.")
                )
                .answers(.ok, "A page of levels; a bare array with `skip` or `limit`", .list(of: .stockLevel)),
            Endpoint(
                .get,
                "/inventory/{product_id}",
                "getStock",
                "A product's stock",
                for: .guest,
                scope: .inventoryRead,
                get
            )
            .answers(.ok, "The level", .stockLevel)
            .refuses(.productNotFound),
            Endpoint(
                .patch,
                "/inventory/{product_id}",
                "setStockThreshold",
                "Set when stock counts as low",
                for: .staff,
                scope: .inventoryWrite,
                setThreshold
            )
            .takes(.threshold, example: ["low_stock_threshold": 10])
            .answers(.ok, "The level", .stockLevel)
            .refuses(.productNotFound),
            Endpoint(
                .post,
                "/inventory/{product_id}/adjust",
                "adjustStock",
                "Correct a product's stock",
                for: .staff,
                scope: .inventoryWrite,
                adjust
            )
            .details("By a difference or to a count, with a reason that stays in the ledger.")
            .takes(.correction, example: ["delta": -2, "reason": "Broken in the storeroom"])
            .answers(.ok, "The level", .stockLevel)
            .refuses(.productNotFound, .stockChanged, .insufficientStock, .invalidTransition),
            Endpoint(
                .get,
                "/inventory/{product_id}/movements",
                "listStockMovements",
                "A product's ledger, newest first",
                for: .staff,
                scope: .inventoryRead,
                movements
            )
            .query(Parameter.paging + Parameter.bareList)
            .answers(.ok, "A page of movements; a bare array with `skip` or `limit`", .list(of: .movement))
            .refuses(.productNotFound),
            Endpoint(
                .get,
                "/inventory/{product_id}/explain",
                "explainStock",
                "Where a product's figures come from",
                for: .staff,
                scope: .inventoryRead,
                explain
            )
            .answers(.ok, "Every figure with what makes it up", .stockExplanation)
            .refuses(.productNotFound),
        ]
    }

    // MARK: Levels

    private func get(_ call: Call) async throws -> Response {
        .json(StockJSON.render(try engine.stockLevel(of: try call.productID())))
    }

    private func list(_ call: Call) async throws -> Response {
        let paging = try Paging(call.request)
        let filter = StockFilter(
            isLow: try call.query("low_stock", Flag.self)?.isTrue,
            query: try ProductRoutes.searchText(call)
        )
        let cursor = try call.request.cursor { ProductID($0) }
        let page = try engine.stockLevels(filter, skip: paging.skip, after: cursor, limit: paging.limit)
        return paging.answer(
            page.levels,
            total: UInt64(page.total),
            nextCursor: page.hasMore ? page.levels.last?.product.text : nil
        ) { StockJSON.write($0, to: &$1) }
    }

    private func adjust(_ call: Call) async throws -> Response {
        let product = try call.productID()
        let command = try call.read { StockBody.correction(&$0) }
        return try await engine.correctStock(of: product, command, by: call.actor, idempotency: call.idempotency)
            .response(engine)
    }

    private func setThreshold(_ call: Call) async throws -> Response {
        let product = try call.productID()
        let command = try call.read { StockBody.threshold(&$0) }
        return try await engine.setStockThreshold(of: product, command, by: call.actor, idempotency: call.idempotency)
            .response(engine)
    }

    // MARK: Books

    private func movements(_ call: Call) async throws -> Response {
        let paging = try Paging(call.request)
        let cursor = try call.request.cursor { UInt64($0) }
        let page = try engine.stockMovements(
            of: try call.productID(),
            skip: paging.skip,
            before: cursor,
            limit: paging.limit,
            for: call.actor
        )
        return paging.answer(
            page.movements,
            total: page.total,
            nextCursor: page.hasMore ? page.movements.last.map { "\($0.number)" } : nil
        ) { StockJSON.write($0, to: &$1) }
    }

    private func explain(_ call: Call) async throws -> Response {
        .json(StockJSON.render(try await engine.explainStock(of: try call.productID(), for: call.actor)))
    }
}

/// A yes or no in a query.
enum Flag: String, CaseIterable {
    case `true`, `false`

    var isTrue: Bool { self == .true }
}
