import HTTPTypes

extension ErrorCatalogue {
    /// What is asked for is not there.
    static let resources = ErrorFamily(
        title: "Things that are not there",
        entries: [
            ErrorEntry(
                .notFound,
                .notFound,
                "There is nothing here",
                explanation: "No route has this path, or what it names does not exist. Nothing was changed.",
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .orderNotFound,
                .notFound,
                "Order not found",
                explanation: """
                    There is no order with this id, or it belongs to somebody else: both are answered alike, so that \
                    ids cannot be tried out.
                    """,
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .productNotFound,
                .notFound,
                "Product not found",
                explanation: """
                    The catalogue has no product with this id, or it is not sold any more and only administrators \
                    see it.
                    """,
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .reservationNotFound,
                .notFound,
                "Reservation not found",
                explanation: "There is no reservation with this id, or it is for somebody else's order.",
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .userNotFound,
                .notFound,
                "User not found",
                explanation: "There is no account with this id.",
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .paymentNotFound,
                .notFound,
                "Payment not found",
                explanation: "There is no payment with this id, or it is for somebody else's order.",
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .refundNotFound,
                .notFound,
                "Refund not found",
                explanation: "There is no refund with this id, or it is for somebody else's order.",
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .notificationNotFound,
                .notFound,
                "Notification not found",
                explanation: "There is no notification with this id, or it is for somebody else.",
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .positionGone,
                .gone,
                "The position is of another history, or no longer kept",
                explanation: """
                    A position has an epoch and a number. Its epoch is not this server's, because a backup was \
                    restored, or the events at the number were removed when their time was over.
                    """,
                remedy: "Read the resource without it, and go on from the positions that this server gives out now."
            ),
            ErrorEntry(
                .sessionNotFound,
                .notFound,
                "Session not found",
                explanation: "There is no such session, it is another account's, or it has ended already.",
                remedy: "Read `GET /api/v1/auth/sessions`."
            ),
            ErrorEntry(
                .apiKeyNotFound,
                .notFound,
                "API key not found",
                explanation: "There is no API key with this id, or it was revoked already.",
                remedy: "Read `GET /api/v1/api-keys`."
            ),
        ]
    )
}
