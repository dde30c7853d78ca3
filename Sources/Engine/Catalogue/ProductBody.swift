package import Commerce

/// Reads a product's fields from JSON, for requests and for the rows of a file alike.
package enum ProductBody {
    /// Ids that are words of the product routes.
    static let reservedIDs = ["import", "export"]

    private static let fieldNames = [
        "sku", "name", "description", "price", "currency", "category", "image_url", "is_active", "low_stock_threshold",
    ]

    /// A new product: SKU, name and price are required; without `product_id` it gets the id that `newID` makes.
    package static func create(_ body: inout FieldReader, newID: () -> ProductID) -> CreateProduct? {
        body.unknownFields(allowed: fieldNames + ["product_id", "stock"])
        let id = id(&body)
        let fields = fields(&body, isNew: true)
        let stock = stock(&body)
        return CreateProduct(id: id ?? newID(), fields: fields, stock: stock)
    }

    /// The fields to change, merged as RFC 7396 has it: what is absent stays, `null` empties what may be empty.
    package static func change(_ body: inout FieldReader) -> ProductFields? {
        body.unknownFields(allowed: fieldNames)
        return fields(&body, isNew: false)
    }

    /// The id, nil when it is absent or of no use; the latter is noted.
    static func id(_ body: inout FieldReader) -> ProductID? {
        guard let text = body.optionalString("product_id", min: 1, max: ProductID.byteLimit) else { return nil }
        guard let id = ProductID(text) else {
            body.report("product_id", code: "invalid", detail: "At most \(ProductID.byteLimit) bytes are allowed.")
            return nil
        }
        if reservedIDs.contains(text) {
            body.report("product_id", code: "reserved", detail: "This id has a meaning of its own.")
        }
        return id
    }

    /// The opening stock, 0 when it is absent.
    static func stock(_ body: inout FieldReader) -> Int {
        Int(body.optionalInt("stock", 0...Int64(StockLevel.quantityLimit)) ?? 0)
    }

    /// The fields that can be changed later too.
    static func fields(_ body: inout FieldReader, isNew: Bool) -> ProductFields {
        if !isNew { refuseNulls(&body) }
        var fields = ProductFields()
        fields.sku = text("sku", Product.skuLimit, isRequired: isNew, &body)
        fields.name = text("name", Product.nameLimit, isRequired: isNew, &body)
        fields.description = clearable("description", Product.descriptionLimit, .paragraphs, &body)
        fields.price = price(&body, isRequired: isNew)
        fields.currency = currency(&body)
        fields.category = clearable("category", Product.categoryLimit, .line, &body)
        fields.image = image(&body)
        fields.isActive = body.optionalBool("is_active")
        fields.lowStockThreshold = body.optionalInt("low_stock_threshold", 0...Int64(StockLevel.quantityLimit))
            .map(Int.init)
        return fields
    }

    /// What a product always has cannot be merged away.
    private static func refuseNulls(_ body: inout FieldReader) {
        for name in ["sku", "name", "price", "currency", "is_active", "low_stock_threshold"]
        where body.value(name)?.isNull == true {
            body.report(name, code: FieldRule.required.rawValue, detail: "This field cannot be taken away.")
        }
    }

    private static func text(_ key: String, _ max: Int, isRequired: Bool, _ body: inout FieldReader) -> String? {
        isRequired ? body.requiredString(key, max: max) : body.optionalString(key, min: 1, max: max)
    }

    private static func clearable(_ key: String, _ max: Int, _ text: FieldText, _ body: inout FieldReader) -> String? {
        body.value(key)?.isNull == true ? "" : body.optionalString(key, max: max, text: text)
    }

    private static func price(_ body: inout FieldReader, isRequired: Bool) -> Money? {
        let digits = isRequired ? body.requiredDecimalText("price") : body.optionalDecimalText("price")
        guard let digits else { return nil }
        do throws(AmountError) {
            return try Money.parse(digits)
        } catch {
            switch error {
            case .precision:
                body.report("price", code: "amount_precision", detail: "At most two decimals are allowed.")
            case .outOfRange, .quantity:
                body.report("price", code: "out_of_range", detail: "0 to \(Money.maximum.text) is expected.")
            case .malformed:
                body.report("price", code: "wrong_type", detail: "A decimal number is expected.")
            }
            return nil
        }
    }

    private static func currency(_ body: inout FieldReader) -> Currency? {
        guard let text = body.optionalString("currency", max: 3) else { return nil }
        if let currency = Currency(text) { return currency }
        body.report("currency", code: "invalid", detail: "A code of three capital letters is expected.")
        return nil
    }

    private static func image(_ body: inout FieldReader) -> ImageAddress?? {
        if body.value("image_url")?.isNull == true { return .some(nil) }
        guard let text = body.optionalString("image_url", min: 1, max: ImageAddress.byteLimit) else { return nil }
        if let image = ImageAddress(text) { return image }
        body.report(
            "image_url",
            code: "invalid",
            detail: "An http or https URL or a path of this server is expected, and not that of a product's image."
        )
        return nil
    }
}
