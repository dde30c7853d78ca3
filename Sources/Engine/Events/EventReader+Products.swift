import Commerce

/// What an event says about a product of the catalogue.
enum ProductNews {
    /// The product is this; `isComplete` is false for an event of the time before events had all of a product's fields.
    case product(Product, isComplete: Bool)
    /// It is not sold any more.
    case removed(ProductID, version: Int, at: Timestamp)
}

extension EventReader {
    /// What a `product.*` event says.
    ///
    /// - Throws: `EventFlaw` when the JSON is not what `EventJSON` writes.
    static func productNews(_ value: [UInt8]) throws(EventFlaw) -> ProductNews {
        let event: Fields
        do throws(JSONError) {
            event = Fields(try JSONDocument(parsing: value).root)
        } catch {
            throw EventFlaw(description: error.explanation)
        }
        let id = try event.parsed("product_id") { ProductID($0) }
        let at = try event.parsed("timestamp") { Timestamp(text: $0) }
        let type = try event.text("event_type")
        switch type {
        case "product.deleted": return .removed(id, version: try event.int("version"), at: at)
        case "product.created", "product.updated": break
        default: throw EventFlaw(description: "event type \(type) is unknown")
        }
        let isComplete = event.node["version"] != nil
        let product = Product(
            id: id,
            sku: try event.text("sku"),
            name: try event.text("name"),
            description: isComplete ? try event.text("description") : "",
            price: try event.money("price"),
            currency: try event.parsed("currency") { Currency($0) },
            category: try event.text("category"),
            image: event.optionalText("image_url").flatMap { ImageAddress($0) },
            isActive: try event.flag("is_active"),
            version: isComplete ? try event.int("version") : 1,
            createdAt: isComplete ? try event.parsed("created_at") { Timestamp(text: $0) } : at,
            updatedAt: at
        )
        return .product(product, isComplete: isComplete)
    }
}
