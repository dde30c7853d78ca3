package import Commerce

/// A catalogue as CSV: `product_id,sku,name,description,price,currency,category,stock,low_stock_threshold`, one header
/// line, quotes as in RFC 4180.
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

    /// The products in the order of the file.
    package let entries: [Entry]

    /// Reads a whole file.
    ///
    /// - Throws: the first flaw: bytes that are not UTF-8, another header, an unusable field, a product twice.
    package init(parsing bytes: [UInt8]) throws(Flaw) {
        var entries: [Entry] = []
        for (index, fields) in try CSV.rows(bytes).enumerated() {
            if index == 0 {
                guard fields == Self.columns else {
                    throw Flaw(line: 1, reason: "the header is not \(Self.columns.joined(separator: ","))")
                }
                continue
            }
            let entry = try Self.entry(fields, line: index + 1)
            guard !entries.contains(where: { $0.id == entry.id }) else {
                throw Flaw(line: index + 1, reason: "product \(entry.id) stands twice")
            }
            entries.append(entry)
        }
        self.entries = entries
    }

    private static func entry(_ fields: [String], line: Int) throws(Flaw) -> Entry {
        guard fields.count == columns.count else { throw Flaw(line: line, reason: "\(fields.count) fields") }
        guard let id = ProductID(fields[0]) else { throw Flaw(line: line, reason: "product_id is not usable") }
        guard let currency = Currency(fields[5]) else { throw Flaw(line: line, reason: "currency is not a code") }
        guard let stock = Int(fields[7]), (0...StockLevel.quantityLimit).contains(stock) else {
            throw Flaw(line: line, reason: "stock is not a whole number from 0 on")
        }
        guard let threshold = Int(fields[8]), threshold >= 0 else {
            throw Flaw(line: line, reason: "low_stock_threshold is not a whole number from 0 on")
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
                stock: stock,
                lowStockThreshold: threshold
            )
        } catch {
            throw Flaw(line: line, reason: "price: \(error)")
        }
    }
}

/// Comma-separated values (RFC 4180).
enum CSV {
    /// The rows of a text; empty lines are left out.
    static func rows(_ bytes: [UInt8]) throws(CatalogueFile.Flaw) -> [[String]] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CatalogueFile.Flaw(line: 1, reason: "the file is not UTF-8")
        }
        var rows: [[String]] = []
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var wasQuoted = false
        for character in text {
            if isQuoted {
                if character == "\"" { (isQuoted, wasQuoted) = (false, true) } else { field.append(character) }
            } else if character == "\"" {
                if wasQuoted { field.append("\"") }
                isQuoted = true
            } else if character == "," || character.isNewline {
                row.append(field)
                field = ""
                if character.isNewline {
                    if row != [""] { rows.append(row) }
                    row = []
                }
            } else {
                field.append(character)
            }
            if character != "\"" { wasQuoted = false }
        }
        guard !isQuoted else { throw CatalogueFile.Flaw(line: rows.count + 1, reason: "a quote is not closed") }
        if !field.isEmpty || !row.isEmpty { rows.append(row + [field]) }
        return rows
    }
}
