import Commerce

/// Products in a file that is to be imported: CSV with a header that has `sku`, `name` and `price`, and any of the other
/// columns of an exported catalogue, in any order.
///
/// A row is read as the body of a request would be, so that both have the same rules. A row that cannot be used is
/// kept with its flaw and does not stop the others.
package struct ProductSheet: Sendable {
    enum Column: String, CaseIterable {
        case product = "product_id"
        case sku, name, description, price, currency, category, stock
        case threshold = "low_stock_threshold"
        case image = "image_url"
        case isActive = "is_active"
        /// Why the row failed the last time; not looked at.
        case error

        static let required: [Column] = [.sku, .name, .price]
    }

    /// What a row says.
    enum Content: Sendable {
        /// A product: with its id, or to be found by its SKU.
        case product(id: ProductID?, sku: String, fields: ProductFields, stock: Int)
        case flawed(code: String, detail: String)
    }

    /// One product of the file.
    package struct Row: Sendable {
        /// Its number in the file; the header is row 1.
        package let number: Int
        /// The text of its `product_id`, nil when it has none.
        package let id: String?
        /// The text of its `sku`.
        package let sku: String
        let fields: [String]
        fileprivate(set) var content: Content
    }

    let columns: [Column]
    /// The rows behind the header, in their order.
    package let rows: [Row]

    /// Reads a whole file.
    ///
    /// - Throws: the flaw that makes the whole file useless: not UTF-8, not CSV, a header that lacks a required column,
    ///   has one twice, or has one that is not known.
    package init(parsing bytes: [UInt8]) throws(CatalogueFile.Flaw) {
        let lines = try CSV.rows(bytes)
        guard let header = lines.first else { throw CatalogueFile.Flaw(line: 1, reason: "the file is empty") }
        let columns = try Self.columns(header)
        self.columns = columns
        var rows = lines.dropFirst().map { Self.row($0, columns) }
        Self.flagRepeated(&rows)
        self.rows = rows
    }

    private static func columns(_ header: CSV.Row) throws(CatalogueFile.Flaw) -> [Column] {
        var columns: [Column] = []
        for name in header.fields {
            guard let column = Column(rawValue: name) else {
                throw CatalogueFile.Flaw(
                    line: header.number,
                    reason: "the column \(name.debugDescription) is not known"
                )
            }
            guard !columns.contains(column) else {
                throw CatalogueFile.Flaw(line: header.number, reason: "the column \(name) stands twice")
            }
            columns.append(column)
        }
        for column in Column.required where !columns.contains(column) {
            throw CatalogueFile.Flaw(line: header.number, reason: "the header lacks \(column.rawValue)")
        }
        return columns
    }

    // MARK: Rows

    private static func row(_ line: CSV.Row, _ columns: [Column]) -> Row {
        let texts = line.fields.map(SpreadsheetText.unescaped)
        func text(_ column: Column) -> String {
            columns.firstIndex(of: column).flatMap { texts.indices.contains($0) ? texts[$0] : nil } ?? ""
        }
        let id = text(.product)
        return Row(
            number: line.number,
            id: id.isEmpty ? nil : id,
            sku: text(.sku),
            fields: line.fields,
            content: content(texts, columns)
        )
    }

    private static func content(_ texts: [String], _ columns: [Column]) -> Content {
        guard texts.count == columns.count else {
            let detail = "\(columns.count) fields are expected and the row has \(texts.count)."
            return .flawed(code: "field_count", detail: detail)
        }
        var json = JSONWriter()
        json.beginObject()
        for (column, text) in zip(columns, texts) { write(text, of: column, to: &json) }
        json.endObject()
        do throws(JSONError) {
            var reader = FieldReader(try JSONDocument(parsing: json.bytes).root)
            let id = ProductBody.id(&reader)
            let fields = ProductBody.fields(&reader, isNew: true)
            let stock = ProductBody.stock(&reader)
            if let problem = reader.problems.first {
                let details = reader.problems.map { "\($0.pointer.dropFirst()): \($0.detail)" }
                return .flawed(code: problem.code, detail: details.joined(separator: " "))
            }
            return .product(id: id, sku: fields.sku ?? "", fields: fields, stock: stock)
        } catch {
            return .flawed(code: "invalid_characters", detail: error.explanation)
        }
    }

    /// Writes a field as the JSON it stands for. Empty fields of most columns are left out: they say nothing.
    private static func write(_ text: String, of column: Column, to json: inout JSONWriter) {
        switch column {
        case .error: break
        case .sku, .name, .price, .description, .category:
            json.key(escaping: column.rawValue)
            json.string(text)
        case .image:
            json.key(escaping: column.rawValue)
            if text.isEmpty { json.null() } else { json.string(text) }
        case .product, .currency, .stock, .threshold, .isActive:
            guard !text.isEmpty else { break }
            json.key(escaping: column.rawValue)
            let isNumber = column == .stock || column == .threshold
            if isNumber, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text) {
                json.integer(number)
            } else if column == .isActive, let flag = Bool(text.lowercased()) {
                json.bool(flag)
            } else {
                json.string(text)
            }
        }
    }

    /// A product may stand once in a file: which row should win is not for us to guess.
    private static func flagRepeated(_ rows: inout [Row]) {
        var ids: [ProductID: Int] = [:]
        var skus: [String: Int] = [:]
        for index in rows.indices {
            guard case .product(let id, let sku, _, _) = rows[index].content else { continue }
            let key = Product.skuKey(sku)
            if let earlier = id.flatMap({ ids[$0] }) ?? skus[key] {
                let detail = "Row \(earlier) has the same product or SKU."
                rows[index].content = .flawed(code: "repeated", detail: detail)
                continue
            }
            if let id { ids[id] = rows[index].number }
            skus[key] = rows[index].number
        }
    }

    // MARK: Parts

    /// The rows that a report says have failed, as a file to mend and import again; nil when none has.
    ///
    /// Fields are as they came. The last column, `error`, says what is wrong and is not looked at by an import.
    package func failedRows(_ report: ImportReport) -> [UInt8]? {
        let failures = report.rows.filter { $0.outcome == .failed }
        guard !failures.isEmpty else { return nil }
        let kept = columns.indices.filter { columns[$0] != .error }
        let byNumber = Dictionary(rows.map { ($0.number, $0) }) { first, _ in first }
        var bytes = CSV.line(kept.map { columns[$0].rawValue } + [Column.error.rawValue])
        for failure in failures {
            guard let row = byNumber[failure.row] else { continue }
            var fields = Array(kept.map { row.fields.indices.contains($0) ? row.fields[$0] : "" })
            fields.append(SpreadsheetText.escaped("\(failure.code ?? ""): \(failure.detail ?? "")"))
            bytes += CSV.line(fields)
        }
        return bytes
    }
}
