import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird
import NIOCore

/// `/products`: read and search, and for those who run the shop add, change, remove, import and export.
struct ProductRoutes {
    /// Longest `q`, in Unicode scalars.
    static let queryLimit = 200
    /// Products in one piece of an export, each read from a snapshot of its own.
    private static let exportPiece = 500

    let engine: Engine

    var endpoints: [Endpoint] { reading + writing + files }

    private var reading: [Endpoint] {
        [
            Endpoint(.get, "/products", "listProducts", "The catalogue", for: .guest, scope: .productsRead, list)
                .query(Parameter.paging)
                .query(
                    .query("q", .string(max: Self.queryLimit), "Words that name, SKU or category begin with."),
                    .query("category", .string(max: Product.categoryLimit), "Only this category."),
                    .query(
                        "is_active",
                        .oneOf(ProductActivity.allCases.map(\.rawValue)),
                        "`all` and `false` are for the shop."
                    )
                )
                .answers(.ok, "A page of products", .page(of: .product)),
            Endpoint(.get, "/products/{product_id}", "getProduct", "A product", for: .guest, scope: .productsRead, get)
                .answers(.ok, "The product", .product, versioned: true)
                .refuses(.productNotFound),
            Endpoint(
                .get,
                "/products/{product_id}/image",
                "getProductImage",
                "A product's picture",
                for: .guest,
                scope: .productsRead,
                limit: .unlimited,
                image
            )
            .details("A drawing made from its name when it has none.")
            .answers(.ok, "A drawing", .string(), type: "image/svg+xml", versioned: true)
            .answers(.found, "Its picture is elsewhere: see `Location`")
            .refuses(.productNotFound),
        ]
    }

    private var writing: [Endpoint] {
        [
            Endpoint(.post, "/products", "createProduct", "Add a product", for: .staff, scope: .productsWrite, create)
                .takes(.newProduct, example: ["sku": "TP-VASE", "name": "Harbour Vase", "price": .decimal("39.90")])
                .answers(.created, "The product", .product, versioned: true)
                .refuses(.amountPrecision, .productExists, .skuTaken),
            Endpoint(
                .patch,
                "/products/{product_id}",
                "changeProduct",
                "Change a product",
                for: .staff,
                scope: .productsWrite,
                change
            )
            .details("Members that are absent stay as they are, `null` empties what may be empty (RFC 7396).")
            .takes(.productChange, example: ["price": .decimal("34.90")])
            .answers(.ok, "The product", .product, versioned: true)
            .refuses(.productNotFound, .amountPrecision, .skuTaken)
            .conditional,
            Endpoint(
                .delete,
                "/products/{product_id}",
                "removeProduct",
                "Take a product out of the catalogue",
                for: .staff,
                scope: .productsWrite,
                remove
            )
            .details("It is not sold any more; orders of the past still show it.")
            .answers(.ok, "The product, not active", .product, versioned: true)
            .refuses(.productNotFound)
            .conditional,
        ]
    }

    private var files: [Endpoint] {
        [
            Endpoint(
                .post,
                "/products/import",
                "importProducts",
                "Add and change products from a CSV file",
                for: .staff,
                scope: .productsWrite,
                importFile
            )
            .details("Nothing is imported when the file cannot be read; rows that fail are answered as a file again.")
            .takes(
                type: "text/csv",
                .string(max: RequestBody.maxBytes),
                example: "sku,name,price,stock\nTP-VASE,Harbour Vase,39.90,12\n"
            )
            .answers(.ok, "What has become of each row", .importReport)
            .refuses(.invalidCSV),
            Endpoint(
                .get,
                "/products/export",
                "exportProducts",
                "The catalogue as a CSV file",
                for: .staff,
                scope: .productsRead,
                export
            )
            .answers(.ok, "All products, in the form that an import takes", .string(), type: "text/csv"),
        ]
    }

    // MARK: Read

    private func get(_ call: Call) async throws -> Response {
        let view = try engine.product(try call.productID(), seenBy: call.actor)
        return call.versioned(view.product.version) { ProductJSON.render(view) }
    }

