import Commerce
import Testing

struct TrackingNumberTests {
    /// Examples published in github.com/jkeen/tracking_number_data, and for UPS and FedEx by the carriers.
    @Test(arguments: [
        (Carrier.ups, "1Z5R89390357567127"), (.ups, "1Z879E930346834440"), (.ups, "1Z410E7W0392751591"),
        (.ups, "1Z8V92A70367203024"), (.ups, "1Z999AA10123456784"),
        (.fedEx, "986578788855"), (.fedEx, "477179081230"), (.fedEx, "799531274483"), (.fedEx, "790535312317"),
        (.fedEx, "974367662710"), (.fedEx, "012345678983"), (.fedEx, "123456789012"),
        (.dhl, "3318810025"), (.dhl, "8487135506"), (.dhl, "1099255990"), (.dhl, "3821724944"), (.dhl, "3318810036"),
        (.usps, "9101026837331000039521"), (.usps, "9505511069605048600624"), (.usps, "9101123456789000000013"),
        (.usps, "9400111201080805483016"), (.usps, "9361289878700317633795"), (.usps, "9405803699300124287899"),
    ])
    func `published numbers are valid, and one digit off is not`(carrier: Carrier, text: String) {
        #expect(TrackingNumber.isValid(carrier: carrier, text: text))
        var bytes = Array(text.utf8)
        let zero = UInt8(ascii: "0")
        bytes[bytes.count - 1] = zero + (bytes[bytes.count - 1] - zero + 1) % 10
        #expect(!TrackingNumber.isValid(carrier: carrier, text: String(decoding: bytes, as: UTF8.self)))
        for other in Carrier.allCases where other != carrier {
            #expect(!TrackingNumber.isValid(carrier: other, text: text))
        }
    }

    @Test(arguments: [
        (Carrier.ups, "2Z5R89390357567127"), (.ups, "1A5R89390357567127"), (.ups, "1Z1111111111111111"),
        (.ups, "1z5r89390357567127"), (.fedEx, "996578788855"), (.fedEx, "98657878885"), (.fedEx, "98657878885X"),
        (.dhl, "3318810010"), (.dhl, "3318810034"), (.dhl, "3318810011"), (.usps, "9200000000000000000000"),
        (.usps, "8400111201080805483016"), (.usps, ""),
    ])
    func `numbers of another form are not valid`(carrier: Carrier, text: String) {
        #expect(!TrackingNumber.isValid(carrier: carrier, text: text))
    }

    @Test(arguments: Carrier.allCases)
    func `generated numbers have the carrier's form and differ`(carrier: Carrier) {
        var random = SplitMix64(seed: 6)
        var seen: Set<TrackingNumber> = []
        for _ in 0..<2000 {
            let number = TrackingNumber.generate(for: carrier, random: (random.next(), random.next()))
            #expect(TrackingNumber.isValid(carrier: carrier, text: number.text))
            #expect(TrackingNumber(number.text) == number)
            seen.insert(number)
        }
        #expect(seen.count > 1990)
    }

    @Test func `the same random bits give the same number`() {
        #expect(TrackingNumber.generate(for: .ups, random: (0, 0)).text == "1Z0000000300000004")
        #expect(TrackingNumber.generate(for: .dhl, random: (1, 0)).text == "1000000002")
    }

    @Test func `numbers typed in by hand are letters, digits and dashes`() {
        #expect(TrackingNumber("1Zabc-123")?.text == "1Zabc-123")
        for text in ["", "a b", "ä1", "1/2", String(repeating: "1", count: 41)] { #expect(TrackingNumber(text) == nil) }
    }
}
