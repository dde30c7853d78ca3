package import Commerce
package import Engine
import Synchronization

/// A payment gateway that answers as a test says, and keeps account of what it was asked.
package final class ScriptedGateway: PaymentGateway {
    /// Answers the given attempt, from 1 on, at a payment.
    package typealias Charge = @Sendable (Payment, Int) async throws(GatewayTrouble) -> GatewayAnswer
    /// Answers the given attempt, from 1 on, at a refund.
    package typealias GiveBack = @Sendable (Refund, Int) async throws(GatewayTrouble) -> RefundOutcome

    private struct State {
        var charges: [PaymentID: Int] = [:]
        var refunds: [RefundID: Int] = [:]
    }

    private let state = Mutex(State())
    private let onCharge: Charge
    private let onRefund: GiveBack

    /// One that approves whatever a test does not answer itself.
    package init(
        charge: @escaping Charge = { (payment, _) throws(GatewayTrouble) in ScriptedGateway.approval(payment) },
        refund: @escaping GiveBack = { (refund, _) throws(GatewayTrouble) in
            .succeeded(reference: "back-\(refund.id)")
        }
    ) {
        (onCharge, onRefund) = (charge, refund)
    }

    /// The answer of a gateway that takes the money.
    package static func approval(_ payment: Payment) -> GatewayAnswer { .approved(reference: "paid-\(payment.id)") }

    /// An outside gateway.
    package var kind: GatewayKind { .http }

    /// How often each payment was asked for.
    package var charges: [PaymentID: Int] { state.withLock { $0.charges } }

    /// How often each refund was asked for.
    package var refunds: [RefundID: Int] { state.withLock { $0.refunds } }

    /// Counts the attempt and answers it.
    package func charge(_ payment: Payment) async throws(GatewayTrouble) -> GatewayAnswer {
        let attempt = state.withLock { state in
            state.charges[payment.id, default: 0] += 1
            return state.charges[payment.id, default: 0]
        }
        return try await onCharge(payment, attempt)
    }

    /// Counts the attempt and answers it.
    package func refund(_ refund: Refund, of payment: Payment) async throws(GatewayTrouble) -> RefundOutcome {
        let attempt = state.withLock { state in
            state.refunds[refund.id, default: 0] += 1
            return state.refunds[refund.id, default: 0]
        }
        return try await onRefund(refund, attempt)
    }
}

/// Calls that wait until a test lets all of them through, or are cancelled.
package final class CallBarrier: Sendable {
    private struct State {
        var isOpen = false
        var nextNumber = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// How many calls wait now.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Lets everybody through, now and later.
    package func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits.
    ///
    /// - Throws: when the task is cancelled meanwhile.
    package func pass() async throws(GatewayTrouble) {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let mustWait = state.withLock { state in
                    guard !state.isOpen, !Task.isCancelled else { return false }
                    state.waiting[number] = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
        if Task.isCancelled { throw GatewayTrouble("cancelled") }
    }
}
