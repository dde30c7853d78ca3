import HTTPTypes

/// The answers of an operation in the document: what it says when all is well, and every problem it may refuse with.
struct OperationAnswers {
    private let endpoint: Endpoint
    private let isLimited: Bool

    init(_ endpoint: Endpoint, _ generalPerMinute: Int) {
        self.endpoint = endpoint
        isLimited = endpoint.limit.quota(generalPerMinute: generalPerMinute) != nil
    }

    /// By status, in their order.
    var members: [JSONTree.Member] {
        var answers: [Int: JSONTree] = [:]
        for answer in endpoint.answers { answers[Int(answer.status.code)] = tree(of: answer) }
        if endpoint.method == .get, endpoint.answers.contains(where: \.isVersioned) {
            answers[304] = ["description": "The client has it already", "headers": headers([.etag])]
        }
        for (status, codes) in problems where answers[status] == nil { answers[status] = problem(status, codes) }
        return answers.sorted { $0.key < $1.key }.map { JSONTree.Member("\($0.key)", $0.value) }
    }

    // MARK: When all is well

    private func tree(of answer: AnswerShape) -> JSONTree {
        var members: [JSONTree.Member] = [.init("description", .string(answer.meaning))]
        members.append(.init("headers", headers(names(of: answer))))
        if let schema = answer.schema {
            var content: [JSONTree.Member] = [.init("schema", schema.tree)]
            if let example = answer.example { content.append(.init("example", example)) }
            members.append(.init("content", .object([.init(answer.type, .object(content))])))
        }
        return .object(members)
    }

    private func names(of answer: AnswerShape) -> [AnswerHeader] {
        var names: [AnswerHeader] = [.requestID]
        if answer.isVersioned { names.append(.etag) }
        if endpoint.takesQuery("cursor") { names.append(.link) }
        if endpoint.isIdempotent { names += [.logPosition, .replayed] }
        if isLimited { names += AnswerHeader.limits }
        return names
    }

    private func headers(_ names: [AnswerHeader]) -> JSONTree {
        .object(
            names.map { JSONTree.Member($0.rawValue, ["$ref": .string("#/components/headers/\($0.rawValue)")]) }
        )
    }

    // MARK: When it is not

    /// The codes that may come, by status.
    private var problems: [Int: [ErrorCode]] {
        var codes = endpoint.refusals + [.internalError, .serverBusy, .shuttingDown]
        if endpoint.access != .open {
            codes += [.authenticationRequired, .invalidToken, .tokenExpired, .accountDisabled]
        }
        if endpoint.access.mayRefuse || endpoint.scope != nil { codes.append(.accessDenied) }
        if isLimited { codes.append(.rateLimitExceeded) }
        if endpoint.body != nil { codes += [.invalidJSON, .unsupportedMediaType, .payloadTooLarge, .validationError] }
        if endpoint.isIdempotent {
            codes += [.idempotencyKeyReused, .validationError, .payloadTooLarge, .storageFull, .storageFailed]
        }
        if endpoint.isConditional { codes.append(.versionConflict) }
        if !endpoint.parameters.isEmpty { codes.append(.validationError) }
        var byStatus: [Int: [ErrorCode]] = [:]
        for code in codes where !byStatus[Int(code.status.code), default: []].contains(code) {
            byStatus[Int(code.status.code), default: []].append(code)
        }
        return byStatus
    }

    private func problem(_ status: Int, _ codes: [ErrorCode]) -> JSONTree {
        let lines = codes.map { "- `\($0.rawValue)`: \($0.title)" }
        var names: [AnswerHeader] = [.requestID]
        switch status {
        case 401: names.append(.authenticate)
        case 429, 503: names.append(.retryAfter)
        default: break
        }
        return [
            "description": .string(lines.joined(separator: "\n")),
            "headers": headers(names),
            "content": [
                "application/problem+json": [
                    "schema": Schema.problem.tree, "example": example(codes[0]),
                ]
            ],
        ]
    }

    private func example(_ code: ErrorCode) -> JSONTree {
        [
            "type": .string("/errors/\(code.rawValue)"), "title": .string(code.title),
            "status": .integer(Int(code.status.code)), "detail": .string(code.title),
            "instance": .string(endpoint.documentPath), "code": .string(code.rawValue),
            "request_id": "0197a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b",
        ]
    }
}

extension AccessRule {
    /// Whether some who are known are refused.
    fileprivate var mayRefuse: Bool {
        switch self {
        case .account, .staff, .admin: true
        case .open, .guest, .demo, .signedIn: false
        }
    }
}

/// The header fields of answers that the document explains.
enum AnswerHeader: String, CaseIterable {
    case requestID = "X-Request-Id"
    case etag = "ETag"
    case link = "Link"
    case logPosition = "X-Log-Position"
    case replayed = "Idempotent-Replayed"
    case retryAfter = "Retry-After"
    case authenticate = "WWW-Authenticate"
    case limit = "X-RateLimit-Limit"
    case remaining = "X-RateLimit-Remaining"
    case reset = "X-RateLimit-Reset"
    case rateLimit = "RateLimit"
    case ratePolicy = "RateLimit-Policy"

    /// Those of every answer that was counted.
    static let limits: [AnswerHeader] = [.limit, .remaining, .reset, .rateLimit, .ratePolicy]

    /// The header in the document.
    var tree: JSONTree {
        let (schema, meaning): (Schema, String) =
            switch self {
            case .requestID: (.string(), "The request's id, the client's own if it sent one.")
            case .etag: (.string().example("\"v3\""), "The resource's version.")
            case .link:
                (.string().example("</api/v1/orders?cursor=01a1>; rel=\"next\""), "The next page, if there is one.")
            case .logPosition: (.position, "Where the effect stands in the log; streams resume from here.")
            case .replayed: (.constant("true"), "The answer was given before, to the same idempotency key.")
            case .retryAfter: (.integer(from: 0), "Seconds after which to try again.")
            case .authenticate: (.string(), "How to prove who asks.")
            case .limit: (.integer(from: 0), "Requests allowed in the window.")
            case .remaining: (.integer(from: 0), "Requests left in the window.")
            case .reset: (.integer(from: 0), "When the window is free again, in Unix seconds.")
            case .rateLimit: (.string().example("\"orders-create\";r=7;t=42"), "What is left, and for how long.")
            case .ratePolicy: (.string().example("\"orders-create\";q=20;w=60"), "The quota and its window.")
            }
        return ["description": .string(meaning), "schema": schema.tree]
    }
}
