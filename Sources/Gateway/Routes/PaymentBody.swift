import Commerce
import Engine

/// The bodies of `POST /payments` and `POST /payments/{id}/refunds`: read field by field, all problems collected.
enum PaymentBody {
    /// The reason of a refund that gives none.
    static let defaultReason = "Refunded by the shop."

    /// What a refund's body asks for.
    struct Refund {
        var share: RefundShare
        var reason: String
    }

    static func payment(_ body: inout FieldReader) -> PaymentWish? {
        body.unknownFields(allowed: ["order_id", "amount", "payment_method", "card_details"])
        let text = body.requiredString("order_id", max: 36)
        let order = text.flatMap { OrderID(text: $0) }
        if text != nil, order == nil { body.report("order_id", code: "invalid", detail: "An order's id is expected.") }
        let amount = OrderBody.readMoney("amount", &body)
        let method = body.optional("payment_method") == nil ? nil : OrderBody.readPaymentMethod(&body)
        let card = body.optionalObject("card_details") { card -> CardSummary?? in
            card.unknownFields(allowed: ["number"])
            return OrderBody.readCard(&card)
        }
        guard let order, let amount else { return nil }
        return PaymentWish(order: order, amount: amount, method: method, card: card ?? nil)
    }

    static func refund(_ body: inout FieldReader) -> Refund? {
        body.unknownFields(allowed: ["amount", "items", "reason"])
        let reason = body.optionalString("reason", max: Commerce.Refund.reasonLimit) ?? defaultReason
        let hasAmount = body.optional("amount") != nil
        guard body.optional("items") != nil else {
            guard hasAmount else { return Refund(share: .everything, reason: reason) }
            guard let amount = OrderBody.readMoney("amount", &body) else { return nil }
            if amount == .zero { body.report("amount", code: "out_of_range", detail: "More than nothing is expected.") }
            return Refund(share: .amount(amount), reason: reason)
        }
        if hasAmount {
            body.report("amount", code: "not_together", detail: "Send `amount` or `items`, not both.")
        }
        guard let wishes = body.array("items", count: 1...Order.itemLimit, { item(&$0) }) else { return nil }
        return Refund(share: .lines(wishes), reason: reason)
    }

    private static func item(_ item: inout FieldReader) -> RefundWish? {
        item.unknownFields(allowed: ["product_id", "item_id", "quantity", "restock"])
        let limits = OrderItem.quantityRange
        let quantity = item.requiredInt("quantity", Int64(limits.lowerBound)...Int64(limits.upperBound))
        let isRestocked = item.optionalBool("restock") ?? false
        guard let subject = subject(&item), let quantity else { return nil }
        return RefundWish(subject, quantity: Int(quantity), isRestocked: isRestocked)
    }

    /// Which lines: those of a product, or one by its id.
    private static func subject(_ item: inout FieldReader) -> RefundWish.Subject? {
        guard item.optional("item_id") != nil else {
            guard let text = item.requiredString("product_id", max: ProductID.byteLimit) else { return nil }
            if let product = ProductID(text) { return .product(product) }
            item.report("product_id", code: "invalid", detail: "A product's id is expected.")
            return nil
        }
        if item.optional("product_id") != nil {
            item.report("product_id", code: "not_together", detail: "Send `product_id` or `item_id`, not both.")
        }
        guard let text = item.requiredString("item_id", max: 36) else { return nil }
        if let id = ItemID(text: text) { return .item(id) }
        item.report("item_id", code: "invalid", detail: "The id of an order's line is expected.")
        return nil
    }
}
