import Commerce
import Engine

extension Schema {
    static let product = component(
        Component(
            "Product",
            object(
                Field("product_id", string()),
                Field("sku", string()),
                Field("name", string()),
                Field("description", string()),
                Field("price", money),
                Field("currency", currency),
                Field("category", string()),
                Field("image_url", string().orNull),
                Field("is_active", boolean),
                Field("available", integer.about("What can be ordered now.")),
                Field("low_stock", boolean),
                Field("low_stock_threshold", integer(from: 0)),
                Field("version", integer(from: 1)),
                Field("created_at", time),
                Field("updated_at", time)
            )
        )
    )

    private static let quantity = integer(0...StockLevel.quantityLimit)
    private static let imageAddress = string(min: 1, max: ImageAddress.byteLimit)
        .about("An http or https URL, or a path of this server.")

    /// What `POST /products` takes.
    static let newProduct = component(
        Component(
            "NewProduct",
            closed(
                .optional("product_id", productID.orNull.about("Made by the server when it is left out.")),
                Field("sku", name(Product.skuLimit)),
                Field("name", name(Product.nameLimit)),
                .optional("description", paragraphs(Product.descriptionLimit).orNull),
                Field("price", amount),
                .optional("currency", currency.orNull.standard("USD")),
                .optional("category", line(Product.categoryLimit).orNull),
                .optional("image_url", imageAddress.orNull),
                .optional("is_active", boolean.orNull.standard(true)),
                .optional("low_stock_threshold", quantity.orNull),
                .optional("stock", quantity.orNull.about("What is on hand at the beginning.").standard(0))
            )
        )
    )

    /// What `PATCH /products/{id}` takes: members that are absent stay as they are (RFC 7396).
    static let productChange = component(
        Component(
            "ProductChange",
            closed(
                .optional("sku", name(Product.skuLimit)),
                .optional("name", name(Product.nameLimit)),
                .optional("description", paragraphs(Product.descriptionLimit).orNull),
                .optional("price", amount),
                .optional("currency", currency),
                .optional("category", line(Product.categoryLimit).orNull),
                .optional("image_url", imageAddress.orNull),
                .optional("is_active", boolean),
                .optional("low_stock_threshold", quantity)
            )
        )
    )

    /// What an import has come to, row by row.
    static let importReport = component(
        Component(
            "ImportReport",
            object(
                Field("created", integer(from: 0)),
                Field("updated", integer(from: 0)),
                Field("unchanged", integer(from: 0)),
                Field("failed", integer(from: 0)),
                Field(
                    "rows",
                    array(
                        object(
                            Field("row", integer(from: 2)),
                            Field("product_id", string().orNull),
                            Field("sku", string()),
                            Field("outcome", oneOf(ImportReport.Outcome.allCases.map(\.rawValue))),
                            .optional("code", string()),
                            .optional("detail", string())
                        )
                    )
                ),
                Field("failed_csv", string().orNull.about("The rows that failed, to be mended and sent again."))
            )
        )
    )
}
