import Commerce
import Engine
import EventLog
import TestSupport
import Testing

/// Catalogues into and out of files.
@Suite(.timeLimit(.minutes(10))) struct ProductImportTests {
    static let admin = ProductTests.admin

    private func sheet(_ text: String) throws(CatalogueFile.Flaw) -> ProductSheet {
        try ProductSheet(parsing: Array(text.utf8))
    }

    private func importing(_ text: String, into shop: EngineHarness) async throws -> ImportReport {
        try await shop.engine.importProducts(try sheet(text), by: Self.admin)
    }

    private func export(_ shop: EngineHarness, pieces: Int = 2) throws -> String {
        var (bytes, cursor): ([UInt8], ProductID?) = ([], nil)
        repeat {
            let piece = try shop.engine.exportProducts(after: cursor, limit: pieces, by: Self.admin)
            bytes += piece.csv
            cursor = piece.next
        } while cursor != nil
        return String(decoding: bytes, as: UTF8.self)
    }

    private func outcomes(_ report: ImportReport) -> [String] {
        report.rows.map { "\($0.row) \($0.id ?? "-") \($0.code ?? $0.outcome.rawValue)" }
    }

    @Test func `rows are added, changed or left as they are`() async throws {
        let shop = try await EngineHarness()
        let text =
            "\u{FEFF}sku,name,price,product_id,stock,category,image_url,is_active\r\n"
            + "TP-CUP,\"Cup, blue\",2.50,cup,12,Kitchen,https://cdn.example/cup.png,TRUE\r\n"
            + "TP-MUG,Harbour Mug,31.00,mug,5,Kitchen,,\r\n"
            + "\r\n"
            + "TP-PENCIL,Cedar Pencil,4.50,,,Stationery,,true\r\n"
            + "TP-NEW,New,1,,0,,,false\r\n"
        let report = try await importing(text, into: shop)
        #expect(report.rows.map(\.row) == [2, 3, 5, 6])
        #expect(report.rows.map(\.outcome) == [.created, .updated, .unchanged, .created])
        #expect(report.rows.prefix(3).map(\.id) == ["cup", "mug", "pencil"])
        #expect(try sheet(text).failedRows(report) == nil)
        let cup = try shop.engine.product(try ProductTests.id("cup"))
        #expect(cup.product.image?.text == "https://cdn.example/cup.png" && cup.level.onHand == 12)
        let mug = try shop.engine.product(try ProductTests.id("mug"))
        #expect(mug.product.price.minorUnits == 3_100 && mug.product.description == "Stoneware, 350 ml")
        // The file is older than the last sale: it does not set the stock of what is there.
        #expect(mug.level.onHand == 1_000_000)
        let made = try shop.engine.product(try ProductTests.id(try #require(report.rows[3].id)))
        #expect(made.product.sku == "TP-NEW" && !made.product.isActive)
        let second = try await importing(text, into: shop)
        #expect(second.count(.unchanged) == 4 && second.rows[3].id == report.rows[3].id)
        try await shop.close()
    }

    @Test func `a row that cannot be used is named and stops no other`() async throws {
        let shop = try await EngineHarness()
        let text = """
            product_id,sku,name,price,currency,stock,low_stock_threshold,image_url,is_active,description
            a,A,Fine,1.00,EUR,1,0,,true,
            b,B,,1.001,eur,-1,x,ftp://a,maybe,
            c,tp-mug,Takes another's SKU,1,USD,1,0,,true,
            d,D,Too few
            a,E,Again,1,USD,1,0,,true,
            e,a,Same SKU as row 2,1,USD,1,0,,true,
            export,F,Reserved,1,USD,1,0,,true,
            g,G,"Control \u{1}",1,USD,1,0,,true,
            h,H,Fine too,0,,,,/assets/h.png,FALSE,"Two
            lines"

            """
        let report = try await importing(text, into: shop)
        #expect(
            outcomes(report) == [
                "2 a created", "3 b too_short", "4 c sku_taken", "5 d field_count", "6 a repeated", "7 e repeated",
                "8 export reserved", "9 g invalid_characters", "10 h created",
            ]
        )
        let detail = try #require(report.rows[1].detail)
        for field in ["name", "price", "currency", "stock", "low_stock_threshold", "image_url", "is_active"] {
            #expect(detail.contains("\(field): "), "\(field) is not in \(detail)")
        }
        #expect(try shop.engine.products(matching: nil, skip: 0, limit: 100).total == 6)
        #expect(try shop.engine.product(try ProductTests.id("h")).product.description == "Two\nlines")

        // The failed rows, mended, are a file to import.
        let parsed = try sheet(text)
        let failed = String(decoding: try #require(parsed.failedRows(report)), as: UTF8.self)
        let lines = failed.split(separator: "\r\n").map(String.init)
        #expect(lines.count == 8)
        #expect(lines[0].hasSuffix(",description,error"))
        #expect(lines[2].contains("tp-mug") && lines[2].contains("sku_taken: "))
        let again = try await importing(failed, into: shop)
        #expect(again.rows.map(\.row) == Array(2...8))
        #expect(again.count(.failed) == 5, "\(outcomes(again))")
        try await shop.close()
    }

    @Test(arguments: [
        ("", 1), ("\n\n", 1), ("name,price\na,1", 1), ("sku,name,price,colour\n", 1), ("sku,name,price,sku\n", 1),
        ("sku;name;price\n", 1), ("sku,name,price\na,\"b,1\n", 2), ("sku,name,price\na,b\"c,1\n", 2),
        ("sku,name,price\na,b,1\nx,\"y\"z,1\n", 3),
    ])
    func `a file that is no such file is refused as a whole`(text: String, row: Int) {
        let flaw = #expect(throws: CatalogueFile.Flaw.self) { try sheet(text) }
        #expect(flaw?.line == row)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: CatalogueFile.Flaw.self) { try ProductSheet(parsing: Array("sku,name,price\n".utf8) + [0xFF]) }
    }

    @Test func `importing what was exported changes nothing`() async throws {
        let shop = try await EngineHarness()
        let texts = [
            "=1+1", "'=1+1", "''@x", "+49", "-", "@home", "\u{FF1D}wide", "'s Gravenhage", "' ", "quote \" inside",
            "a,b", " edges ", "é", "東京", "'",
        ]
        for (number, text) in texts.enumerated() {
            var fields = ProductFields()
            (fields.sku, fields.name, fields.price) = ("\(text)\(number)", text, try Money.parse("0.0\(number % 10)"))
            (fields.description, fields.category) = ("\(text)\nand more\r\nlines", text)
            (fields.isActive, fields.lowStockThreshold) = (number % 2 == 0, number)
            fields.image = number % 3 == 0 ? .some(ImageAddress("/a,b\(number)")) : nil
            let command = try #require(
                CreateProduct(id: try ProductTests.id("\(text)#\(number)"), fields: fields, stock: number)
            )
            _ = try await shop.engine.createProduct(command, by: Self.admin, idempotency: nil)
        }
        let exported = try export(shop)
        let report = try await importing(exported, into: shop)
        #expect(report.rows.count == texts.count + 5)
        #expect(report.rows.allSatisfy { $0.outcome == .unchanged }, "\(outcomes(report))")
        #expect(try export(shop, pieces: 500) == exported)
        // No field of the file is one that a spreadsheet would compute.
        let fields = exported.split(separator: "\r\n").flatMap { $0.split(separator: ",") }
        #expect(!fields.contains { "=+-@".contains($0.first { $0 != "\"" } ?? " ") })

        // Another shop has the same catalogue out of it, as a first catalogue and as an import.
        let first = try await EngineHarness(catalogue: exported)
        #expect(try export(first) == exported)
        let second = try await EngineHarness()
        let moved = try await importing(exported, into: second)
        #expect(moved.count(.created) == texts.count && moved.count(.unchanged) == 5)
        #expect(try export(second) == exported)
        for shop in [shop, first, second] { try await shop.close() }
    }

    @Test func `a long file is imported in many transactions`() async throws {
        let shop = try await EngineHarness()
        let rows = (0..<350).map { "p\($0),S\($0),Thing \($0),1.00,\($0)\n" }.joined()
        let report = try await importing("product_id,sku,name,price,stock\n" + rows, into: shop)
        #expect(report.count(.created) == 350 && report.rows.last?.row == 351)
        #expect(try shop.engine.products(matching: "thing", skip: 0, limit: 1).total == 350)
        #expect(shop.engine.log.lastSequence.value > 350)
        try await shop.close()
    }

    @Test func `pieces of a file carry its usable rows and know their numbers`() throws {
        let long = String(repeating: "n", count: 200)
        let rows = (2...30).map { "S\($0),\(long),\($0 % 7 == 0 ? "x" : "1"),old\n" }.joined()
        let whole = try sheet("sku,name,price,error\n" + rows)
        #expect(whole.flawedRows.map(\.row) == [7, 14, 21, 28])
        var numbers: [Int] = []
        for piece in whole.pieces(maxBytes: 1_000) {
            #expect(piece.csv.count <= 1_000)
            let part = try ProductSheet(parsing: piece.csv)
            var report = ImportReport()
            report.rows = part.rows.map { ImportReport.Row(row: $0.number, id: nil, sku: $0.sku, outcome: .created) }
            let json = try JSONDocument(parsing: report.json(failedRows: nil)).root
            #expect(try #require(ImportReport(json)) == report)
            let renumbered = piece.renumbered(report)
            #expect(renumbered.allSatisfy { $0.sku == "S\($0.row)" })
            numbers += renumbered.map(\.row)
        }
        #expect(numbers == (2...30).filter { $0 % 7 != 0 })
        #expect(whole.pieces(maxBytes: 10).count == 25)
    }
}
