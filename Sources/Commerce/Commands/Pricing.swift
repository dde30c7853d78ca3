/// Compares an order with the catalogue.
enum Pricing {
    /// The first product that is not in the catalogue or not for sale.
    static func unknownProduct(in items: [OrderItem], products: [Product]) -> ProductID? {
        items.first { item in !products.contains { $0.id == item.product && $0.isActive } }?.product
    }

    /// The first price that is not the catalogue's, or the total when it is not the sum of the lines.
    ///
    /// A price in another currency than the order's differs whatever its digits. Products that are not in the catalogue
    /// are not looked at.
    static func mismatch(
        items: [OrderItem],
        total: Money,
        currency: Currency,
        products: [Product]
    ) throws(AmountError) -> PriceMismatch? {
        for item in items {
            guard let product = products.first(where: { $0.id == item.product }) else { continue }
            guard product.price == item.unitPrice, product.currency == currency else {
                return PriceMismatch(product: item.product, expected: product.price, given: item.unitPrice)
            }
        }
        let sum = try OrderItem.total(of: items)
        return sum == total ? nil : PriceMismatch(product: nil, expected: sum, given: total)
    }
}
