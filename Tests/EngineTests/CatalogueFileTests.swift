import Commerce
import Engine
import TestSupport
import Testing

/// Catalogue files, good and bad.
@Suite struct CatalogueFileTests {
    static let header = "product_id,sku,name,description,price,currency,category,stock,low_stock_threshold"

    private func parse(_ lines: String...) throws(CatalogueFile.Flaw) -> [CatalogueFile.Entry] {
        try CatalogueFile(parsing: Array(([Self.header] + lines).joined(separator: "\n").utf8)).entries
    }

    @Test func `a line is a product`() throws {
        let entry = try #require(try parse("a,S-1,Mug,A mug,1.50,EUR,Kitchen,7,2").first)
        #expect(entry.id.text == "a" && entry.sku == "S-1" && entry.name == "Mug" && entry.description == "A mug")
        #expect(entry.price.minorUnits == 150 && entry.currency.text == "EUR" && entry.category == "Kitchen")
        #expect(entry.stock == 7 && entry.lowStockThreshold == 2)
    }

    @Test(arguments: [
        (#""plain""#, "plain"), (#""a,b""#, "a,b"), (#""say ""hello""""#, #"say "hello""#), (#""""#, ""),
        (#""two"# + "\n" + #"lines""#, "two\nlines"), (#""""""""#, #""""#), ("ünïcode", "ünïcode"),
    ])
    func `quotes are read as RFC 4180 has them`(field: String, name: String) throws {
        #expect(try parse("a,S,\(field),d,1,USD,c,1,0").map(\.name) == [name])
    }

    @Test func `line ends may be of either kind and empty lines are left out`() throws {
        let text = Self.header + "\r\n\r\na,S,n,d,1,USD,c,1,0\r\n\nb,S,n,d,1,USD,c,1,0"
        #expect(try CatalogueFile(parsing: Array(text.utf8)).entries.map(\.id.text) == ["a", "b"])
    }

    @Test(arguments: [
        ("a,S,n,d,1,USD,c,1", 2), ("a,S,n,d,1,USD,c,1,0,9", 2), (",S,n,d,1,USD,c,1,0", 2),
        ("a,S,n,d,1.234,USD,c,1,0", 2), ("a,S,n,d,x,USD,c,1,0", 2), ("a,S,n,d,-1,USD,c,1,0", 2),
        ("a,S,n,d,1,usd,c,1,0", 2), ("a,S,n,d,1,USD,c,-1,0", 2), ("a,S,n,d,1,USD,c,1.5,0", 2),
        ("a,S,n,d,1,USD,c,99999999999999,0", 2), ("a,S,n,d,1,USD,c,1,-1", 2), ("a,S,n,d,1,USD,c,1,x", 2),
        ("a,S,n,d,1,USD,c,1,0\na,S,n,d,1,USD,c,1,0", 3), ("a,\"S,n,d,1,USD,c,1,0", 2),
    ])
    func `a line that cannot be used is named`(lines: String, number: Int) {
        let flaw = #expect(throws: CatalogueFile.Flaw.self) { try parse(lines) }
        #expect(flaw?.line == number)
    }

    @Test(arguments: ["", "id,name", "product_id"])
    func `a file without the header is refused or empty`(text: String) throws {
        if text.isEmpty {
            #expect(try CatalogueFile(parsing: []).entries.isEmpty)
        } else {
            #expect(throws: CatalogueFile.Flaw.self) { try CatalogueFile(parsing: Array(text.utf8)) }
        }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: CatalogueFile.Flaw.self) { try CatalogueFile(parsing: [0x61, 0xFF]) }
    }

    @Test func `loading a second time adds only what is new`() async throws {
        let shop = try await EngineHarness()
        let more = SampleShop.catalogue + "new,S,New,d,1.00,USD,c,5,0\n"
        #expect(try await shop.engine.load(try CatalogueFile(parsing: Array(more.utf8))) == 1)
        #expect(try shop.stock(of: "new").onHand == 5)
        #expect(
            try shop.engine.products(matching: "ha mu", skip: 0, limit: 10).products.map(\.product.id.text) == ["mug"]
        )
        #expect(try shop.engine.products(matching: nil, skip: 4, limit: 10).total == 6)
        try await shop.close()
    }
}
