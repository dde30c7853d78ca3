import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/api-keys`: keys for programs of the shop, for administrators.
struct APIKeyRoutes {
    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(.post, "/api-keys", "createAPIKey", "Make an API key", for: .admin, create)
                .details("`key` is shown once, in this answer. Programs send it as `X-API-Key` or as a bearer token.")
                .takes(.newAPIKey, example: ["name": "Warehouse", "scopes": ["inventory:read", "inventory:write"]])
                .answers(.created, "The key", .newKey),
            Endpoint(.get, "/api-keys", "listAPIKeys", "All API keys, newest first", for: .admin, list)
                .query(Parameter.paging)
                .answers(.ok, "A page of keys, revoked ones included", .page(of: .apiKey)),
            Endpoint(.delete, "/api-keys/{api_key_id}", "revokeAPIKey", "Revoke an API key", for: .admin, revoke)
                .details("It is refused from the answer on.")
                .answers(.noContent, "It is revoked")
                .refuses(.apiKeyNotFound),
        ]
    }

    private func create(_ call: Call) async throws -> Response {
        let draft = try call.read { APIKeyBody.read(&$0) }
        return try await engine.createAPIKey(draft, by: call.actor, idempotency: call.idempotency) { key, secret in
            APIKeyJSON.render(key, secret: secret)
        }
        .response(engine)
    }

    private func list(_ call: Call) throws -> Response {
        let paging = try Paging(call.request)
        let cursor = try call.request.cursor { APIKeyID(text: $0) }
        let page = try engine.apiKeys(
            skip: cursor == nil ? paging.skip : 0,
            before: cursor,
            limit: paging.limit,
            as: call.actor
        )
        return paging.page(
            of: page.keys,
            total: UInt64(page.total),
            nextCursor: page.hasMore ? page.keys.last?.id.text : nil
        ) { APIKeyJSON.write($0, to: &$1) }
    }

    private func revoke(_ call: Call) async throws -> Response {
        let id = try call.id("api_key_id", .apiKeyNotFound) { APIKeyID(text: $0) }
        return try await engine.revokeAPIKey(id, by: call.actor, idempotency: call.idempotency).response(engine)
    }
}
