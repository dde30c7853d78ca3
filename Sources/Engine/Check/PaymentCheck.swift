import Commerce
import Storage

/// Every payment is its order's only one, no more is given back than was taken, and refunds fit the lines they are for.
struct PaymentCheck {
    let tables: Tables

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            try tables.payments.scan(in: snapshot) { id, payment throws(StorageError) in
                if payment.id != id { findings.add("payment \(id): the row says \(payment.id)") }
                check(payment, &findings)
                guard let order = try tables.orders.get(payment.order, in: snapshot)?.order else {
                    findings.add("payment \(id): its order \(payment.order) is missing")
                    return .next
                }
                if order.payment != id { findings.add("payment \(id): its order has another payment") }
                checkLines(of: payment, order, &findings)
                return .next
            }
        }
    }

    /// Whether a payment may stand so while its order does.
    ///
    /// A closed order keeps no money but what the gateway refused to give back.
    static func fits(_ payment: Payment, _ status: OrderStatus) -> Bool {
        switch status {
        case .pending, .validated: false
        case .processing: payment.status == .requested
        case .paid, .fulfilled: payment.status == .succeeded
        case .shipped, .delivered: payment.status.isCaptured
        case .cancelled, .failed:
            payment.refundableAmount == .zero || payment.refunds.contains { !$0.status.counts }
        }
    }

    private func check(_ payment: Payment, _ findings: inout Findings) {
        var counted: Int64 = 0
        for (index, refund) in payment.refunds.enumerated() {
            if refund.status.counts { counted += refund.amount.minorUnits }
            if refund.id != RefundID(payment: payment.id, index: index) {
                findings.add("payment \(payment.id): refund \(refund.id) is another payment's")
            }
        }
        if counted > payment.amount.minorUnits {
            findings.add("payment \(payment.id): \(counted) of \(payment.amount.minorUnits) were given back")
        }
        if !payment.status.isCaptured, !payment.refunds.isEmpty {
            findings.add("payment \(payment.id): it is \(payment.status.text) and has refunds")
        }
        if payment.status.isCaptured, payment.status != payment.refundedStatus {
            findings.add("payment \(payment.id): it is \(payment.status.text), its refunds say otherwise")
        }
    }

    private func checkLines(of payment: Payment, _ order: Order, _ findings: inout Findings) {
        for refund in payment.refunds {
            for line in refund.lines
            where !order.items.indices.contains(line.line) || order.items[line.line].product != line.product {
                findings.add("refund \(refund.id): the order has no such line")
            }
        }
        for (line, item) in order.items.enumerated() {
            let refunded = payment.refundedQuantity(ofLine: line)
            let restocked = payment.restockedQuantity(ofLine: line)
            if refunded > item.quantity || restocked > item.quantity {
                findings.add(
                    "payment \(payment.id): \(refunded) of \(item.quantity) refunded and \(restocked) restocked "
                        + "on line \(line)"
                )
            }
        }
    }
}
