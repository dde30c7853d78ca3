/// The fields of a product that can be set; nil leaves a field as it is.
package struct ProductFields: Hashable, Sendable {
    /// The shop's stock keeping unit.
    package var sku: String?
    /// What it is called.
    package var name: String?
    /// What it is.
    package var description: String?
    /// What one costs.
    package var price: Money?
    /// The currency of the price.
    package var currency: Currency?
    /// The category it is listed under.
    package var category: String?
    /// Its picture; `.some(nil)` takes it away.
    package var image: ImageAddress??
    /// Whether it is sold.
    package var isActive: Bool?
    /// At or below this available quantity the stock is low; at least 0.
    package var lowStockThreshold: Int?

    /// No field set.
    package init() {}

    /// Sets the given fields of a product.
    func apply(to product: inout Product) {
        if let sku { product.sku = sku }
        if let name { product.name = name }
        if let description { product.description = description }
        if let price { product.price = price }
        if let currency { product.currency = currency }
        if let category { product.category = category }
        if let image { product.image = image }
        if let isActive { product.isActive = isActive }
    }
}
