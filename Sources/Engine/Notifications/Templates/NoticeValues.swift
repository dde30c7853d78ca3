import Commerce

/// What templates are filled in with. Money and times are written here and nowhere else.
struct NoticeValues {
    /// Every name that a template may use.
    static let names: Set<String> = [
        "shop", "customer_name", "order_number", "order_id", "placed_on", "items", "name", "quantity", "unit_price",
        "line_total", "total", "address", "address_line", "carrier", "tracking_number", "shipped_on",
        "estimated_delivery", "delivered_on", "reason", "paid", "subject", "message", "paragraphs", "paragraph",
    ]
    private static let shop = "Tradepost"

    private(set) var values: [String: TextTemplate.Value] = ["shop": .text(Self.shop)]

    /// The values of an order.
    ///
    /// - Parameter products: what its products are called now; the id stands for one that is unknown.
    init(order: Order, name: String?, products: [ProductID: String]) {
        set("customer_name", name)
        set("order_number", order.numberText)
        set("order_id", order.id.text)
        set("placed_on", Self.day(order.createdAt))
        set("total", Self.amount(order.total, order.currency))
        values["items"] = .list(
            order.items.map { item in
                [
                    "name": .text(products[item.product] ?? item.product.text),
                    "quantity": .text("\(item.quantity)"),
                    "unit_price": .text(Self.amount(item.unitPrice, order.currency)),
                    "line_total": .text(Self.amount(item.totalPrice, order.currency)),
                ]
            }
        )
        if let address = order.address {
            let lines = [address.street, "\(address.city), \(address.state) \(address.zip)", address.country ?? ""]
            values["address"] = .list(lines.filter { !$0.isEmpty }.map { ["address_line": .text($0)] })
        }
        if let shipping = order.shipping {
            set("carrier", shipping.carrier.text)
            set("tracking_number", shipping.trackingNumber.text)
            set("shipped_on", Self.day(shipping.shippedAt))
            set("estimated_delivery", shipping.estimatedDelivery)
        }
        set("delivered_on", order.deliveredAt.map(Self.day))
        set("reason", order.failure?.message ?? order.cancelReason)
        if order.payment != nil { set("paid", "yes") }
    }

    /// The values of what somebody wrote.
    init(writing: Notice.Writing, name: String?) {
        set("customer_name", name)
        set("subject", writing.subject)
        set("message", writing.message)
        let paragraphs = writing.message.split(whereSeparator: \.isNewline)
        values["paragraphs"] = .list(paragraphs.map { ["paragraph": .text(String($0))] })
    }

    private mutating func set(_ name: String, _ text: String?) {
        if let text { values[name] = .text(text) }
    }

    /// Two decimals and the currency, such as `29.99 USD`.
    static func amount(_ money: Money, _ currency: Currency) -> String { "\(money.text) \(currency.text)" }

    /// The day in UTC, such as `2026-02-20`.
    static func day(_ time: Timestamp) -> String { time.dateText }
}
