import HTTPTypes

extension ErrorCatalogue {
    /// Money taken and given back.
    static let payments = ErrorFamily(
        title: "Payments",
        entries: [
            ErrorEntry(
                .paymentAmountMismatch,
                .unprocessableContent,
                "The amount is not the order's total",
                explanation: """
                    An order is paid in one sum. The `amount` that was sent is another one; `detail` gives both. No \
                    payment was made and no gateway was asked.
                    """,
                remedy: "Send the order's `total_amount`."
            ),
            ErrorEntry(
                .paymentAlreadySucceeded,
                .conflict,
                "The order is paid already",
                explanation: """
                    The order has a payment that succeeded, and it never gets a second one, whoever asks at the same \
                    moment. No money was taken by this request.
                    """,
                remedy: "See `payment_id`: an order is paid once."
            ),
            ErrorEntry(
                .paymentInProgress,
                .conflict,
                "The order's payment is under way",
                explanation: """
                    The gateway was asked for this order and has not answered yet. A second request could take the \
                    money twice, so it was not made.
                    """,
                remedy: "Read the payment that `payment_id` names until it has its answer."
            ),
            ErrorEntry(
                .paymentNotRefundable,
                .conflict,
                "The payment cannot be refunded now",
                explanation: """
                    No money was taken, or the order is still on its way through the shop, where cancelling gives \
                    the money back. `detail` says which. No money was moved.
                    """,
                remedy: "Read the payment and its order: before it is shipped, an order is cancelled instead."
            ),
            ErrorEntry(
                .refundExceedsCaptured,
                .conflict,
                "More than is left of the payment",
                explanation: """
                    Together with the refunds before it, this one would give back more than was paid; `detail` says \
                    what is left. No money was moved.
                    """,
                remedy: "Read the payment again and see what is left."
            ),
            ErrorEntry(
                .refundExceedsOrdered,
                .conflict,
                "More than is left of what was ordered",
                explanation: """
                    A line of the refund names more pieces than were ordered and not given back before; `detail` \
                    says how many are left. No money was moved and nothing was put back on the shelf.
                    """,
                remedy: "Read the payment again and see what is left."
            ),
        ]
    )
}
