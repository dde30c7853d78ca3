import Commerce
import Engine
import Hummingbird

/// `PATCH /orders/{id}` and `/orders/{id}/notes`: what administrators change and write down.
struct OrderChangeRoutes {
    let engine: Engine
    let access: Access

    func add(to group: RouterGroup<GatewayContext>) {
        group.patch("orders/:id") { request, context in try await change(request, context) }
        group.get("orders/:id/notes") { request, context in try await notes(request, context) }
        group.post("orders/:id/notes") { request, context in try await addNote(request, context) }
    }

    private func change(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let admin = try await admin(request)
        let id = try context.orderID()
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let change = try RequestBody.read(document) { OrderChangeBody.read(&$0) }
        let answer = try await engine.changeOrder(
            id,
            change,
            as: admin.actor,
            expected: EntityTag.expectedVersion(request),
            idempotency: try IdempotencyKey.read(request, admin, route: "/orders/\(id.text)", body: bytes)
        )
        return answer.response(engine)
    }

    private func addNote(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let admin = try await admin(request)
        let id = try context.orderID()
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let note = try RequestBody.read(document) { OrderChangeBody.readNote(&$0) }
        let answer = try await engine.addNote(
            note,
            to: id,
            as: admin.actor,
            expected: EntityTag.expectedVersion(request),
            idempotency: try IdempotencyKey.read(request, admin, route: "/orders/\(id.text)/notes", body: bytes)
        )
        return answer.response(engine)
    }

    private func notes(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.find(request)
        let order = try engine.order(try context.orderID(), of: try access.visibleCustomer(principal))
        let notes = order.notes(for: OrderViewer(role: principal?.role ?? .user))
        return .json { json in
            json.key("data")
            OrderJSON.write(notes, to: &json)
        }
    }

    /// Before the body is looked at; the engine would refuse it as well.
    private func admin(_ request: Request) async throws(Problem) -> Principal {
        let principal = try await access.require(request)
        guard principal.actor.isAdmin else { throw Problem(.accessDenied) }
        return principal
    }
}
