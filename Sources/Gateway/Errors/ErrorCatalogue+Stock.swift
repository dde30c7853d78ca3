import HTTPTypes

extension ErrorCatalogue {
    /// The catalogue and what is on the shelves.
    static let stock = ErrorFamily(
        title: "Catalogue and stock",
        entries: [
            ErrorEntry(
                .insufficientStock,
                .conflict,
                "Not enough stock",
                explanation: """
                    More is wanted than is available; the lines of one request are added up by product, and `detail` \
                    gives the figures. Nothing was reserved, not even the lines for which there is enough.
                    """,
                remedy: "Order less, or wait for new stock."
            ),
            ErrorEntry(
                .stockChanged,
                .conflict,
                "The stock has changed meanwhile",
                explanation: """
                    The change was to be made only if so many are on hand, and there are more or fewer. The stock \
                    was not changed; the figures of now are in the problem.
                    """,
                remedy: "Look at `on_hand` and repeat the change with it, if it still makes sense."
            ),
            ErrorEntry(
                .reservationEnded,
                .conflict,
                "The reservation has ended",
                explanation: """
                    The reservation was released, used up, or its time is over; `detail` says which. It cannot be \
                    extended or released again.
                    """,
                remedy: "Make a new reservation."
            ),
            ErrorEntry(
                .productExists,
                .conflict,
                "The id has a product already",
                explanation:
                    "A product was to be added under an id that is taken, also by one that is not sold any more.",
                remedy: "Use another id, or change the product that is there."
            ),
            ErrorEntry(
                .skuTaken,
                .conflict,
                "Another product has the SKU",
                explanation: """
                    A SKU names one product, and upper and lower case make no difference. Neither product was \
                    changed.
                    """,
                remedy: "Use another SKU."
            ),
        ]
    )
}
