import HTTPTypes
import Hummingbird
import NIOCore

/// The description of the API in its forms, made from the table that serves it, the keys of its tokens, and what its
/// errors mean.
struct DocumentationRoutes {
    let version: String
    /// `RATE_LIMIT_PER_MINUTE`.
    let generalPerMinute: Int
    let tokens: TokenService
    let errors: ErrorPages

    /// The endpoints that describe a table: `others`, and themselves.
    func endpoints(describing others: [Endpoint]) -> [Endpoint] {
        let texts = DocumentTexts()
        let own = (documents(texts) + [tokenKeys] + errorPages).map { $0.atRoot.tagged(.documentation) }
        texts.render(EndpointTable(others + own), version: version, generalPerMinute: generalPerMinute)
        return own
    }

    // MARK: Documents

    private func documents(_ texts: DocumentTexts) -> [Endpoint] {
        [
            document("/openapi.json", "getOpenAPI", "This API as OpenAPI 3.1", type: "application/json") { texts.json },
            document("/openapi.yaml", "getOpenAPIYAML", "The same as YAML", type: "application/yaml") { texts.yaml },
            document(
                "/postman.json",
                "getPostmanCollection",
                "This API as a Postman collection (v2.1)",
                type: "application/json"
            ) { texts.postman },
        ]
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

    // MARK: Keys

    private var tokenKeys: Endpoint {
        Endpoint(
            .get,
            "/.well-known/jwks.json",
            "getTokenKeys",
            "The public keys of access tokens (RFC 7517)",
            for: .open,
            limit: .unlimited
        ) { [tokens] _ in .json(tokens.jwks(), headers: [.cacheControl: "public, max-age=300"]) }
        .details("Empty when tokens are signed with a secret (HS256).")
        .answers(.ok, "The keys that tokens are signed with, or were lately", .keySet)
    }

    // MARK: Errors

    private var errorPages: [Endpoint] {
        [
            Endpoint(.get, "/errors", "listErrors", "All error codes", for: .open, limit: .unlimited) { [errors] call in
                errors.list(call.request)
            }
            .details("Browsers get a page.")
            .answers(.ok, "The entries", .errorEntries),
            Endpoint(
                .get,
                "/errors/{code}",
                "getError",
                "What an error means and what to do",
                for: .open,
                limit: .unlimited
            ) { [errors] call in
                guard let code = call.text("code").flatMap({ ErrorCode(rawValue: $0) }) else {
                    throw Problem(.notFound, detail: "No error has this code.")
                }
                return errors.page(code, call.request)
            }
            .details("Browsers get a page.")
            .answers(.ok, "The error's entry", .errorEntry)
            .refuses(.notFound),
        ]
    }
}
