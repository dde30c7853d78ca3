import Commerce
import Testing

struct NameTests {
    @Test func `a UUID names an account and any other text a guest`() throws {
        let id = UserID(high: 0xABCD, low: 2)
        #expect(CustomerID(text: id.text.uppercased()) == .account(id))
        #expect(CustomerID.account(id).text == id.text)
        #expect(CustomerID(text: "customer-1") == .guest("customer-1"))
        #expect(CustomerID.guest("customer-1").text == "customer-1")
        #expect(CustomerID.guest("x").account == nil)
        #expect(CustomerID.account(id).account == id)
    }

    @Test(arguments: ["", "a\nb", "\u{7F}", String(repeating: "x", count: 129), String(repeating: "ä", count: 65)])
    func `names that are empty, too long or hold control characters are refused`(text: String) {
        #expect(ProductID(text) == nil)
        #expect(CustomerID(text: text) == nil)
    }

    @Test func `names of the greatest length are accepted`() {
        let text = String(repeating: "ä", count: 64)
        #expect(ProductID(text)?.text == text)
        #expect(CustomerID(text: text) == .guest(text))
    }

    @Test(arguments: [
        ("Ada.Love@Example.COM", "Ada.Love@example.com"), ("a@localhost", "a@localhost"), ("a+b@x.io", "a+b@x.io"),
        ("jürgen@müller.de", "jürgen@müller.de"), ("o'hara@a-b.example", "o'hara@a-b.example"),
    ])
    func `an e-mail address is normalised`(text: String, expected: String) throws {
        let email = try #require(EmailAddress(text))
        #expect(email.text == expected)
        #expect(email.lookupKey == expected.lowercased())
    }

