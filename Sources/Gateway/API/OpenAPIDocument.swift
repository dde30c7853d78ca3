import Commerce
import HTTPTypes

/// The OpenAPI 3.1 document of an endpoint table (OpenAPI Specification 3.1.1), made from what serves the requests.
struct OpenAPIDocument {
    private let table: EndpointTable
    private let version: String
    private let generalPerMinute: Int

    /// - Parameter generalPerMinute: `RATE_LIMIT_PER_MINUTE`.
    init(_ table: EndpointTable, version: String, generalPerMinute: Int) {
        self.table = table
        self.version = version
        self.generalPerMinute = generalPerMinute
    }

    /// The document.
    var tree: JSONTree {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "E-Commerce Order System API", "version": .string(version),
                "summary": "Real-time order processing with event streaming",
                "description": .string(Self.description),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/", "description": "This server"]],
            "tags": .array(tags),
            "paths": .object(paths),
            "components": components,
        ]
    }

    private static let description = """
        Every path below `/api/v1` is also found without that prefix, with or without a slash at its end.

        Errors are problem documents (RFC 9457) with a stable `code`; `/errors/{code}` says what each means and what to \
        do. Whatever changes something takes an `Idempotency-Key`: the same key with the same request is answered \
        again and not done again, for 24 hours. Amounts are read from their digits and never through a binary float.
        """

    private var tags: [JSONTree] {
        Tag.allCases.filter { tag in table.endpoints.contains { $0.tag == tag } }
            .map { ["name": .string($0.rawValue), "description": .string($0.meaning)] }
    }

    // MARK: Paths

    private var paths: [JSONTree.Member] {
        var members: [JSONTree.Member] = []
        for endpoint in table.endpoints {
            let operation = JSONTree.Member(endpoint.method.rawValue.lowercased(), self.operation(endpoint))
            let path = endpoint.documentPath
            if let index = members.firstIndex(where: { $0.name == path }) {
                guard case .object(let others) = members[index].value else { continue }
                members[index].value = .object(others + [operation])
            } else {
                members.append(JSONTree.Member(path, .object([operation])))
            }
        }
        return members
    }

    private func operation(_ endpoint: Endpoint) -> JSONTree {
        var members: [JSONTree.Member] = [
            .init("operationId", .string(endpoint.name)),
            .init("tags", [.string(endpoint.tag.rawValue)]),
            .init("summary", .string(endpoint.summary)),
            .init("description", .string(description(of: endpoint))),
            .init("security", security(of: endpoint)),
        ]
        let parameters = endpoint.allParameters
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters.map(\.tree)))) }
        if let body = endpoint.body { members.append(.init("requestBody", body.tree)) }
        members.append(.init("responses", .object(OperationAnswers(endpoint, generalPerMinute).members)))
        return .object(members)
    }

    private func description(of endpoint: Endpoint) -> String {
        var sentences: [String] = []
        if let details = endpoint.details { sentences.append(details) }
        sentences.append(endpoint.access.sentence)
        if let quota = endpoint.limit.quota(generalPerMinute: generalPerMinute) {
            sentences.append("Limit: \(quota.requests) requests in \(quota.seconds) s (`\(endpoint.limit.rawValue)`).")
        }
        return sentences.joined(separator: "\n\n")
    }

    private func security(of endpoint: Endpoint) -> JSONTree {
        var schemes: [JSONTree] = []
        if !endpoint.access.needsCredentials { schemes.append([:]) }
        if endpoint.access != .open {
            schemes.append(["bearer": []])
            if let scope = endpoint.scope { schemes.append(["apiKey": [.string(scope.rawValue)]]) }
        }
        return .array(schemes)
    }

    // MARK: Components

    private var components: JSONTree {
        var schemas: [String: Schema] = [:]
        for endpoint in table.endpoints {
            for parameter in endpoint.allParameters { parameter.schema.collect(into: &schemas) }
            endpoint.body?.schema.collect(into: &schemas)
            for answer in endpoint.answers { answer.schema?.collect(into: &schemas) }
        }
        Schema.problem.collect(into: &schemas)
        return [
            "schemas": .object(
                schemas.sorted { $0.key < $1.key }.map { JSONTree.Member($0.key, $0.value.tree) }
            ),
            "headers": .object(AnswerHeader.allCases.map { JSONTree.Member($0.rawValue, $0.tree) }),
            "securitySchemes": [
                "bearer": [
                    "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description": "The `access_token` of a login.",
                ],
                "apiKey": [
                    "type": "apiKey", "in": "header", "name": "X-API-Key",
                    "description": "A key for a program, with scopes; it is taken as a bearer token, too.",
                ],
            ],
        ]
    }
}

extension Endpoint {
    /// The path as it stands in the document.
    var documentPath: String { base == .api ? EndpointTable.prefix + path : path }

    /// Its parameters, those that follow from the path, the method and the answers included.
    var allParameters: [Parameter] {
        var all = pathParameters.map { Parameter.ofPath($0) } + parameters
        if isIdempotent { all.append(.idempotencyKey) }
        if isConditional { all.append(.ifMatch) }
        if method == .get, answers.contains(where: \.isVersioned) { all.append(.ifNoneMatch) }
        return all
    }
}

extension BodyShape {
    fileprivate var tree: JSONTree {
        var content: [JSONTree.Member] = [.init("schema", schema.tree)]
        if let example { content.append(.init("example", example)) }
        return [
            "required": .bool(isRequired),
            "content": .object([.init(type, .object(content))]),
        ]
    }
}

extension Parameter {
    /// A part of the path, by its name.
    static func ofPath(_ name: String) -> Parameter {
        switch name {
        case "product_id": path(name, .string(min: 1, max: 128).example("prod-001"), "The product's id.")
        case "code": path(name, .string(min: 1, max: 64).example("validation_error"), "The `code` of a problem.")
        default:
            path(name, .uuid, "The id that the server gave it.")
        }
    }

    fileprivate var tree: JSONTree {
        [
            "name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired),
            "description": .string(meaning), "schema": schema.tree,
        ]
    }
}

extension AccessRule {
    /// Who may use it, for the document.
    fileprivate var sentence: String {
        switch self {
        case .open: "Open to everybody."
        case .guest: "Open to everybody; the people of the shop see more."
        case .demo: "Needs a token, except in a demonstration. Another user's things do not exist for you."
        case .signedIn: "Needs a token. Another user's things do not exist for you."
        case .account: "Needs the token of an account."
        case .staff: "For administrators and programs of the shop."
        case .admin: "For administrators."
        }
    }
}
