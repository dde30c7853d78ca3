import Commerce

/// A product as clients see it.
package enum ProductJSON {
    /// The product as one JSON object.
    package static func render(_ view: ProductView) -> [UInt8] {
        var json = JSONWriter()
        write(view, to: &json)
        return json.bytes
    }

    /// Writes the product as a value.
    package static func write(_ view: ProductView, to json: inout JSONWriter) {
        let product = view.product
        json.beginObject()
        json.field("product_id", product.id.text)
        json.field("sku", product.sku)
        json.field("name", product.name)
        json.field("description", product.description)
        json.field("price", minorUnits: product.price.minorUnits)
        json.field("currency", product.currency.text)
        json.field("category", product.category)
        json.field("image_url", product.image?.text)
        json.field("is_active", product.isActive)
        json.field("available", view.level.available)
        json.field("low_stock", view.level.isLow)
        json.field("low_stock_threshold", view.level.lowStockThreshold)
        json.field("version", product.version)
        json.field("created_at", product.createdAt)
        json.field("updated_at", product.updatedAt)
        json.endObject()
    }
}
