package import Commerce
import EventLog
import Storage

extension Engine {
    /// Rows of a file that are imported in one unit of the writer, so that orders get their turn between them.
    private static let rowsPerUnit = 100

    /// Adds the products of a file that are new and changes those that are there, by their id or else by their SKU.
    ///
    /// A row that cannot be used changes nothing and does not stop the others. The stock of a product that is there
    /// already is left alone: the file is older than its last sale.
    ///
    /// - Throws: `.catalogue(.notAllowed)`; storage errors, before which some rows may have been imported. Importing
    ///   the file again finds those unchanged.
    package func importProducts(_ sheet: ProductSheet, by actor: Actor) async throws(EngineError) -> ImportReport {
        let trail = trail(actor)
        let (before, last) = try await importAllButLast(sheet, trail)
        var report = before
        report.rows += try await submit { [self] transaction throws(EngineError) in
            try take(last, trail, now: time.now, in: transaction)
        }
        return report
    }

    /// As the other, as an idempotent command: 200 with the report, which is stored with the last rows.
    ///
    /// - Throws: as the other, and `.idempotencyKeyReused`.
    package func importProducts(
        _ sheet: ProductSheet,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        if let earlier = try earlierAnswer(to: request) { return earlier }
        let trail = trail(actor)
        let (before, last) = try await importAllButLast(sheet, trail)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            var report = before
            report.rows += try take(last, trail, now: now, in: transaction)
            let body = report.json(failedRows: sheet.failedRows(report))
            return CommandAnswer(status: 200, body: body, sequence: log.lastSequence)
        }
    }

    /// Imports unit by unit up to the last one, whose rows are answered.
    private func importAllButLast(
        _ sheet: ProductSheet,
        _ trail: AuditTrail
    ) async throws(EngineError) -> (report: ImportReport, last: ArraySlice<ProductSheet.Row>) {
        try catalogued { () throws(CatalogueRejection) in try trail.actor.requireCatalogue() }
        var (report, rest) = (ImportReport(), sheet.rows[...])
        while rest.count > Self.rowsPerUnit {
            let part = rest.prefix(Self.rowsPerUnit)
            rest = rest.dropFirst(Self.rowsPerUnit)
            report.rows += try await submit { [self] transaction throws(EngineError) in
                try take(part, trail, now: time.now, in: transaction)
            }
        }
        return (report, rest)
    }

    private func take(
        _ rows: ArraySlice<ProductSheet.Row>,
        _ trail: AuditTrail,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> [ImportReport.Row] {
        var results: [ImportReport.Row] = []
        for row in rows { results.append(try take(row, by: trail.actor, now: now, in: transaction)) }
        try trail.record(.productImport, .catalogue, AuditDiff(results), now: now, in: transaction)
        return results
    }

    private func take(
        _ row: ProductSheet.Row,
        by actor: Actor,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> ImportReport.Row {
        var result = ImportReport.Row(row: row.number, id: row.id, sku: row.sku, outcome: .failed)
        switch row.content {
        case .flawed(let code, let detail): (result.code, result.detail) = (code, detail)
        case .product(let named, let sku, let fields, let stock):
            do throws(EngineError) {
                let known = try stored { () throws(StorageError) -> ProductID? in
                    if let named { return named }
                    return try catalogue.holder(of: sku, besides: nil, in: transaction)
                }
                let id = known ?? entropy.productID(at: now)
                result.outcome = try write(id, fields, stock, by: actor, now: now, in: transaction)
                result.id = id.text
            } catch {
                guard case .catalogue(let rejection) = error else { throw error }
                (result.code, result.detail) = (rejection.code, rejection.sentence)
            }
        }
        return result
    }

    private func write(
        _ id: ProductID,
        _ fields: ProductFields,
        _ stock: Int,
        by actor: Actor,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> ImportReport.Outcome {
        let existing = try stored { () throws(StorageError) in try tables.products.get(id, in: transaction) }
        guard let existing else {
            guard let command = CreateProduct(id: id, fields: fields, stock: stock) else {
                preconditionFailure("a row that was read has SKU, name and price")
            }
            _ = try catalogue.create(command, by: actor, now: now, in: transaction)
            return .created
        }
        let (view, _) = try catalogue.change(existing, ChangeProduct(fields), by: actor, now: now, in: transaction)
        return view.product.version == existing.version ? .unchanged : .updated
    }

    /// A part of the catalogue as CSV, sold products and others, in the order of their ids.
    ///
    /// - Parameters:
    ///   - cursor: the last product of the part before; nil for the first part, which begins with the header.
    ///   - limit: the most products in it, at least 1.
    /// - Returns: the rows, and where the next part goes on; nil when there is none.
    package func exportProducts(
        after cursor: ProductID?,
        limit: Int,
        by actor: Actor
    ) throws(EngineError) -> (csv: [UInt8], next: ProductID?) {
        let filter = ProductFilter(activity: .all)
        let page = try products(filter, skip: 0, after: cursor, limit: limit, by: actor)
        var csv = cursor == nil ? CSV.line(CatalogueFile.exportColumns) : []
        for view in page.products { csv += CSV.line(Self.fields(of: view)) }
        return (csv, page.hasMore ? page.products.last?.product.id : nil)
    }

    /// In the order of `CatalogueFile.exportColumns`.
    private static func fields(of view: ProductView) -> [String] {
        let product = view.product
        return [
            SpreadsheetText.escaped(product.id.text),
            SpreadsheetText.escaped(product.sku),
            SpreadsheetText.escaped(product.name),
            SpreadsheetText.escaped(product.description),
            product.price.text,
            product.currency.text,
            SpreadsheetText.escaped(product.category),
            String(view.level.onHand),
            String(view.level.lowStockThreshold),
            product.image?.text ?? "",
            product.isActive ? "true" : "false",
        ]
    }
}

extension Entropy {
    /// The id of a product that was given none: a new UUIDv7 as text.
    package func productID(at now: Timestamp) -> ProductID {
        let id: EventID = identifier(at: now)
        guard let product = ProductID(id.text) else { preconditionFailure("a UUID is a product's id") }
        return product
    }
}
