import Commerce
import Engine

/// The bodies of stock and reservation requests: read field by field, all problems collected.
enum StockBody {
    /// What a reservation is asked for with.
    struct Wanted {
        var items: [ProductQuantity]
        var order: OrderID?
        var lifetimeSeconds: Int64
    }

    /// `{delta | set_to, reason, expected_on_hand?}`.
    static func correction(_ body: inout FieldReader) -> CorrectStock? {
        body.unknownFields(allowed: ["delta", "set_to", "reason", "expected_on_hand", "if_on_hand"])
        let limit = Int64(StockLevel.quantityLimit)
        let delta = body.optionalInt("delta", -limit...limit)
        let count = body.optionalInt("set_to", 0...limit)
        let lengths = CorrectStock.reasonRange
        let reason = body.requiredString("reason", min: lengths.lowerBound, max: lengths.upperBound)
        let expected = body.optionalInt("expected_on_hand", 0...limit)
        let alsoExpected = body.optionalInt("if_on_hand", 0...limit)
        if let expected, let alsoExpected, expected != alsoExpected {
            body.report("if_on_hand", code: "contradiction", detail: "`expected_on_hand` says something else.")
        }
        let change: AdjustStock
        switch (body.optional("delta") != nil, body.optional("set_to") != nil) {
        case (false, false):
            body.report("delta", code: "required", detail: "Either `delta` or `set_to` is required.")
            return nil
        case (true, true):
            body.report("set_to", code: "exclusive", detail: "Either `delta` or `set_to` is expected, not both.")
            return nil
        case (true, false):
            guard let delta else { return nil }
            if delta == 0 { body.report("delta", code: "out_of_range", detail: "Zero changes nothing.") }
            change = .delta(Int(delta))
        case (false, true):
            guard let count else { return nil }
            change = .setTo(Int(count))
        }
        guard let reason else { return nil }
        return CorrectStock(change, reason: reason, expectedOnHand: (expected ?? alsoExpected).map { Int($0) })
    }

    /// `{low_stock_threshold}`.
    static func threshold(_ body: inout FieldReader) -> SetStockThreshold? {
        body.unknownFields(allowed: ["low_stock_threshold"])
        let range = SetStockThreshold.range
        return body.requiredInt("low_stock_threshold", Int64(range.lowerBound)...Int64(range.upperBound))
            .map { SetStockThreshold(Int($0)) }
    }

    /// `{items, order_id?, ttl_s?}`.
    static func reservation(_ body: inout FieldReader) -> Wanted? {
        body.unknownFields(allowed: ["items", "order_id", "ttl_s"])
        let items = body.array("items", count: 1...Reservation.itemLimit) { line(&$0) }
        let order = Self.order(&body)
        let seconds = body.optionalInt("ttl_s", Reservation.lifetimeRange)
        guard let items else { return nil }
        return Wanted(items: items, order: order, lifetimeSeconds: seconds ?? Reservation.standardLifetime)
    }

    /// `{ttl_s}`.
    static func `extension`(_ body: inout FieldReader) -> Int64? {
        body.unknownFields(allowed: ["ttl_s"])
        return body.requiredInt("ttl_s", Reservation.lifetimeRange)
    }

    private static func line(_ item: inout FieldReader) -> ProductQuantity? {
        item.unknownFields(allowed: ["product_id", "quantity"])
        let text = item.requiredString("product_id", max: ProductID.byteLimit)
        let limits = OrderItem.quantityRange
        let quantity = item.requiredInt("quantity", Int64(limits.lowerBound)...Int64(limits.upperBound))
        guard let text, let quantity else { return nil }
        guard let product = ProductID(text) else {
            item.report("product_id", code: "invalid", detail: "A product's id is expected.")
            return nil
        }
        return ProductQuantity(product: product, quantity: Int(quantity))
    }

    private static func order(_ body: inout FieldReader) -> OrderID? {
        guard let text = body.optionalString("order_id", max: 36) else { return nil }
        if let order = OrderID(text: text) { return order }
        body.report("order_id", code: "invalid", detail: "An order's id is expected.")
        return nil
    }
}
