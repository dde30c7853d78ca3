import Commerce
import Engine

extension Schema {
    static let stockLevel = component(
        Component(
            "StockLevel",
            object(
                Field("product_id", string()),
                Field("on_hand", integer),
                Field("reserved", integer),
                Field("available", integer),
                Field("low_stock_threshold", integer(from: 0)),
                Field("low_stock", boolean)
            )
        )
    )

    private static let quantity = integer(0...StockLevel.quantityLimit)

    /// What `POST /inventory/{id}/adjust` takes: `delta` or `set_to`.
    static let correction = component(
        Component(
            "StockCorrection",
            closed(
                .optional(
                    "delta",
                    integer(-StockLevel.quantityLimit...StockLevel.quantityLimit).orNull.about(
                        "How many more or fewer."
                    )
                ),
                .optional("set_to", quantity.orNull.about("How many there are.")),
                Field("reason", name(CorrectStock.reasonRange.upperBound).example("Stocktaking")),
                .optional("expected_on_hand", quantity.orNull.about("Only if so many are on hand; otherwise 409.")),
                .optional("if_on_hand", quantity.orNull.about("The same as `expected_on_hand`."))
            )
        )
    )

    static let threshold = closed(Field("low_stock_threshold", integer(SetStockThreshold.range)))

    static let movement = component(
        Component(
            "StockMovement",
            object(
                Field("number", integer(from: 0)),
                Field("kind", words(MovementKind.self)),
                Field("quantity", integer),
                Field("on_hand_change", integer),
                Field("reserved_change", integer),
                Field("order_id", uuid.orNull),
                Field("reservation_id", uuid.orNull),
                Field("reason", string().orNull),
                Field("actor_id", uuid.orNull),
                Field("at", time)
            )
        )
    )

    /// Where a product's figures come from.
    static let stockExplanation = component(
        Component(
            "StockExplanation",
            object(
                Field("product_id", string()),
                Field("on_hand", figure),
                Field("reserved", figure),
                Field("available", figure),
                Field("movements", integer(from: 0)),
                Field("open_reservations", array(hold, 0...StockJSON.holdLimit)),
                Field("open_reservations_count", integer(from: 0)),
                Field("open_reservations_quantity", integer(from: 0)),
                Field("agrees", boolean.about("Whether ledger, level and promises tell the same."))
            )
        )
    )

    private static let figure = object(
        Field("value", integer),
        Field("sum", integer.about("What the ledger comes to.")),
        Field("by_kind", map(integer))
    )

    private static let hold = object(
        Field("order_id", uuid.orNull),
        Field("reservation_id", uuid.orNull),
        Field("quantity", integer),
        Field("since", time),
        Field("expires_at", time.orNull),
        Field("confirmed", boolean)
    )

    // MARK: Reservations

    private static let lifetime = integer(
        Int(Reservation.lifetimeRange.lowerBound)...Int(Reservation.lifetimeRange.upperBound)
    )

    static let newReservation = component(
        Component(
            "NewReservation",
            closed(
                Field(
                    "items",
                    array(
                        closed(Field("product_id", productID), Field("quantity", integer(OrderItem.quantityRange))),
                        1...Reservation.itemLimit
                    )
                ),
                .optional("order_id", uuid.orNull),
                .optional("ttl_s", lifetime.orNull.standard(.integer(Int(Reservation.standardLifetime))))
            )
        )
    )

    static let reservationExtension = closed(Field("ttl_s", lifetime))

    static let reservation = component(
        Component(
            "Reservation",
            object(
                Field("reservation_id", uuid),
                Field("order_id", uuid.orNull),
                Field("status", string().example("active")),
                Field("items", array(object(Field("product_id", string()), Field("quantity", integer(from: 1))))),
                Field("created_by", uuid.orNull),
                Field("created_at", time),
                Field("updated_at", time),
                Field("expires_at", time),
                Field("ended_at", time.orNull)
            )
        )
    )
}
