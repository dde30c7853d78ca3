package import Commerce

/// A small catalogue and orders of it.
package enum SampleShop {
    /// The catalogue as a file.
    package static let catalogue = """
        product_id,sku,name,description,price,currency,category,stock,low_stock_threshold
        mug,TP-MUG,Harbour Mug,"Stoneware, 350 ml",29.99,USD,Kitchen,1000000,0
        pencil,TP-PENCIL,Cedar Pencil,One pencil,4.50,USD,Stationery,1000000,0
        popular,TP-POPULAR,Popular Lamp,There are a hundred,10.00,USD,Home,100,0
        rare,TP-RARE,Rare Vase,There are three,99.99,USD,Home,3,1
        bar,TP-BAR,Gold Bar,Heavy,400000.00,USD,Home,1000,0

        """

    /// What a product costs, in minor units.
    package static let prices: [String: Int64] = [
        "mug": 2_999, "pencil": 450, "popular": 1_000, "rare": 9_999, "bar": 40_000_000,
    ]

    /// The customer of orders that name none.
    package static let guest = CustomerID.guest("guest-1")

    /// One line at the catalogue's price, or another one.
    ///
    /// - Parameter price: minor units; products that are not in the catalogue cost 1.00.
    package static func line(_ product: String, _ quantity: Int = 1, price: Int64? = nil) throws -> OrderItem {
        guard let id = ProductID(product), let unit = Money(minorUnits: price ?? prices[product] ?? 100) else {
            throw TestSupportError.failed("no line of \(product)")
        }
        return try OrderItem(product: id, quantity: quantity, unitPrice: unit)
    }

    /// An order's draft whose total is the sum of its lines, or another one.
    package static func draft(
        _ items: [OrderItem],
        customer: CustomerID = guest,
        total: Int64? = nil,
        card: String? = nil,
        metadata: String = "{}",
        email: String? = "buyer@example.com"
    ) throws -> OrderDraft {
        let sum = try OrderItem.total(of: items)
        guard let method = PaymentMethod("credit_card"), let total = Money(minorUnits: total ?? sum.minorUnits) else {
            throw TestSupportError.failed("no draft")
        }
        return OrderDraft(
            customer: customer,
            items: items,
            total: total,
            address: try Address(street: "1 Pier", city: "Harbour", state: "CA", zip: "90001", country: "US"),
            paymentMethod: method,
            card: card.flatMap { CardSummary(number: $0) },
            metadata: metadata,
            email: email
        )
    }
}