    private func list(_ call: Call) async throws -> Response {
        var filter = ProductFilter(
            query: try Self.searchText(call),
            category: try call.query("category", max: Product.categoryLimit)
        )
        if let activity = try call.query("is_active", ProductActivity.self) { filter.activity = activity }
        let cursor = try call.request.cursor { ProductID($0) }
        let paging = try Paging(call.request)
        let page = try engine.products(
            filter,
            skip: cursor == nil ? paging.skip : 0,
            after: cursor,
            limit: paging.limit,
            by: call.actor
        )
        return paging.page(
            of: page.products,
            total: UInt64(page.total),
            nextCursor: page.hasMore ? page.products.last?.product.id.text : nil
        ) { ProductJSON.write($0, to: &$1) }
    }

    /// What products are searched for, `q`.
    static func searchText(_ call: Call) throws(Problem) -> String? {
        try call.query("q", max: queryLimit)
    }

    /// The picture of a product, also of one that is not sold any more: orders of the past show it.
    private func image(_ call: Call) async throws -> Response {
        let product = try engine.product(try call.productID()).product
        let tag = EntityTag.text(product.version)
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "public, max-age=300"]
        if EntityTag.isKnown(tag, to: call.request) { return Response(status: .notModified, headers: headers) }
        if let image = product.image {
            headers[.location] = image.text
            return Response(status: .found, headers: headers)
        }
        headers[.contentType] = "image/svg+xml"
        let svg = PlaceholderImage.svg(id: product.id.text, name: product.name)
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: svg))
        )
    }

    // MARK: Write

    private func create(_ call: Call) async throws -> Response {
        let command = try call.read { body in
            ProductBody.create(&body) { engine.entropy.productID(at: engine.time.now) }
        }
        return try await engine.createProduct(command, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    private func change(_ call: Call) async throws -> Response {
        let id = try call.productID()
        let fields = try call.read { ProductBody.change(&$0) }
        let command = ChangeProduct(fields, expecting: call.expectedVersion ?? .any)
        return try await engine.changeProduct(id, command, by: call.actor, idempotency: call.idempotency)
            .response(engine)
    }

    private func remove(_ call: Call) async throws -> Response {
        let id = try call.productID()
        let command = RemoveProduct(expecting: call.expectedVersion ?? .any)
        return try await engine.removeProduct(id, command, by: call.actor, idempotency: call.idempotency)
            .response(engine)
    }

    // MARK: Files

    private func importFile(_ call: Call) async throws -> Response {
        guard Self.isCSV(call.request.headers[.contentType]) else {
            throw Problem(.unsupportedMediaType, detail: "The body must be text/csv in UTF-8.")
        }
        let sheet: ProductSheet
        do throws(CatalogueFile.Flaw) {
            sheet = try ProductSheet(parsing: call.bytes)
        } catch {
            throw Problem(.invalidCSV, detail: "In row \(error.line) \(error.reason).")
        }
        return try await engine.importProducts(sheet, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    private func export(_ call: Call) async throws -> Response {
        let actor = call.actor
        let first = try engine.exportProducts(after: nil, limit: Self.exportPiece, by: actor)
        let body = ResponseBody { [engine] writer in
            var piece = first
            try await writer.write(ByteBuffer(bytes: piece.csv))
            while let next = piece.next {
                piece = try engine.exportProducts(after: next, limit: Self.exportPiece, by: actor)
                try await writer.write(ByteBuffer(bytes: piece.csv))
            }
            try await writer.finish(nil)
        }
        let headers: HTTPFields = [
            .contentType: "text/csv; charset=utf-8; header=present", .cacheControl: "no-store",
            .contentDisposition: "attachment; filename=\"products.csv\"",
        ]
        return Response(status: .ok, headers: headers, body: body)
    }

    private static func isCSV(_ contentType: String?) -> Bool {
        let type = contentType?.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return type == "text/csv"
    }
}

extension HTTPField.Name {
    static let contentDisposition = Self("Content-Disposition") ?? .via
}
