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
    let access: Access

    func add(to group: RouterGroup<GatewayContext>) {
        group.get("products") { request, _ in try await list(request) }
        group.post("products") { request, _ in try await create(request) }
        group.get("products/export") { request, _ in try await export(request) }
        group.post("products/import") { request, _ in try await importFile(request) }
        group.get("products/:id") { request, context in try await get(request, context) }
        group.patch("products/:id") { request, context in try await change(request, context) }
        group.delete("products/:id") { request, context in try await remove(request, context) }
        group.get("products/:id/image") { request, context in try image(request, context) }
    }

    // MARK: Read

    private func get(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let actor = try await actor(request)
        let view = try engine.product(try Self.productID(context), seenBy: actor)
        let tag = EntityTag.text(view.product.version)
        if EntityTag.isKnown(tag, to: request) { return Response(status: .notModified, headers: [.eTag: tag]) }
        return .json(ProductJSON.render(view), headers: [.eTag: tag])
    }

    private func list(_ request: Request) async throws -> Response {
        let actor = try await actor(request)
        let parameters = request.uri.queryParameters
        let query = parameters["q"].map(String.init)
        if let query, query.unicodeScalars.count > Self.queryLimit {
            throw Self.problem("q", "too_long", "At most \(Self.queryLimit) characters are allowed.")
        }
        var filter = ProductFilter(query: query, category: parameters["category"].map(String.init))
        if let text = parameters["is_active"] {
            guard let activity = ProductActivity(rawValue: String(text)) else {
                throw Self.problem("is_active", "unknown_value", "true, false or all is expected.")
            }
            filter.activity = activity
        }
        let cursor = try request.cursor { ProductID($0) }
        let paging = try Paging(request)
        let page = try engine.products(
            filter,
            skip: cursor == nil ? paging.skip : 0,
            after: cursor,
            limit: paging.limit,
            by: actor
        )
        return paging.page(
            of: page.products,
            total: UInt64(page.total),
            nextCursor: page.hasMore ? page.products.last?.product.id.text : nil
        ) { ProductJSON.write($0, to: &$1) }
    }

    /// The picture of a product, also of one that is not sold any more: orders of the past show it.
    private func image(_ request: Request, _ context: GatewayContext) throws -> Response {
        let product = try engine.product(try Self.productID(context)).product
        let tag = EntityTag.text(product.version)
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "public, max-age=300"]
        if EntityTag.isKnown(tag, to: request) { return Response(status: .notModified, headers: headers) }
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

    private func create(_ request: Request) async throws -> Response {
        let (principal, actor) = try await manager(request)
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let command = try RequestBody.read(document) { body in
            ProductBody.create(&body) { engine.entropy.productID(at: engine.time.now) }
        }
        let key = try IdempotencyKey.read(request, principal, route: "/products", body: bytes)
        return try await engine.createProduct(command, by: actor, idempotency: key).response(engine)
    }

    private func change(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (principal, actor) = try await manager(request)
        let id = try Self.productID(context)
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let fields = try RequestBody.read(document) { ProductBody.change(&$0) }
        let key = try IdempotencyKey.read(request, principal, route: "/products/\(id.text)", body: bytes)
        let command = ChangeProduct(fields, expecting: EntityTag.expectedVersion(request) ?? .any)
        return try await engine.changeProduct(id, command, by: actor, idempotency: key).response(engine)
    }

    private func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (principal, actor) = try await manager(request)
        let id = try Self.productID(context)
        let key = try IdempotencyKey.read(request, principal, route: "/products/\(id.text)", body: [])
        let command = RemoveProduct(expecting: EntityTag.expectedVersion(request) ?? .any)
        return try await engine.removeProduct(id, command, by: actor, idempotency: key).response(engine)
    }

    // MARK: Files

    private func importFile(_ request: Request) async throws -> Response {
        let (_, actor) = try await manager(request)
        guard Self.isCSV(request.headers[.contentType]) else {
            throw Problem(.unsupportedMediaType, detail: "The body must be text/csv in UTF-8.")
        }
        let bytes = try await RequestBody.bytes(request)
        let sheet: ProductSheet
        do throws(CatalogueFile.Flaw) {
            sheet = try ProductSheet(parsing: bytes)
        } catch {
            throw Problem(.invalidCSV, detail: "In row \(error.line) \(error.reason).")
        }
        let report = try await engine.importProducts(sheet, by: actor)
        return .json(report.json(failedRows: sheet.failedRows(report)))
    }

    private func export(_ request: Request) async throws -> Response {
        let (_, actor) = try await manager(request)
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

    // MARK: Parts

    /// Whoever asks, a guest without a token.
    private func actor(_ request: Request) async throws -> Actor {
        try await access.find(request)?.actor ?? Actor(id: nil, role: .user)
    }

    /// Somebody who may change the catalogue; refused before the body is looked at.
    private func manager(_ request: Request) async throws -> (Principal, Actor) {
        let principal = try await access.require(request)
        guard principal.actor.runsCatalogue else { throw Problem(.accessDenied) }
        return (principal, principal.actor)
    }

    private static func productID(_ context: GatewayContext) throws(Problem) -> ProductID {
        guard let text = context.parameters.get("id").flatMap(PathText.decoded), let id = ProductID(text) else {
            throw Problem(.productNotFound)
        }
        return id
    }

    private static func problem(_ name: String, _ code: String, _ detail: String) -> Problem {
        Problem(.validationError, errors: [FieldProblem(pointer: "/\(name)", code: code, detail: detail)])
    }
}

extension HTTPField.Name {
    static let contentDisposition = Self("Content-Disposition") ?? .via
}