    @Test(arguments: [
        "", "a", "@", "a@", "@b.c", "a@b", "a@b@c.d", "a b@c.d", ".a@b.c", "a.@b.c", "a..b@c.d", "a@b..c", "a@.b.c",
        "a@b.c.", "a@-b.c", "a@b-.c", "a@b_c.d", "a@b.c\n", "\"a\"@b.c", "a@[127.0.0.1]",
        String(repeating: "a", count: 65) + "@b.c", "a@" + String(repeating: "b", count: 64) + ".c",
        "a@" + String(repeating: "b.", count: 130) + "c",
    ])
    func `what is no e-mail address is refused`(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func `passwords have 8 to 72 bytes`() {
        #expect(!PasswordRule.accepts("1234567"))
        #expect(PasswordRule.accepts("12345678"))
        #expect(PasswordRule.accepts(String(repeating: "x", count: 72)))
        #expect(!PasswordRule.accepts(String(repeating: "x", count: 73)))
        #expect(!PasswordRule.accepts(String(repeating: "ä", count: 37)))
        #expect(!PasswordRule.accepts("12345678\0"))
    }

    @Test func `an address keeps within its limits`() throws {
        let address = try Address(street: "1 Main St", city: "Springfield", state: "IL", zip: "62701", country: "US")
        #expect(address.country == "US")
        #expect(throws: Address.Flaw.blank(.street)) { try Address(street: " ", city: "c", state: "s", zip: "z") }
        #expect(throws: Address.Flaw.length(.zip)) {
            try Address(street: "s", city: "c", state: "s", zip: String(repeating: "1", count: 21))
        }
        #expect(throws: Address.Flaw.length(.country)) {
            try Address(street: "s", city: "c", state: "s", zip: "z", country: "U")
        }
        #expect(throws: Address.Flaw.control(.city)) { try Address(street: "s", city: "c\n", state: "s", zip: "z") }
        for field in Address.Field.allCases {
            try Address.check(String(repeating: "ü", count: field.limit), field)
            #expect(throws: Address.Flaw.length(field)) {
                try Address.check(String(repeating: "ü", count: field.limit + 1), field)
            }
        }
    }

    @Test func `a payment method is echoed as sent and compared without case`() throws {
        let method = try #require(PaymentMethod("Credit_Card"))
        #expect(method.text == "Credit_Card")
        #expect(method == PaymentMethod("CREDIT_CARD"))
        #expect(Set([method]).contains(try #require(PaymentMethod("credit_card"))))
        #expect(method != PaymentMethod("paypal"))
        #expect(PaymentMethod(String(repeating: "ü", count: 50)) != nil)
        for text in ["", "  ", "a\tb", String(repeating: "x", count: 51)] { #expect(PaymentMethod(text) == nil) }
    }

    @Test(arguments: [
        ("4242 4242 4242 4242", CardBrand.visa, "4242"), ("5555-5555-5555-4444", .mastercard, "4444"),
        ("2223003122003222", .mastercard, "3222"), ("378282246310005", .amex, "0005"),
        ("6011111111111117", .discover, "1117"), ("3530111333300000", .jcb, "0000"),
        ("30569309025904", .diners, "5904"), ("9999999999990001", .unknown, "0001"),
    ])
    func `brand and last four digits are kept of a card`(number: String, brand: CardBrand, lastFour: String) {
        let card = CardSummary(number: number)
        #expect(card?.brand == brand)
        #expect(card?.lastFour == lastFour)
        #expect(CardSummary(brand: brand, lastFour: lastFour) == card)
    }

    @Test(arguments: ["", "4242", "42424242424", "42424242424242424242", "4242x42424242424", "４２４２４２４２４２４２"])
    func `what is no card number is refused`(number: String) {
        #expect(CardSummary(number: number) == nil)
    }

    @Test func `order numbers are written A-10001 and read back`() throws {
        let order = try Journey().order
        #expect(order.numberText == "A-10001")
        #expect(Order.number(fromText: "A-10001") == 10_001)
        #expect(Order.number(fromText: "a-7") == 7)
        #expect(Order.number(fromText: "10001") == 10_001)
        for text in ["", "A-", "A--1", "B-1", "A-+1", "A-0", "A-1x", "-5", "A-99999999999999999999"] {
            #expect(Order.number(fromText: text) == nil)
        }
    }

    @Test func `every stable word finds its member, and the stored bytes are what they were`() {
        func check<Word: Coded>(_ type: Word.Type, _ words: [String]) {
            #expect(type.allCases.map(\.text) == words)
            #expect(type.allCases.map(\.rawValue) == (0..<UInt8(words.count)).map { $0 })
            for word in type.allCases { #expect(Word(text: word.text) == word) }
            #expect(Word(text: "") == nil)
        }
        check(
            OrderStatus.self,
            ["pending", "validated", "processing", "paid", "fulfilled", "shipped", "delivered", "cancelled", "failed"]
        )
        check(ReservationState.self, ["none", "held", "committed", "released"])
        check(PaymentStatus.self, ["requested", "succeeded", "declined", "refunded", "partially_refunded"])
        check(RefundStatus.self, ["pending", "succeeded", "declined", "failed"])
        check(GatewayKind.self, ["simulated", "http"])
        check(MovementKind.self, ["received", "reserved", "committed", "released", "adjusted", "returned"])
        check(Role.self, ["user", "admin", "system"])
        check(Initiator.self, ["customer", "admin", "system"])
        check(Carrier.self, ["UPS", "FedEx", "DHL", "USPS"])
        check(CardBrand.self, ["unknown", "visa", "mastercard", "amex", "discover", "jcb", "diners"])
        check(Stage.self, ["placement", "validation", "payment", "inventory", "fulfilment", "delivery"])
        check(IntakePolicy.self, ["accept", "reject"])
        check(
            FailureCode.self,
            [
                "price_mismatch", "insufficient_stock", "customer_invalid", "product_unknown", "payment_declined",
                "insufficient_funds", "payment_amount_limit", "reservation_lost", "processing_timeout", "dead_letter",
                "failed_by_admin",
            ]
        )
        #expect(Carrier(name: "fedex") == .fedEx)
        #expect(Carrier(name: "pigeon") == nil)
    }
}
