import Commerce
package import Engine
package import HTTPTypes
package import Hummingbird
import NIOCore

/// An error as clients see it: `application/problem+json` of RFC 9457.
package struct Problem: Error, Sendable {
    /// The media type of RFC 9457.
    static let mediaType = "application/problem+json"

    /// Which error it is; decides status, title and type.
    package var code: ErrorCode
    /// What is wrong this time; the code's title when there is no more to say.
    package var detail: String?
    /// The fields that are wrong, for validation.
    package var errors: [FieldProblem] = []
    /// Seconds after which it may be tried again.
    package var retryAfterSeconds: Int?
    /// Figures for programs, as further members of the problem (RFC 9457, section 3.2).
    package var figures: [(name: JSONKey, value: Int)] = []
    /// The payment that stands in the way, a member of its own.
    var payment: PaymentID?
    /// In a word why a webhook's address is not allowed.
    var reason: String?
    /// The policies that a request has used up, for a 429.
    var violatedPolicies: [String] = []
    /// The methods that the path has, for a 405.
    var allowedMethods: [HTTPRequest.Method] = []

    package init(_ code: ErrorCode, detail: String? = nil, errors: [FieldProblem] = [], retryAfterSeconds: Int? = nil) {
        self.code = code
        self.detail = detail
        self.errors = errors
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// The JSON body.
    package func body(instance: String?, requestID: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("type", "/errors/\(code.rawValue)")
        json.field("title", code.title)
        json.field("status", Int(code.status.code))
        json.field("detail", detail ?? code.title)
        if let instance { json.field("instance", instance) }
        json.field("code", code.rawValue)
        json.field("request_id", requestID)
        for figure in figures { json.field(figure.name, figure.value) }
        if let payment { json.field("payment_id", payment) }
        if let reason { json.field("reason", reason) }
        if !violatedPolicies.isEmpty {
            json.arrayField("violated_policies") { json in
                for policy in violatedPolicies { json.string(policy) }
            }
        }
        if !errors.isEmpty {
            json.arrayField("errors") { json in
                for error in errors {
                    json.beginObject()
                    json.field("pointer", error.pointer)
                    json.field("code", error.code)
                    json.field("detail", error.detail)
                    json.endObject()
                }
            }
        }
        json.endObject()
        return json.bytes
    }

    /// The header fields that belong to the problem, without those that every answer gets.
    package var headers: HTTPFields {
        var headers: HTTPFields = [.contentType: Self.mediaType, .cacheControl: "no-store"]
        if let seconds = retryAfterSeconds ?? code.entry.retryAfterSeconds { headers[.retryAfter] = "\(seconds)" }
        if code == .methodNotAllowed { headers[.allow] = allowedMethods.map(\.rawValue).joined(separator: ", ") }
        if code.status == .unauthorized { headers[.wwwAuthenticate] = challenge }
        return headers
    }

    /// What RFC 6750 says with a 401: only a token that was sent and is not good has an `error`.
    private var challenge: String {
        switch code {
        case .invalidToken, .tokenExpired:
            "Bearer realm=\"tradepost\", error=\"invalid_token\", error_description=\"\(code.title)\""
        default: "Bearer realm=\"tradepost\""
        }
    }

    /// The answer, without the headers that every answer gets.
    package func response(instance: String?, requestID: String) -> Response {
        let body = ByteBuffer(bytes: body(instance: instance, requestID: requestID))
        return Response(status: code.status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
