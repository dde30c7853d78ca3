import HTTPTypes

extension ErrorCatalogue {
    /// Orders that cannot be placed or changed.
    static let orders = ErrorFamily(
        title: "Orders",
        entries: [
            ErrorEntry(
                .priceMismatch,
                .unprocessableContent,
                "Prices and total do not agree with the catalogue",
                explanation: """
                    A `unit_price` is not the catalogue's, or `total_amount` is not the sum of the lines. With \
                    `PRICING_POLICY=reject` the order is refused like this; otherwise it is taken and its validation \
                    fails it with the same code in `failure`.
                    """,
                remedy: "Read the catalogue again and send its prices."
            ),
            ErrorEntry(
                .unknownProduct,
                .unprocessableContent,
                "A product is not for sale",
                explanation: """
                    A line names a product that the catalogue does not have or that is not sold any more. No order \
                    was made and nothing was reserved.
                    """,
                remedy: "Read the catalogue again."
            ),
            ErrorEntry(
                .orderNotCancellable,
                .conflict,
                "The order can no longer be cancelled",
                explanation: """
                    The order is shipped, delivered, failed or cancelled already; `detail` says which. It was not \
                    changed, and no money was given back.
                    """,
                remedy: "Orders can be cancelled until they are shipped."
            ),
            ErrorEntry(
                .invalidTransition,
                .conflict,
                "The order's status does not allow this",
                explanation: """
                    The order's status and what was asked for do not go together; `detail` names the status and, \
                    where there are some, the changes that are possible. The order was not changed.
                    """,
                remedy: "Read the order again and see its status."
            ),
        ]
    )
}
