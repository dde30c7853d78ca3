/// What a payment gateway answers.
package enum GatewayAnswer: Hashable, Sendable {
    /// The money was taken; the gateway's own name for it, 1–128 bytes.
    case approved(reference: String)
    /// No money was taken; a stable word and a sentence why.
    case declined(FailureCode, message: String)
}

/// A payment gateway that needs no network: its answer follows from the payment alone, every time.
package enum SimulatedGateway {
    /// The largest amount it approves, 500,000.00.
    package static let approvalLimit = Money(unchecked: 50_000_000)

    /// Decides on a payment.
    ///
    /// Visa …0002 (test number 4000000000000002) is declined and visa …9995 (4000000000009995) has no funds, told by
    /// what is kept of a card; amounts above 500,000.00 are declined; everything else is approved.
    package static func decide(payment: PaymentID, amount: Money, card: CardSummary?) -> GatewayAnswer {
        switch decline(amount: amount, card: card) {
        case let (code, message)?: .declined(code, message: message)
        case nil: .approved(reference: "sim_" + payment.text)
        }
    }

    /// Decides without a payment at hand; the reference of an approval is then the same for all.
    package static func decide(amount: Money, card: CardSummary?) -> GatewayAnswer {
        switch decline(amount: amount, card: card) {
        case let (code, message)?: .declined(code, message: message)
        case nil: .approved(reference: "simulated")
        }
    }

    private static func decline(amount: Money, card: CardSummary?) -> (FailureCode, String)? {
        if let card, card.brand == .visa {
            if card.lastFour == "0002" { return (.paymentDeclined, "The card was declined.") }
            if card.lastFour == "9995" { return (.insufficientFunds, "The card has insufficient funds.") }
        }
        guard amount <= approvalLimit else {
            return (.paymentAmountLimit, "The amount is above the limit of \(approvalLimit.text).")
        }
        return nil
    }
}
