import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/payments` and `/refunds`: ask for a payment, see it, give money back.
struct PaymentRoutes {
    let engine: Engine
    let access: Access

    func add(to group: RouterGroup<GatewayContext>) {
        group.post("payments") { request, _ in try await pay(request) }
        group.get("payments/:id") { request, context in try await payment(request, context) }
        group.post("payments/:id/refunds") { request, context in try await refund(request, context) }
        group.get("refunds/:id") { request, context in try await refundByID(request, context) }
    }

    private func pay(_ request: Request) async throws -> Response {
        let principal = try await access.find(request)
        let actor = try actor(principal)
        let bytes = try await RequestBody.bytes(request)
        let document = try RequestBody.json(request, bytes)
        let wish = try RequestBody.read(document) { PaymentBody.payment(&$0) }
        let key = try IdempotencyKey.read(request, principal, route: "/payments", body: bytes)
        return try await engine.requestPayment(wish, by: actor, idempotency: key).response(engine)
    }

    private func payment(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let actor = try actor(try await access.find(request))
        let (payment, order) = try engine.payment(try paymentID(context), for: actor)
        return .json(PaymentJSON.render(payment, of: order))
    }

    private func refund(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try await access.require(request)
        guard principal.actor.isAdmin else { throw Problem(.accessDenied) }
        let id = try paymentID(context)
        let bytes = try await RequestBody.bytes(request)
        var wish = PaymentBody.Refund(share: .everything, reason: PaymentBody.defaultReason)
        if !bytes.isEmpty {
            let document = try RequestBody.json(request, bytes)
            wish = try RequestBody.read(document) { PaymentBody.refund(&$0) }
        }
        let route = "/payments/\(id.text)/refunds"
        let key = try IdempotencyKey.read(request, principal, route: route, body: bytes)
        let answer = try await engine.refundPayment(
            id,
            wish.share,
            reason: wish.reason,
            by: principal.actor,
            idempotency: key
        )
        return answer.response(engine)
    }

    private func refundByID(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let actor = try actor(try await access.find(request))
        guard let id = context.parameters.get("id").flatMap({ RefundID(text: $0) }) else {
            throw Problem(.refundNotFound)
        }
        let (refund, payment) = try engine.refund(id, for: actor)
        return .json(PaymentJSON.render(refund, of: payment))
    }

    // MARK: Parts

    /// Who asks; in a demonstration somebody without a token is a guest.
    private func actor(_ principal: Principal?) throws(Problem) -> Actor {
        try access.actor(principal, demoRole: .user)
    }

    private func paymentID(_ context: GatewayContext) throws(Problem) -> PaymentID {
        guard let id = context.parameters.get("id").flatMap({ PaymentID(text: $0) }) else {
            throw Problem(.paymentNotFound)
        }
        return id
    }
}
