import Commerce

extension Schema {
    private static let orderStatus = words(OrderStatus.self)

    static let address = component(
        Component(
            "Address",
            closed(
                Field("street", name(Address.Field.street.limit).example("1 Pier")),
                Field("city", name(Address.Field.city.limit).example("Harbour")),
                Field("state", name(Address.Field.state.limit).example("CA")),
                Field("zip", name(Address.Field.zip.limit).example("90001")),
                .optional("country", line(Address.Field.country.limit).orNull.example("USA"))
            )
        )
    )

    static let cardDetails = component(
        Component(
            "CardDetails",
            closed(
                .optional(
                    "number",
                    string(pattern: "^[0-9]([ -]?[0-9]){11,18}$").orNull
                        .about("Read for its brand and last four digits, and never kept.").example("4242424242424242")
                )
            )
        )
    )

    /// What `POST /orders` takes.
    static let newOrder = component(
        Component(
            "NewOrder",
            closed(
                .optional("user_id", line(CustomerID.guestByteLimit).orNull.about("Your own id; it may be left out.")),
                .optional("customer_id", line(CustomerID.guestByteLimit).orNull.about("The same as `user_id`.")),
                Field("items", array(newOrderItem, 1...Order.itemLimit)),
                Field("total_amount", amount.about("The sum of quantity × unit price over all items.")),
                .optional("shipping_address", anyOf(address).orNull),
                .optional("payment_method", name(PaymentMethod.limit).orNull.standard("CREDIT_CARD")),
                .optional("currency", currency.orNull.standard("USD")),
                .optional("card_details", anyOf(cardDetails).orNull),
                .optional("customer_email", line(EmailAddress.byteLimit).orNull),
                .optional(
                    "metadata",
                    map(anything).orNull.about("Kept as it is, at most \(Order.metadataByteLimit) bytes.")
                )
            )
        )
    )

    private static let newOrderItem = component(
        Component(
            "NewOrderItem",
            closed(
                Field("product_id", productID),
                Field("quantity", integer(OrderItem.quantityRange)),
                .optional("unit_price", amount.about("The product's price; it or `price` is required.")),
                .optional("price", amount.about("The same as `unit_price`."))
            )
        )
    )

    static let order = component(
        Component(
            "Order",
            object(
                Field("order_id", uuid),
                Field("order_number", string().example("A-10042")),
                Field("user_id", string()),
                Field("customer_id", string().about("The same as `user_id`.")),
                Field("status", orderStatus),
                Field("items", array(orderItem)),
                Field("total_amount", money),
                Field("currency", currency),
                Field("shipping_address", anyOf(address).orNull),
                Field("payment_method", string()),
                Field("payment_id", uuid.orNull),
                Field("shipping", shipping.orNull),
                Field("failure", failure.orNull),
                .optional("cancel_reason", string()),
                .optional("cancelled_by", string()),
                .optional("customer_email", string()),
                Field("metadata", map(anything)),
                .optional("notes", array(note)),
                Field("version", integer(from: 1)),
                Field("created_at", time),
                Field("updated_at", time)
            )
        )
    )

    private static let orderItem = component(
        Component(
            "OrderItem",
            object(
                Field("item_id", uuid),
                Field("product_id", string()),
                Field("quantity", integer(from: 1)),
                Field("unit_price", money),
                Field("price", money.about("The same as `unit_price`.")),
                Field("total_price", money)
            )
        )
    )

    private static let shipping = component(
        Component(
            "Shipping",
            object(
                Field("carrier", words(Carrier.self)),
                Field("tracking_number", string()),
                Field("shipped_at", time),
                Field("estimated_delivery", string()),
                .optional("delivered_at", time)
            )
        )
    )

    private static let failure = component(
        Component(
            "Failure",
            object(
                Field("code", words(FailureCode.self)),
                Field("message", string()),
                Field("stage", words(Stage.self)),
                Field("at", time)
            )
        )
    )

    static let note = component(
        Component(
            "Note",
            object(
                Field("number", integer(from: 1)),
                Field("author_id", uuid.orNull),
                Field("text", string()),
                Field("visible_to_customer", boolean),
                Field("created_at", time)
            )
        )
    )

    static let notes = object(Field("data", array(note)))

    static let newNote = closed(
        Field("text", paragraphs(OrderNote.lengthLimit, min: 1)),
        .optional("visible_to_customer", boolean.orNull.standard(false))
    )

    /// What `PATCH /orders/{id}` takes.
    static let orderChange = component(
        Component(
            "OrderChange",
            closed(
                .optional("status", orderStatus.orNull),
                .optional("reason", name(Order.cancelReasonLimit).orNull.about("With `cancelled` and `failed`.")),
                .optional("carrier", line(20).orNull.about("One of \(carriers), in any case.")),
                .optional("tracking_number", name(60).orNull),
                .optional("note", paragraphs(OrderNote.lengthLimit, min: 1).orNull),
                .optional("visible_to_customer", boolean.orNull.about("Of the `note`."))
            )
        )
    )

    private static let carriers = Carrier.allCases.map(\.text).joined(separator: ", ")

    static let cancellation = closed(.optional("reason", line(Order.cancelReasonLimit).orNull))

    static let orderEvents = object(
        Field(
            "data",
            array(
                component(
                    Component(
                        "OrderEvent",
                        object(
                            Field("event_id", string()),
                            Field("event_type", string().example("order.created")),
                            Field("topic", string()),
                            Field("partition", integer(from: 0)),
                            Field("offset", integer(from: 0)),
                            Field("timestamp", time),
                            Field("data", map(anything))
                        )
                    )
                )
            )
        )
    )
}
