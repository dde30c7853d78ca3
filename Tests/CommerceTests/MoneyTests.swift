import Commerce
import Testing

struct MoneyTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("-0.00", 0), ("0e999999999999999999", 0), ("0.000000000000000000000000000", 0),
            ("1", 100), ("59.98", 5998), ("59.9", 5990), ("60.00", 6000), ("60.0000000", 6000), ("0.01", 1),
            ("1e2", 10_000), ("1E2", 10_000), ("1e+2", 10_000), ("2999E-2", 2999), ("2999000E-5", 2999), ("0.1e1", 100),
            ("0.00000000000000000000000001e26", 100), ("100000000000000000000000000e-26", 100),
            ("99999999.99", 9_999_999_999), ("9999999999e-2", 9_999_999_999), ("1e00000000000000000000002", 10_000),
            ("0.29", 29), ("1.005e1", 1005), ("4.35", 435), ("1.10", 110),
        ] as [(String, Int64)]
    )
    func `an amount is read from its digits exactly`(text: String, minorUnits: Int64) throws {
        #expect(try Money.parse(text).minorUnits == minorUnits)
    }

    @Test(arguments: [
        ("0.001", AmountError.precision), ("59.985", .precision), ("1e-3", .precision), ("0.0100001", .precision),
        ("1.00000000000000000000000000001", .precision), ("123456789012345678901.5e-20", .precision),
        ("100000000", .outOfRange), ("99999999.991e1", .outOfRange), ("100000000.00", .outOfRange),
        ("1e8", .outOfRange), ("1e99999999999999999999999", .outOfRange), ("-0.01", .outOfRange), ("-1", .outOfRange),
        ("123456789012345678901234567890", .outOfRange), ("9223372036854775808", .outOfRange),
        ("", .malformed), ("-", .malformed), ("+1", .malformed), ("01", .malformed), (".5", .malformed),
        ("5.", .malformed), ("1e", .malformed), ("1e+", .malformed), ("1.e2", .malformed), ("1,00", .malformed),
        (" 1", .malformed), ("1 ", .malformed), ("0x10", .malformed), ("NaN", .malformed), ("1.2.3", .malformed),
        ("--1", .malformed), ("1e2e3", .malformed), ("１", .malformed), ("00", .malformed), ("$5", .malformed),
    ])
    func `what is no amount says why`(text: String, expected: AmountError) {
        #expect(throws: expected) { try Money.parse(text) }
    }

    @Test func `text and amount survive a round trip, whatever zeros and exponents are added`() throws {
        var random = SplitMix64(seed: 5)
        for _ in 0..<5000 {
            let digits = Int.random(in: 0...10, using: &random)
            var bound: Int64 = 1
            for _ in 0..<digits { bound *= 10 }
            let minorUnits = Int64.random(in: 0..<bound, using: &random)
            let money = try #require(Money(minorUnits: minorUnits))
            #expect(try Money.parse(money.text) == money)
            let zeros = String(repeating: "0", count: Int.random(in: 0...30, using: &random))
            #expect(try Money.parse(money.text + zeros) == money)
            // A zero in front of other digits is no JSON number.
            guard minorUnits > 0 else { continue }
            #expect(try Money.parse("\(minorUnits)\(zeros)e-\(zeros.utf8.count + 2)") == money)
        }
    }

    @Test(arguments: [
        (0, "0.00"), (5, "0.05"), (50, "0.50"), (100, "1.00"), (5998, "59.98"), (9_999_999_999, "99999999.99"),
    ])
    func `text has exactly two decimals`(minorUnits: Int64, text: String) throws {
        #expect(try #require(Money(minorUnits: minorUnits)).text == text)
    }

    @Test func `sums and products beyond the largest amount are refused`() throws {
        let cent = try Money.parse("0.01")
        #expect(try Money.parse("99999999.98").adding(cent) == .maximum)
        #expect(throws: AmountError.outOfRange) { try Money.maximum.adding(cent) }
        #expect(try Money.parse("29.99").multiplied(by: 3).text == "89.97")
        #expect(throws: AmountError.outOfRange) { try cent.multiplied(by: -1) }
        #expect(throws: AmountError.outOfRange) { try Money.maximum.multiplied(by: 2) }
        #expect(throws: AmountError.outOfRange) { try Money.maximum.multiplied(by: .max) }
        #expect(Money(minorUnits: -1) == nil)
        #expect(Money(minorUnits: 10_000_000_000) == nil)
    }

    @Test func `a currency is three upper-case letters`() throws {
        #expect(Currency("USD") == .usd)
        #expect(Currency.usd.text == "USD")
        let euro = try #require(Currency("EUR"))
        #expect(euro.text == "EUR")
        #expect(Currency(packed: euro.packed) == euro)
        for text in ["", "US", "usd", "USDX", "U1D", "ÄB"] { #expect(Currency(text) == nil) }
        #expect(Currency(packed: 0x0155_5344) == nil)
        #expect(Currency(packed: 0x55_53_20) == nil)
    }

    @Test func `a line has a quantity and a total within their limits`() throws {
        let line = try Samples.item("pen", 3, "4.50")
        #expect(line.totalPrice.text == "13.50")
        for quantity in [0, -1, 1_000_001] {
            #expect(throws: AmountError.quantity) { try Samples.item("pen", quantity, "1") }
        }
        #expect(try Samples.item("pen", 1_000_000, "99.99").totalPrice.text == "99990000.00")
        #expect(throws: AmountError.outOfRange) { try Samples.item("pen", 1_000_000, "100") }
        #expect(throws: AmountError.outOfRange) {
            try OrderItem.total(of: [Samples.item("a", 1, "99999999.99"), Samples.item("b", 1, "0.01")])
        }
    }
}
