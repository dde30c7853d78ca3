/// How many of one product, over all lines of an order.
package struct ProductQuantity: Hashable, Sendable {
    /// Which product.
    package let product: ProductID
    /// How many in all.
    package internal(set) var quantity: Int

    /// Names a quantity of a product.
    package init(product: ProductID, quantity: Int) {
        self.product = product
        self.quantity = quantity
    }

    /// Sums the lines per product, in the order in which the products first appear.
    ///
    /// A scan per line: an order has at most 100 lines, most have a handful.
    package static func sums(of items: [OrderItem]) -> [ProductQuantity] {
        var sums: [ProductQuantity] = []
        sums.reserveCapacity(items.count)
        for item in items {
            if let index = sums.firstIndex(where: { $0.product == item.product }) {
                sums[index].quantity += item.quantity
            } else {
                sums.append(ProductQuantity(product: item.product, quantity: item.quantity))
            }
        }
        return sums
    }
}
