/// What has become of the rows of an imported file.
package struct ImportReport: Sendable, Equatable {
    /// What has become of a row.
    package enum Outcome: String, Sendable, CaseIterable {
        case created, updated, unchanged, failed
    }

    /// A row with its outcome.
    package struct Row: Sendable, Equatable {
        /// Its number in the file; the header is row 1.
        package var row: Int
        /// The product's id; for a row that failed the one it names, if any.
        package var id: String?
        /// The SKU it names.
        package var sku: String
        /// What has become of it.
        package var outcome: Outcome
        /// The stable name of the reason, for a row that failed.
        package var code: String?
        /// The reason as a sentence, for a row that failed.
        package var detail: String?

        package init(row: Int, id: String?, sku: String, outcome: Outcome, code: String? = nil, detail: String? = nil) {
            (self.row, self.id, self.sku) = (row, id, sku)
            (self.outcome, self.code, self.detail) = (outcome, code, detail)
        }
    }

    /// All rows in the order of the file.
    package var rows: [Row] = []

    package init() {}

    /// How many rows have come to this.
    package func count(_ outcome: Outcome) -> Int { rows.count { $0.outcome == outcome } }

    /// The report as one JSON object.
    ///
    /// - Parameter failedRows: the failed rows as CSV, if there are any.
    package func json(failedRows: [UInt8]?) -> [UInt8] {
        var json = JSONWriter(capacity: 120 * (rows.count + 2))
        json.beginObject()
        json.field("created", count(.created))
        json.field("updated", count(.updated))
        json.field("unchanged", count(.unchanged))
        json.field("failed", count(.failed))
        json.arrayField("rows") { json in
            for row in rows {
                json.beginObject()
                json.field("row", row.row)
                json.field("product_id", row.id)
                json.field("sku", row.sku)
                json.field("outcome", row.outcome.rawValue)
                if let code = row.code { json.field("code", code) }
                if let detail = row.detail { json.field("detail", detail) }
                json.endObject()
            }
        }
        json.field("failed_csv", failedRows.map { String(decoding: $0, as: UTF8.self) })
        json.endObject()
        return json.bytes
    }

    /// Reads a report back from its JSON; nil when it is none.
    package init?(_ json: JSONNode) {
        guard let list = json["rows"], list.kind == .array else { return nil }
        for node in list.elements {
            guard let row = node["row"]?.int64, let sku = node["sku"]?.string,
                let outcome = node["outcome"]?.string.flatMap({ Outcome(rawValue: $0) })
            else { return nil }
            rows.append(
                Row(
                    row: Int(row),
                    id: node["product_id"]?.string,
                    sku: sku,
                    outcome: outcome,
                    code: node["code"]?.string,
                    detail: node["detail"]?.string
                )
            )
        }
    }
}
