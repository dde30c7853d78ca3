import Commerce
import Engine
import Hummingbird

/// `/inventory`, for reading.
struct CatalogueRoutes {
    let engine: Engine

    func add(to group: RouterGroup<GatewayContext>) {
        group.get("inventory") { request, _ in
            try list(request) { view, json in
                json.beginObject()
                Self.writeLevel(view.level, to: &json)
                json.endObject()
            }
        }
        group.get("inventory/:id") { _, context in
            let view = try product(context)
            return Response.json { Self.writeLevel(view.level, to: &$0) }
        }
    }

    private func product(_ context: GatewayContext) throws -> ProductView {
        guard let id = context.parameters.get("id").flatMap({ ProductID($0) }) else { throw Problem(.productNotFound) }
        return try engine.product(id)
    }

    private func list(
        _ request: Request,
        _ write: (ProductView, inout JSONWriter) -> Void
    ) throws -> Response {
        let paging = try Paging(request)
        let query = request.uri.queryParameters["q"].map(String.init)
        let page = try engine.products(matching: query, skip: paging.skip, limit: paging.limit)
        return .json { json in
            json.arrayField("data") { json in
                for view in page.products { write(view, &json) }
            }
            json.field("has_more", page.hasMore)
            json.nullField("next_cursor")
            json.field("page", paging.page)
            json.field("page_size", paging.limit)
            json.field("total", page.total)
        }
    }

    private static func writeLevel(_ level: StockLevel, to json: inout JSONWriter) {
        json.field("product_id", level.product.text)
        json.field("on_hand", level.onHand)
        json.field("reserved", level.reserved)
        json.field("available", level.available)
        json.field("low_stock_threshold", level.lowStockThreshold)
    }
}
