import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// A request that has passed the gatekeeper: who asks, and what they sent.
struct Call: Sendable {
    /// The request as it came; its body was read already.
    let request: Request
    /// What belongs to it besides.
    let context: GatewayContext
    /// Who asks by their credentials; nil without any.
    let principal: Principal?
    /// Who acts: the principal, or in the endpoint's role whoever has none.
    let actor: Actor
    /// The body.
    let bytes: [UInt8]
    /// The client's `Idempotency-Key` in its scope; nil without one, and where nothing is changed.
    let idempotency: IdempotencyRequest?

    /// Whose things the one who asks may see: their own; anybody's (nil) for those who run the shop and in a
    /// demonstration. Whatever is hidden by it is answered as if it did not exist.
    var visibleCustomer: CustomerID? {
        guard let principal, principal.role == .user else { return nil }
        return principal.customer
    }

    /// For whom orders are rendered.
    var viewer: OrderViewer { OrderViewer(role: actor.role) }

    // MARK: What was sent

    /// Reads the JSON body field by field.
    ///
    /// - Throws: 415 for another content type, 400 for what is not JSON, 422 with all that is wrong with its fields.
    func read<Value>(_ body: (inout FieldReader) -> Value?) throws(Problem) -> Value {
        try RequestBody.read(try RequestBody.json(request, bytes), body)
    }

    /// The text of a path's parameter, percent-encoding undone.
    func text(_ name: String) -> String? { context.parameters.get(name).flatMap(PathText.decoded) }

    /// An id in the path.
    ///
    /// - Throws: the problem for what is no such id, which names nothing that exists.
    func id<ID>(_ name: String, _ missing: ErrorCode, _ parse: (String) -> ID?) throws(Problem) -> ID {
        guard let id = text(name).flatMap(parse) else { throw Problem(missing) }
        return id
    }

    /// A parameter of the query.
    func query(_ name: String) -> String? { request.uri.queryParameters[name[...]].map(String.init) }

    /// A parameter of the query with at most so many Unicode scalars.
    ///
    /// - Throws: 422 for a longer one.
    func query(_ name: String, max: Int) throws(Problem) -> String? {
        guard let text = query(name) else { return nil }
        guard text.unicodeScalars.count <= max else {
            throw Problem(name, code: "too_long", "At most \(max) characters are allowed.")
        }
        return text
    }

    /// A parameter of the query that is one of a few words.
    ///
    /// - Throws: 422 for another word.
    func query<Value: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: Value.Type
    ) throws(Problem) -> Value? where Value.RawValue == String {
        guard let text = query(name) else { return nil }
        guard let value = Value(rawValue: text) else {
            let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(name, code: "unknown_value", "One of \(words) is expected.")
        }
        return value
    }

    /// The versions that `If-Match` allows; nil without the header.
    var expectedVersion: ExpectedVersion? { EntityTag.expectedVersion(request) }

    // MARK: What is answered

    /// A resource with a version: 304 when the client has it, else what `body` renders.
    func versioned(_ version: Int, _ body: () -> [UInt8]) -> Response {
        let tag = EntityTag.text(version)
        if EntityTag.isKnown(tag, to: request) { return Response(status: .notModified, headers: [.eTag: tag]) }
        return .json(body(), headers: [.eTag: tag])
    }
}

extension Call {
    /// The order that the path names.
    func orderID() throws(Problem) -> OrderID { try id("order_id", .orderNotFound) { OrderID(text: $0) } }

    /// The product that the path names.
    func productID() throws(Problem) -> ProductID { try id("product_id", .productNotFound) { ProductID($0) } }
}
