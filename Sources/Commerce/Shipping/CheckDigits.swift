/// The check digits of the four carriers.
///
/// Sources: the carriers' rules as collected with real examples in github.com/jkeen/tracking_number_data
/// (`couriers/*.json`, `CHECKSUM_ALGORITHMS.md`); for UPS and FedEx Express also their support's answers quoted at
/// answers.google.com/answers/threadview/id/207899; for USPS, Publication 199 (IMpb), "MOD 10 check digit".
enum CheckDigits {
    /// The length of a whole number, check digit included.
    static func length(_ carrier: Carrier) -> Int {
        switch carrier {
        case .ups: 18
        case .fedEx: 12
        case .dhl: 10
        case .usps: 22
        }
    }

    /// The check digit that belongs behind this body (everything before it); nil when the body has not the form.
    static func compute(_ carrier: Carrier, body: ArraySlice<UInt8>) -> UInt8? {
        guard body.count == length(carrier) - 1 else { return nil }
        switch carrier {
        case .ups: return ups(body)
        case .fedEx: return fedEx(body)
        case .dhl: return dhl(body)
        case .usps: return usps(body)
        }
    }

    /// Without `1Z`, from the left: odd places once, even places twice; up to the next multiple of ten.
    private static func ups(_ body: ArraySlice<UInt8>) -> UInt8? {
        guard body.starts(with: [UInt8(ascii: "1"), UInt8(ascii: "Z")]) else { return nil }
        var sum = 0
        var weight = 1
        for byte in body.dropFirst(2) {
            guard let value = ASCII.digit(byte) ?? value(ofUPS: byte) else { return nil }
            sum += value * weight
            weight = 3 - weight
        }
        return UInt8((10 - sum % 10) % 10)
    }

    /// The digit UPS counts for an upper-case letter: A is 2, B is 3, …, I is 0, and so on in turns of ten.
    static func value(ofUPS letter: UInt8) -> Int? {
        guard letter >= UInt8(ascii: "A"), letter <= UInt8(ascii: "Z") else { return nil }
        return (Int(letter) - 63) % 10
    }

    /// From the left the weights 3, 1, 7 in turn; the sum modulo 11, where ten counts as zero.
    private static func fedEx(_ body: ArraySlice<UInt8>) -> UInt8? {
        var sum = 0
        for (place, byte) in body.enumerated() {
            guard let value = ASCII.digit(byte) else { return nil }
            sum += value * (place % 3 == 0 ? 3 : place % 3 == 1 ? 1 : 7)
        }
        return UInt8(sum % 11 % 10)
    }

    /// The nine digits as a number, modulo 7.
    private static func dhl(_ body: ArraySlice<UInt8>) -> UInt8? {
        var remainder = 0
        for byte in body {
            guard let value = ASCII.digit(byte) else { return nil }
            remainder = (remainder * 10 + value) % 7
        }
        return UInt8(remainder)
    }

    /// From the right three times and once in turn; up to the next multiple of ten. The number begins with 91 … 95.
    private static func usps(_ body: ArraySlice<UInt8>) -> UInt8? {
        guard body.first == ASCII.nine, let second = body.dropFirst().first, let channel = ASCII.digit(second),
            (1...5).contains(channel)
        else { return nil }
        var sum = 0
        var weight = 3
        for byte in body.reversed() {
            guard let value = ASCII.digit(byte) else { return nil }
            sum += value * weight
            weight = 4 - weight
        }
        return UInt8((10 - sum % 10) % 10)
    }
}
