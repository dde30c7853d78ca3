/// A file in pieces that a server takes.
extension ProductSheet {
    /// Some of the usable rows as a file of their own.
    package struct Piece: Sendable {
        /// The piece as CSV, with the header of the whole.
        package private(set) var csv: [UInt8]
        fileprivate private(set) var rows: [Row] = []

        fileprivate init(header: [UInt8]) { csv = header }

        fileprivate mutating func add(_ row: Row, _ line: [UInt8]) {
            rows.append(row)
            csv += line
        }

        /// The rows of the piece's report with the numbers they have in the whole file.
        package func renumbered(_ report: ImportReport) -> [ImportReport.Row] {
            report.rows.compactMap { row in
                // The header is row 1 and pieces have no empty rows.
                guard rows.indices.contains(row.row - 2) else { return nil }
                var row = row
                row.row = rows[row.row - 2].number
                return row
            }
        }
    }

    /// The usable rows in their order, in pieces of at most so many bytes; a row that is longer has a piece of its own.
    package func pieces(maxBytes: Int) -> [Piece] {
        let kept = columns.indices.filter { columns[$0] != .error }
        let header = CSV.line(kept.map { columns[$0].rawValue })
        var pieces: [Piece] = []
        for row in rows {
            guard case .product = row.content else { continue }
            let line = CSV.line(kept.map { row.fields[$0] })
            if pieces.isEmpty || pieces[pieces.count - 1].csv.count + line.count > maxBytes {
                pieces.append(Piece(header: header))
            }
            pieces[pieces.count - 1].add(row, line)
        }
        return pieces
    }

    /// The rows that cannot be used whatever is in the catalogue.
    package var flawedRows: [ImportReport.Row] {
        rows.compactMap { row in
            guard case .flawed(let code, let detail) = row.content else { return nil }
            return ImportReport.Row(
                row: row.number,
                id: row.id,
                sku: row.sku,
                outcome: .failed,
                code: code,
                detail: detail
            )
        }
    }
}
