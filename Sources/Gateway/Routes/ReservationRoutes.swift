import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/reservations`: goods set aside for a while, for administrators and programs of the shop.
struct ReservationRoutes {
    let engine: Engine
    let access: Access

    func add(to group: RouterGroup<GatewayContext>) {
        group.post("reservations") { request, _ in try await reserve(request) }
        group.get("reservations/:id") { request, context in try await get(request, context) }
        group.post("reservations/:id/extend") { request, context in try await extend(request, context) }
        group.delete("reservations/:id") { request, context in try await release(request, context) }
    }

    private func reserve(_ request: Request) async throws -> Response {
        let principal = try await access.find(request)
        let actor = try access.actor(principal)
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let wanted = try RequestBody.read(document) { StockBody.reservation(&$0) }
        let key = try IdempotencyKey.read(request, principal, route: "/reservations", body: bytes)
        let answer = try await engine.reserveStock(
            wanted.items,
            for: wanted.order,
            lifetimeSeconds: wanted.lifetimeSeconds,
            by: actor,
            idempotency: key
        )
        return answer.response(engine)
    }

    private func get(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let actor = try access.actor(try await access.find(request))
        return .json(StockJSON.render(try engine.reservation(try reservation(context), for: actor)))
    }

    private func extend(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.find(request)
        let actor = try access.actor(principal)
        let id = try reservation(context)
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let seconds = try RequestBody.read(document) { StockBody.extension(&$0) }
        let route = "/reservations/\(id)/extend"
        let key = try IdempotencyKey.read(request, principal, route: route, body: bytes)
        let answer = try await engine.extendReservation(id, lifetimeSeconds: seconds, by: actor, idempotency: key)
        return answer.response(engine)
    }

    private func release(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.find(request)
        let actor = try access.actor(principal)
        let id = try reservation(context)
        let bytes = try await RequestBody.bytes(request)
        let key = try IdempotencyKey.read(request, principal, route: "/reservations/\(id)", body: bytes)
        return try await engine.releaseReservation(id, by: actor, idempotency: key).response(engine)
    }

    private func reservation(_ context: GatewayContext) throws(Problem) -> ReservationID {
        guard let id = context.parameters.get("id").flatMap({ ReservationID(text: $0) }) else {
            throw Problem(.reservationNotFound)
        }
        return id
    }
}
