/// Checks an order against customer, catalogue and stock: pending → validated, or failed.
package enum ValidateOrder {
    /// Decides on the order. One without a reservation gets it now if its goods have become available.
    ///
    /// A failed check is not a rejection but a decision: the order fails with the first of `customer_invalid`,
    /// `product_unknown`, `price_mismatch`, `insufficient_stock`, and gives back what it had reserved.
    ///
    /// - Parameters:
    ///   - products: the order's products in the catalogue; one that is missing is unknown.
    ///   - stock: the levels of the order's products.
    ///   - isCustomerActive: whether the customer may order.
    /// - Throws: `alreadyApplied`, `invalidTransition`.
    package static func decide(
        _ order: Order,
        products: [Product],
        stock: [StockLevel],
        isCustomerActive: Bool,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order, stock: stock)
        try draft.checkMove(to: .validated)
        let pricingFlaw = pricingFlaw(of: order, products: products)
        var reservation = order.reservation
        var shortages: [Shortage] = []
        if reservation != .held {
            let wanted = ProductQuantity.sums(of: order.items)
            // An order that fails anyway reserves nothing; it is only said whether it could have.
            if isCustomerActive && pricingFlaw == nil {
                shortages = try draft.book.reserve(wanted, order: order.id, at: now)
                if shortages.isEmpty { reservation = .held }
            } else {
                shortages = draft.book.shortages(for: wanted)
            }
        }
        let result = ValidationResult(
            inventoryCheck: shortages.isEmpty,
            pricingCheck: pricingFlaw == nil,
            customerCheck: isCustomerActive
        )
        if let flaw = flaw(isCustomerActive, pricingFlaw, shortages) {
            let failure = Failure(code: flaw.code, message: flaw.message, stage: .validation, at: now)
            try draft.fail(failure, result: result)
        } else {
            draft.record(
                .orderValidated(
                    OrderValidated(
                        order: order.id,
                        customer: order.customer,
                        result: result,
                        reservation: reservation,
                        at: now
                    )
                )
            )
        }
        return draft.finish()
    }

    private static func flaw(
        _ isCustomerActive: Bool,
        _ pricingFlaw: (code: FailureCode, message: String)?,
        _ shortages: [Shortage]
    ) -> (code: FailureCode, message: String)? {
        if !isCustomerActive { return (.customerInvalid, "The customer's account is unknown or not active.") }
        if let pricingFlaw { return pricingFlaw }
        guard let short = shortages.first else { return nil }
        let message = "\(short.requested) of \(short.product.text) are wanted and \(short.available) are available."
        return (.insufficientStock, message)
    }

    private static func pricingFlaw(of order: Order, products: [Product]) -> (code: FailureCode, message: String)? {
        if let unknown = Pricing.unknownProduct(in: order.items, products: products) {
            return (.productUnknown, "\(unknown.text) is not for sale.")
        }
        do throws(AmountError) {
            guard
                let mismatch = try Pricing.mismatch(
                    items: order.items,
                    total: order.total,
                    currency: order.currency,
                    products: products
                )
            else { return nil }
            return (.priceMismatch, sentence(mismatch, currency: order.currency))
        } catch {
            return (.priceMismatch, "The sum of the lines is above \(Money.maximum.text).")
        }
    }

    private static func sentence(_ mismatch: PriceMismatch, currency: Currency) -> String {
        guard let product = mismatch.product else {
            return "The lines add up to \(mismatch.expected.text) and the total says \(mismatch.given.text)."
        }
        guard mismatch.expected != mismatch.given else { return "\(product.text) is not sold in \(currency.text)." }
        return "\(product.text) costs \(mismatch.expected.text) and the order says \(mismatch.given.text)."
    }
}
