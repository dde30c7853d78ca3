import Engine
import HTTPTypes
import Hummingbird
import NIOCore

/// The description of the API in its forms, made from the table that serves it, and the pages behind error codes.
struct DocumentationRoutes {
    let version: String
    let tokens: TokenService
    /// `RATE_LIMIT_PER_MINUTE`.
    let generalPerMinute: Int

    /// The endpoints that describe a table: `others`, and themselves.
    func endpoints(describing others: [Endpoint]) -> [Endpoint] {
        let texts = DocumentTexts()
        let own = [
            document("/openapi.json", "getOpenAPI", "This API as OpenAPI 3.1", type: "application/json") { texts.json },
            document("/openapi.yaml", "getOpenAPIYAML", "The same as YAML", type: "application/yaml") { texts.yaml },
            document(
                "/postman.json",
                "getPostmanCollection",
                "This API as a Postman collection (v2.1)",
                type: "application/json"
            ) { texts.postman },
            Endpoint(
                .get,
                "/.well-known/jwks.json",
                "getTokenKeys",
                "The public keys of access tokens (RFC 7517)",
                for: .open,
                limit: .unlimited
            ) { [tokens] _ in
                .json(tokens.jwks(), headers: [.cacheControl: "public, max-age=300"])
            }
            .details("Empty when tokens are signed with a secret (HS256).")
            .answers(.ok, "The keys that tokens are signed with, or were lately", .keySet),
            Endpoint(
                .get,
                "/errors/{code}",
                "getError",
                "What an error means and what to do",
                for: .open,
                limit: .unlimited,
                errorPage
            )
            .answers(.ok, "The error's entry", .errorEntry)
            .refuses(.notFound),
        ]
        .map { $0.atRoot.tagged(.documentation) }
        texts.render(EndpointTable(others + own), version: version, generalPerMinute: generalPerMinute)
        return own
    }

    private func document(
        _ path: String,
        _ name: String,
        _ summary: String,
        type: String,
        _ text: @escaping @Sendable () -> ByteBuffer
    ) -> Endpoint {
        Endpoint(.get, path, name, summary, for: .open, limit: .unlimited) { _ in
            Response(
                status: .ok,
                headers: [.contentType: type, .cacheControl: "no-cache"],
                body: ResponseBody(byteBuffer: text())
            )
        }
        .answers(.ok, "The document", .map(.anything), type: type)
    }

    private func errorPage(_ call: Call) throws -> Response {
        guard let code = call.text("code").flatMap({ ErrorCode(rawValue: $0) }) else { throw Problem(.notFound) }
        return .json { json in
            json.field("code", code.rawValue)
            json.field("status", Int(code.status.code))
            json.field("title", code.title)
            json.field("remedy", code.remedy)
        }
    }
}
