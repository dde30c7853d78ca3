import Commerce

extension Schema {
    /// What `POST /payments` takes.
    static let newPayment = component(
        Component(
            "NewPayment",
            closed(
                Field("order_id", uuid),
                Field("amount", amount.about("The order's total.")),
                .optional("payment_method", name(PaymentMethod.limit).orNull.about("As the order says when left out.")),
                .optional("card_details", anyOf(cardDetails).orNull)
            )
        )
    )

    static let payment = component(
        Component(
            "Payment",
            object(
                Field("payment_id", uuid),
                Field("order_id", uuid),
                Field("user_id", string()),
                Field("status", words(PaymentStatus.self)),
                Field("amount", money),
                Field("currency", currency),
                Field("payment_method", string()),
                Field("card", object(Field("brand", words(CardBrand.self)), Field("last4", string())).orNull),
                Field("reference", string().orNull.about("What the gateway calls it.")),
                Field("decline_code", string().orNull),
                Field("refunded_amount", money),
                Field("refunds", array(refund)),
                Field("created_at", time),
                Field("settled_at", time.orNull)
            )
        )
    )

    /// What `POST /payments/{id}/refunds` takes: an amount, or lines, or nothing for everything.
    static let newRefund = component(
        Component(
            "NewRefund",
            closed(
                .optional("amount", anyOf(amount).orNull),
                .optional(
                    "items",
                    array(
                        closed(
                            .optional("product_id", productID.orNull),
                            .optional("item_id", uuid.orNull),
                            Field("quantity", integer(OrderItem.quantityRange)),
                            .optional("restock", boolean.orNull.standard(false))
                        ),
                        1...Order.itemLimit
                    ).orNull
                ),
                .optional("reason", line(Refund.reasonLimit).orNull)
            )
        )
    )

    static let refund = component(
        Component(
            "Refund",
            object(
                Field("refund_id", uuid),
                Field("payment_id", uuid),
                Field("order_id", uuid),
                Field("status", words(RefundStatus.self)),
                Field("amount", money),
                Field("currency", currency),
                Field("reason", string()),
                Field("message", string().orNull),
                Field(
                    "items",
                    array(
                        object(
                            Field("item_id", uuid),
                            Field("product_id", string()),
                            Field("quantity", integer(from: 1)),
                            Field("restocked", boolean)
                        )
                    )
                ),
                Field("created_at", time),
                Field("settled_at", time.orNull)
            )
        )
    )
}
