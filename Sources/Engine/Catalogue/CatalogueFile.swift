package import Commerce

/// A catalogue as CSV: `product_id,sku,name,description,price,currency,category,stock,low_stock_threshold`, one header
/// line, quotes as in RFC 4180. An exported catalogue is one too: its header goes on with `image_url,is_active`.
package struct CatalogueFile: Sendable {
    /// A product with its opening stock.
    package struct Entry: Sendable, Equatable {
        /// `product_id`; each stands once in a file.
        package var id: ProductID
        /// The merchant's own number of the product.
        package var sku: String
        /// What customers see.
        package var name: String
        /// What customers read about it; may be empty.
        package var description: String
        /// What one costs, in minor units of the currency.
        package var price: Money
        /// The currency of the price.
        package var currency: Currency
        /// What it is listed under.
        package var category: String
        /// Its picture, if it has one of its own.
        package var image: ImageAddress?
        /// Whether it is sold.
        package var isActive: Bool
        /// What lies in the warehouse at first: 0 to `StockLevel.quantityLimit`.
        package var stock: Int
        /// At or below this available quantity the stock is low; at least 0.
        package var lowStockThreshold: Int
    }

    /// What is wrong with a file; nothing of it is used then.
    package struct Flaw: Error, Sendable, Equatable, CustomStringConvertible {
        /// The row it stands in, from 1 on; the header is the first.
        package var line: Int
        /// What is wrong with the row, in words.
        package var reason: String
        package var description: String { "line \(line): \(reason)" }
    }

    static let columns = [
        "product_id", "sku", "name", "description", "price", "currency", "category", "stock", "low_stock_threshold",
    ]
    /// The columns of an exported catalogue.
    static let exportColumns = columns + ["image_url", "is_active"]

    /// The products in the order of the file.
    package let entries: [Entry]

    /// Reads a whole file.
    ///
    /// - Throws: the first flaw: bytes that are not UTF-8, another header, an unusable field, a product twice.
    package init(parsing bytes: [UInt8]) throws(Flaw) {
        var entries: [Entry] = []
        var ids: Set<ProductID> = []
        var header = Self.columns
        for (index, row) in try CSV.rows(bytes).enumerated() {
            if index == 0 {
                guard row.fields == Self.columns || row.fields == Self.exportColumns else {
                    throw Flaw(line: row.number, reason: "the header is not \(Self.columns.joined(separator: ","))")
                }
                header = row.fields
                continue
            }
            guard row.fields.count == header.count else {
                throw Flaw(line: row.number, reason: "\(row.fields.count) fields")
            }
            let entry = try Self.entry(row.fields.map(SpreadsheetText.unescaped), line: row.number)
            guard ids.insert(entry.id).inserted else {
                throw Flaw(line: row.number, reason: "product \(entry.id) stands twice")
            }
            entries.append(entry)
        }
        self.entries = entries
    }

    private static func entry(_ fields: [String], line: Int) throws(Flaw) -> Entry {
        guard let id = ProductID(fields[0]) else { throw Flaw(line: line, reason: "product_id is not usable") }
        guard let currency = Currency(fields[5]) else { throw Flaw(line: line, reason: "currency is not a code") }
        guard let stock = Int(fields[7]), (0...StockLevel.quantityLimit).contains(stock) else {
            throw Flaw(line: line, reason: "stock is not a whole number from 0 on")
        }
        guard let threshold = Int(fields[8]), threshold >= 0 else {
            throw Flaw(line: line, reason: "low_stock_threshold is not a whole number from 0 on")
        }
        let image = fields.count > columns.count && !fields[9].isEmpty ? ImageAddress(fields[9]) : nil
        guard image != nil || fields.count == columns.count || fields[9].isEmpty else {
            throw Flaw(line: line, reason: "image_url is not usable")
        }
        guard fields.count == columns.count || ["true", "false"].contains(fields[10]) else {
            throw Flaw(line: line, reason: "is_active is not true or false")
        }
        do throws(AmountError) {
            return Entry(
                id: id,
                sku: fields[1],
                name: fields[2],
                description: fields[3],
                price: try Money.parse(Array(fields[4].utf8)),
                currency: currency,
                category: fields[6],
                image: image,
                isActive: fields.count == columns.count || fields[10] == "true",
                stock: stock,
                lowStockThreshold: threshold
            )
        } catch {
            throw Flaw(line: line, reason: "price: \(error)")
        }
    }
}
