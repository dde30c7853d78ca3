/// How many of one product, over all lines of an order or a reservation.
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
        for item in items { add(ProductQuantity(product: item.product, quantity: item.quantity), to: &sums) }
        return sums
    }

    /// Sums quantities per product, in the order in which the products first appear.
    package static func sums(of lines: [ProductQuantity]) -> [ProductQuantity] {
        var sums: [ProductQuantity] = []
        for line in lines { add(line, to: &sums) }
        return sums
    }

    @inline(__always)
    private static func add(_ line: ProductQuantity, to sums: inout [ProductQuantity]) {
        if let index = sums.firstIndex(where: { $0.product == line.product }) {
            sums[index].quantity += line.quantity
        } else {
            sums.append(line)
        }
    }
}
