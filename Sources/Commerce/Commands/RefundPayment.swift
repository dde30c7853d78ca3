/// How much of a payment is to be given back.
package enum RefundShare: Hashable, Sendable {
    /// All that is left.
    case everything
    /// So much.
    case amount(Money)
    /// What these lines of the order cost.
    case lines([RefundWish])
}

/// Some of what was ordered, to be given money back for.
package struct RefundWish: Hashable, Sendable {
    /// What is meant.
    package enum Subject: Hashable, Sendable {
        /// The lines of a product, the first ones first.
        case product(ProductID)
        /// One line.
        case item(ItemID)
    }

    /// What is meant.
    package let subject: Subject
    /// How many, at least 1.
    package let quantity: Int
    /// Whether the goods go back into stock.
    package let isRestocked: Bool

    /// States a wish; whether it can be granted is for `RefundPayment` to say.
    package init(_ subject: Subject, quantity: Int, isRestocked: Bool = false) {
        self.subject = subject
        self.quantity = quantity
        self.isRestocked = isRestocked
    }
}

/// Gives money of an order that has left back; the order stays as it is.
///
/// Before it is shipped, cancelling is the way: it takes care of the goods as well. A closed order has money left only
/// when the gateway refused an earlier refund.
package enum RefundPayment {
    /// Decides on the refund.
    ///
    /// Several refunds add up, to no more than was taken and no more of a line than was ordered.
    ///
    /// - Parameter stock: the levels of the order's products; needed only when goods go back into stock.
    /// - Throws: `paymentMissing`, `paymentMismatch`, `notRefundable` when no money was taken or nothing is left,
    ///   `refundBeforeShipping`, `refundTooLarge`, `refundQuantity`, `notInOrder`, `notRestockable`, `amount` for nothing, and
    ///   `stockMissing` or `stock`.
    package static func decide(
        _ order: Order,
        payment: Payment,
        share: RefundShare = .everything,
        reason: String,
        stock: [StockLevel] = [],
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order, payment: payment, stock: stock)
        try draft.checkPayment()
        guard payment.status.isCaptured else { throw .notRefundable(payment.status) }
        guard !order.status.isCancellable else { throw .refundBeforeShipping(order.status) }
        guard payment.status != .refunded || share.hasLines else { throw .notRefundable(payment.status) }
        var lines: [RefundLine] = []
        let amount: Money
        switch share {
        case .everything:
            amount = payment.refundableAmount
        case .amount(let given):
            guard given > .zero else { throw .amount(.outOfRange) }
            amount = given
        case .lines(let wishes):
            lines = try self.lines(for: wishes, of: order, payment)
            amount = try cost(of: lines, in: order)
        }
        guard amount <= payment.refundableAmount else {
            throw .refundTooLarge(left: payment.refundableAmount, asked: amount)
        }
        try restock(lines, &draft, at: now)
        draft.refund(amount, of: payment, lines: lines, reason: reason, at: now)
        return draft.finish()
    }

    /// Finds the lines that the wishes are about, never more of one than is left of it.
    private static func lines(
        for wishes: [RefundWish],
        of order: Order,
        _ payment: Payment
    ) throws(OrderRejection) -> [RefundLine] {
        guard !wishes.isEmpty else { throw .noItems }
        var lines: [RefundLine] = []
        for (index, wish) in wishes.enumerated() {
            var rest = wish.quantity
            var named: ProductID?
            for (line, item) in order.items.enumerated() where wish.subject.means(item, order.itemID(at: line)) {
                named = item.product
                let quantity = min(rest, left(of: line, for: wish, after: lines, of: order, payment))
                guard quantity > 0 else { continue }
                lines.append(
                    RefundLine(line: line, product: item.product, quantity: quantity, isRestocked: wish.isRestocked)
                )
                rest -= quantity
            }
            guard let named else { throw .notInOrder(index) }
            guard rest == 0 else {
                throw .refundQuantity(named, left: wish.quantity - rest, asked: wish.quantity)
            }
        }
        return lines
    }

    /// How many of a line can still be given money back for, and be restocked if that is wished.
    private static func left(
        of line: Int,
        for wish: RefundWish,
        after lines: [RefundLine],
        of order: Order,
        _ payment: Payment
    ) -> Int {
        let own = lines.filter { $0.line == line }
        let refunded = own.reduce(payment.refundedQuantity(ofLine: line)) { $0 + $1.quantity }
        let left = order.items[line].quantity - refunded
        guard wish.isRestocked else { return left }
        let restocked = own.reduce(payment.restockedQuantity(ofLine: line)) { $1.isRestocked ? $0 + $1.quantity : $0 }
        return min(left, order.items[line].quantity - restocked)
    }

    private static func cost(of lines: [RefundLine], in order: Order) throws(OrderRejection) -> Money {
        do throws(AmountError) {
            var sum = Money.zero
            for line in lines {
                sum = try sum.adding(try order.items[line.line].unitPrice.multiplied(by: line.quantity))
            }
            return sum
        } catch {
            throw .amount(error)
        }
    }

    private static func restock(
        _ lines: [RefundLine],
        _ draft: inout DecisionDraft,
        at now: Timestamp
    ) throws(OrderRejection) {
        for line in lines where line.isRestocked {
            guard draft.order.reservation == .committed else { throw .notRestockable(draft.order.status) }
            let goods = ProductQuantity(product: line.product, quantity: line.quantity)
            try draft.book.move(.returned, goods, order: draft.order.id, at: now)
        }
    }
}

extension RefundShare {
    /// True when it is for lines of the order, which may cost nothing.
    fileprivate var hasLines: Bool {
        if case .lines = self { true } else { false }
    }
}

extension RefundWish.Subject {
    fileprivate func means(_ item: OrderItem, _ id: ItemID) -> Bool {
        switch self {
        case .product(let product): item.product == product
        case .item(let wanted): wanted == id
        }
    }
}
