import Commerce
import Engine
import Hummingbird

/// `/products`, for reading.
struct CatalogueRoutes {
    let engine: Engine

    func add(to group: RouterGroup<GatewayContext>) {
        group.get("products") { request, _ in try list(request) { Self.write($0, to: &$1) } }
        group.get("products/:id") { _, context in
            let view = try product(context)
            return Response.json { Self.writeFields(view, to: &$0) }
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

    private static func write(_ view: ProductView, to json: inout JSONWriter) {
        json.beginObject()
        writeFields(view, to: &json)
        json.endObject()
    }

    private static func writeFields(_ view: ProductView, to json: inout JSONWriter) {
        let product = view.product
        json.field("product_id", product.id.text)
        json.field("sku", product.sku)
        json.field("name", product.name)
        json.field("description", product.description)
        json.field("price", minorUnits: product.price.minorUnits)
        json.field("currency", product.currency.text)
        json.field("category", product.category)
        json.field("is_active", product.isActive)
        json.field("available", view.level.available)
        json.field("low_stock", view.level.isLow)
        json.field("version", product.version)
        json.field("created_at", product.createdAt)
        json.field("updated_at", product.updatedAt)
    }
}
