import Commerce
import Testing

struct IdentifierTests {
    @Test func `text and bits survive a round trip`() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<2000 {
            let id = OrderID(high: random.next(), low: random.next())
            #expect(OrderID(text: id.text) == id)
            #expect(OrderID(text: id.text.uppercased()) == id)
            #expect(id.text.utf8.count == 36)
            #expect(id.text == id.text.lowercased())
        }
    }

    @Test func `the text has the bytes in network order`() {
        let id = OrderID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
        #expect(id.text == "01234567-89ab-cdef-fedc-ba9876543210")
    }

    @Test(arguments: [
        "", "01234567-89ab-cdef-fedc-ba987654321", "01234567-89ab-cdef-fedc-ba98765432100",
        "0123456789abcdeffedcba9876543210", "{01234567-89ab-cdef-fedc-ba9876543210}",
        "urn:uuid:01234567-89ab-cdef-fedc-ba9876543210", "01234567-89ab-cdef-fedc_ba9876543210",
        "g1234567-89ab-cdef-fedc-ba9876543210", "0123456-789ab-cdef-fedc-ba9876543210",
        " 1234567-89ab-cdef-fedc-ba9876543210",
    ])
    func `anything but the canonical form is refused`(text: String) {
        #expect(OrderID(text: text) == nil)
    }

    @Test func `version 7 is built as the example of RFC 9562`() {
        // Appendix A.6: 2022-02-22T19:22:22Z, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
        let id = OrderID.version7(millis: 0x017F_22E2_79B0, randomHigh: 0xCC3, randomLow: 0x18C4_DC0C_0C07_398F)
        #expect(id.text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(id.version7Timestamp.text == "2022-02-22T19:22:22.000Z")
    }

    @Test func `version 7 takes no more random bits than it has room for`() {
        let id = OrderID.version7(millis: 0, randomHigh: .max, randomLow: .max)
        #expect(id.text == "00000000-0000-7fff-bfff-ffffffffffff")
    }

    @Test func `identifiers sort by their bytes, and version 7 by time`() {
        var random = SplitMix64(seed: 2)
        for _ in 0..<1000 {
            let left = OrderID(high: random.next() % 4, low: random.next())
            let right = OrderID(high: random.next() % 4, low: random.next())
            #expect((left < right) == (left.text < right.text))
        }
        let early = OrderID.version7(millis: 1000, randomHigh: .max, randomLow: .max)
        let late = OrderID.version7(millis: 1001, randomHigh: 0, randomLow: 0)
        #expect(early < late)
    }

    @Test func `lines of an order have ids of their own that are always the same`() {
        var random = SplitMix64(seed: 3)
        let order = OrderID.version7(millis: 1, randomHigh: 2, randomLow: random.next())
        let ids = (0..<100).map { ItemID(order: order, line: $0) }
        #expect(Set(ids).count == 100)
        #expect(!ids.contains(order.retagged()))
        #expect(ids == (0..<100).map { ItemID(order: order, line: $0) })
    }

    @Test func `a line's id keeps version and variant even where the bits wrap`() {
        let order = OrderID.version7(millis: 5, randomHigh: 6, randomLow: .max)
        #expect(ItemID(order: order, line: 0).text == "00000000-0005-7006-8000-000000000000")
    }
}
