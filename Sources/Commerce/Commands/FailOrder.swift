/// Gives an order up on an operator's word or after its record became a dead letter: any open state → failed.
package enum FailOrder {
    /// Decides on the failure; stock and money go back exactly once. Goods that were shipped are gone: only the money
    /// goes back then.
    ///
    /// - Parameters:
    ///   - code: why, for programs.
    ///   - message: why, for people.
    ///   - stage: who gave up; nil means the stage the order was waiting for.
    ///   - payment: the order's payment, if it has one.
    ///   - stock: the levels of the order's products.
    /// - Throws: `alreadyApplied` for a failed order, `invalidTransition` for one closed otherwise, `paymentMissing`,
    ///   `paymentMismatch`, and `stockMissing` or `stock` when the goods cannot be given back.
    package static func decide(
        _ order: Order,
        code: FailureCode = .deadLetter,
        message: String,
        stage: Stage? = nil,
        payment: Payment?,
        stock: [StockLevel],
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order, payment: payment, stock: stock)
        try draft.checkMove(to: .failed)
        try draft.checkPayment()
        let stage = stage ?? Stage(awaitedIn: order.status) ?? .placement
        try draft.fail(Failure(code: code, message: message, stage: stage, at: now))
        return draft.finish()
    }
}
