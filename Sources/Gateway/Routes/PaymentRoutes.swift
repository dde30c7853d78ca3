import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/payments` and `/refunds`: ask for a payment, see it, give money back.
struct PaymentRoutes {
    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/payments",
                "requestPayment",
                "Ask for an order's payment",
                for: .demo(.user),
                pay
            )
            .details("Orders are paid by themselves; this is for one that waits. An order is paid once, whoever races.")
            .takes(.newPayment)
            .answers(.created, "The payment, requested", .payment)
            .refuses(
                .orderNotFound,
                .amountPrecision,
                .paymentAmountMismatch,
                .paymentAlreadySucceeded,
                .paymentInProgress,
                .invalidTransition
            ),
            Endpoint(
                .get,
                "/payments/{payment_id}",
                "getPayment",
                "A payment with its refunds",
                for: .demo(.user),
                scope: .paymentsRead,
                payment
            )
            .answers(.ok, "The payment", .payment)
            .refuses(.paymentNotFound),
            Endpoint(.post, "/payments/{payment_id}/refunds", "refundPayment", "Give money back", for: .admin, refund)
                .details(
                    "Everything that is left without a body, an amount, or lines of the order with optional restock."
                )
                .takes(.newRefund, optional: true, example: ["amount": .decimal("5.00"), "reason": "Scratched"])
                .answers(.created, "The refund, pending", .refund)
                .refuses(
                    .paymentNotFound,
                    .amountPrecision,
                    .paymentNotRefundable,
                    .refundExceedsCaptured,
                    .refundExceedsOrdered,
                    .invalidTransition
                ),
            Endpoint(
                .get,
                "/refunds/{refund_id}",
                "getRefund",
                "A refund",
                for: .demo(.user),
                scope: .paymentsRead,
                refundByID
            )
            .answers(.ok, "The refund", .refund)
            .refuses(.refundNotFound),
        ]
    }

    private func pay(_ call: Call) async throws -> Response {
        let wish = try call.read { PaymentBody.payment(&$0) }
        return try await engine.requestPayment(wish, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    private func payment(_ call: Call) async throws -> Response {
        let (payment, order) = try engine.payment(try call.paymentID(), for: call.actor)
        return .json(PaymentJSON.render(payment, of: order))
    }

    private func refund(_ call: Call) async throws -> Response {
        let id = try call.paymentID()
        var wish = PaymentBody.Refund(share: .everything, reason: PaymentBody.defaultReason)
        if !call.bytes.isEmpty { wish = try call.read { PaymentBody.refund(&$0) } }
        let answer = try await engine.refundPayment(
            id,
            wish.share,
            reason: wish.reason,
            by: call.actor,
            idempotency: call.idempotency
        )
        return answer.response(engine)
    }

    private func refundByID(_ call: Call) async throws -> Response {
        let id = try call.id("refund_id", .refundNotFound) { RefundID(text: $0) }
        let (refund, payment) = try engine.refund(id, for: call.actor)
        return .json(PaymentJSON.render(refund, of: payment))
    }
}

extension Call {
    fileprivate func paymentID() throws(Problem) -> PaymentID {
        try id("payment_id", .paymentNotFound) { PaymentID(text: $0) }
    }
}
