import Commerce
import HTTPTypes
import Hummingbird

/// One operation of the API: where it is, who may use it, what it takes and answers, and what does the work.
///
/// The same value serves requests and is described in the OpenAPI document, so neither can know what the other does
/// not. Families build theirs in `endpoints`, one after the other:
///
///     Endpoint(.get, "/orders/{order_id}", "getOrder", "An order", for: .demo, scope: .ordersRead, get)
///         .query(.at)
///         .answers(.ok, "The order", .order, versioned: true)
///         .refuses(.orderNotFound)
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Call) async throws -> Response

    /// The request's method.
    let method: HTTPRequest.Method
    /// Below the base, with parameters in braces: `/orders/{order_id}`.
    let path: String
    /// The operation's id in the OpenAPI document, a verb and a noun; unique.
    let name: String
    /// What it does, in a few words.
    let summary: String
    /// Who may use it.
    let access: AccessRule
    /// What an API key needs for it; nil when none can use it.
    let scope: Scope?
    /// Which requests it is counted with.
    let limit: LimitFamily
    /// What does the work.
    let handler: Handler

    /// The family it is listed under.
    var tag = Tag.operations
    /// Where it is found; operations have no `/api/v1` before them.
    var base = Base.api
    /// More than the summary says, as CommonMark.
    var details: String?
    /// Its query parameters and header fields; those of the path follow from the path.
    var parameters: [Parameter] = []
    /// The body that it takes; nil for none.
    var body: BodyShape?
    /// What it answers when all is well.
    var answers: [AnswerShape] = []
    /// What it refuses with besides what every endpoint may refuse with.
    var refusals: [ErrorCode] = []
    /// Whether `If-Match` is looked at.
    var isConditional = false

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ name: String,
        _ summary: String,
        for access: AccessRule,
        scope: Scope? = nil,
        limit: LimitFamily = .general,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.summary = summary
        self.access = access
        self.scope = scope
        self.limit = limit
        self.handler = handler
    }

    /// Where an endpoint is found.
    enum Base: Sendable {
        /// Under `/api/v1`, and without it for clients of older shops.
        case api
        /// At the root alone.
        case root
    }

    /// Whether `Idempotency-Key` is looked at: whatever may change something.
    var isIdempotent: Bool { [.post, .patch, .delete].contains(method) }
}

// MARK: - Saying more about an endpoint

extension Endpoint {
    /// The endpoint with further words about it.
    func details(_ text: String) -> Endpoint { with { $0.details = text } }

    /// The endpoint with query parameters and header fields.
    func query(_ parameters: Parameter...) -> Endpoint { query(parameters) }

    /// The endpoint with query parameters and header fields.
    func query(_ parameters: [Parameter]) -> Endpoint { with { $0.parameters += parameters } }

    /// The endpoint with a JSON body.
    func takes(_ schema: Schema, optional: Bool = false, example: JSONTree? = nil) -> Endpoint {
        with { $0.body = BodyShape(schema: schema, isRequired: !optional, example: example) }
    }

    /// The endpoint with a body that is no JSON.
    func takes(type: String, _ schema: Schema, example: JSONTree? = nil) -> Endpoint {
        with { $0.body = BodyShape(type: type, schema: schema, isRequired: true, example: example) }
    }

    /// The endpoint with an answer.
    ///
    /// - Parameters:
    ///   - schema: nil for an answer without a body.
    ///   - versioned: whether it has an `ETag` and, for GET, may be 304.
    func answers(
        _ status: HTTPResponse.Status,
        _ meaning: String,
        _ schema: Schema? = nil,
        type: String = "application/json",
        versioned: Bool = false,
        example: JSONTree? = nil
    ) -> Endpoint {
        with {
            $0.answers.append(
                AnswerShape(
                    status: status,
                    meaning: meaning,
                    type: type,
                    schema: schema,
                    isVersioned: versioned,
                    example: example
                )
            )
        }
    }

    /// The endpoint with the codes that it refuses with.
    func refuses(_ codes: ErrorCode...) -> Endpoint { with { $0.refusals += codes } }

    /// The endpoint, with `If-Match` looked at.
    var conditional: Endpoint { with { $0.isConditional = true } }

    /// The endpoint under a family.
    func tagged(_ tag: Tag) -> Endpoint { with { $0.tag = tag } }

    /// The endpoint at the root, for those that belong to no version of the API.
    var atRoot: Endpoint { with { $0.base = .root } }

    private func with(_ change: (inout Endpoint) -> Void) -> Endpoint {
        var endpoint = self
        change(&endpoint)
        return endpoint
    }
}

/// A body that an endpoint takes.
struct BodyShape: Sendable {
    var type = "application/json"
    var schema: Schema
    var isRequired: Bool
    var example: JSONTree?
}

/// An answer that an endpoint gives when all is well.
struct AnswerShape: Sendable {
    var status: HTTPResponse.Status
    var meaning: String
    var type: String
    var schema: Schema?
    var isVersioned: Bool
    var example: JSONTree?
}

/// The families that endpoints are listed under, in the order of the document.
enum Tag: String, Sendable, CaseIterable {
    case accounts = "Accounts"
    case users = "Users"
    case apiKeys = "API keys"
    case orders = "Orders"
    case products = "Products"
    case inventory = "Inventory"
    case reservations = "Reservations"
    case payments = "Payments"
    case webhooks = "Webhooks"
    case notifications = "Notifications"
    case audit = "Audit"
    case events = "Events"
    case administration = "Administration"
    case operations = "Operations"
    case documentation = "Documentation"

    /// What the family is about.
    var meaning: String {
        switch self {
        case .accounts: "Register, log in, stay logged in, log out."
        case .users: "One's own account, and everybody's for administrators."
        case .apiKeys: "Keys for programs, with scopes."
        case .orders: "Place orders and follow them to their end."
        case .products: "The catalogue: read, search, change, import and export."
        case .inventory: "Stock with its ledger."
        case .reservations: "Goods set aside for a while."
        case .payments: "Payments and refunds."
        case .webhooks: "Be told of events by signed requests to your own server."
        case .notifications: "What customers are told, and how."
        case .audit: "What the people of the shop did."
        case .events: "Events for consumers outside: pulled or streamed, in the order of the log."
        case .administration: "Dead letters, topics, consumer groups and workers, for administrators."
        case .operations: "Health and figures."
        case .documentation: "This document in its forms, and the pages behind error codes."
        }
    }
}
