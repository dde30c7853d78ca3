/// One line of an order: so many of one product at one price.
package struct OrderItem: Hashable, Sendable {
    /// The quantities a line may have.
    package static let quantityRange = 1...1_000_000

    /// What is bought.
    package let product: ProductID
    /// How many, 1 … 1,000,000.
    package let quantity: Int
    /// The price of one, as the client understood it.
    package let unitPrice: Money
    /// Quantity times unit price.
    package let totalPrice: Money

    /// Builds a line; throws `quantity` outside 1 … 1,000,000 and `outOfRange` when the line's total is no `Money`.
    package init(product: ProductID, quantity: Int, unitPrice: Money) throws(AmountError) {
        guard Self.quantityRange.contains(quantity) else { throw .quantity }
        self.product = product
        self.quantity = quantity
        self.unitPrice = unitPrice
        totalPrice = try unitPrice.multiplied(by: quantity)
    }

    /// The sum of the lines' totals, or `outOfRange`.
    package static func total(of items: [OrderItem]) throws(AmountError) -> Money {
        var sum = Money.zero
        for item in items { sum = try sum.adding(item.totalPrice) }
        return sum
    }
}
