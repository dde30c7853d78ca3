/// A carrier's number for a parcel.
///
/// Generated numbers have the carrier's form and a valid check digit, and so must numbers that people type in
/// (`init(typed:carrier:)`); of stored ones only length and characters are looked at.
package struct TrackingNumber: Hashable, Sendable, CustomStringConvertible {
    /// The longest number, in bytes.
    package static let byteLimit = 40

    /// The number, 1–40 letters, digits and dashes.
    package let text: String

    private init(unchecked text: String) {
        self.text = text
    }

    /// Accepts 1–40 ASCII letters, digits and dashes; nil otherwise. The check digit is not looked at: see `isValid`.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= Self.byteLimit, bytes.allSatisfy(Self.isPlain) else { return nil }
        self.text = text
    }

    /// Accepts what somebody typed when it has the carrier's form and a valid check digit; nil otherwise.
    ///
    /// Spaces are left out and letters made capital, because people copy numbers as they are printed.
    package init?(typed text: String, carrier: Carrier) {
        guard let number = TrackingNumber(spaced: text), Self.isValid(carrier: carrier, text: number.text) else {
            return nil
        }
        self = number
    }

    /// Accepts what somebody copied, with spaces and letters of either case; nil where the rest is no number.
    package init?(spaced text: String) {
        self.init(String(decoding: text.utf8.filter { $0 != 0x20 }, as: UTF8.self).uppercased())
    }

    /// The text.
    package var description: String { text }

    /// Makes a number in the carrier's form from random bits; the same bits give the same number.
    ///
    /// - UPS: `1Z`, six letters or digits for the shipper, service `03` (Ground), seven digits, check digit: 18 in all.
    /// - FedEx Express: eleven digits, check digit.
    /// - DHL Express: nine digits, check digit.
    /// - USPS (IMpb): `94` (application identifier), `001` (service type), sixteen digits, check digit: 22 in all.
    package static func generate(for carrier: Carrier, random: (UInt64, UInt64)) -> TrackingNumber {
        var digits: [UInt8] = []
        digits.reserveCapacity(22)
        switch carrier {
        case .ups:
            digits += [UInt8(ascii: "1"), UInt8(ascii: "Z")]
            appendLettersOrDigits(random.0, count: 6, to: &digits)
            digits += [UInt8(ascii: "0"), UInt8(ascii: "3")]
            appendDigits(random.1, count: 7, to: &digits)
        case .fedEx:
            appendDigits(random.0, count: 11, to: &digits)
        case .dhl:
            appendDigits(random.0, count: 9, to: &digits)
        case .usps:
            digits += [9, 4, 0, 0, 1].map { ASCII.zero + $0 }
            appendDigits(random.0, count: 8, to: &digits)
            appendDigits(random.1, count: 8, to: &digits)
        }
        guard let check = CheckDigits.compute(carrier, body: digits[...]) else {
            preconditionFailure("a generated body has the carrier's form")
        }
        digits.append(ASCII.zero + check)
        return TrackingNumber(unchecked: String(decoding: digits, as: UTF8.self))
    }

    /// True when the text has the length, the characters and the check digit of the form generated for this carrier.
    package static func isValid(carrier: Carrier, text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == CheckDigits.length(carrier), let last = bytes.last, let given = ASCII.digit(last),
            let check = CheckDigits.compute(carrier, body: bytes.dropLast())
        else { return false }
        return given == Int(check)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), ASCII.dash:
            true
        default: false
        }
    }

    private static func appendDigits(_ random: UInt64, count: Int, to digits: inout [UInt8]) {
        var rest = random
        for _ in 0..<count {
            digits.append(ASCII.zero + UInt8(rest % 10))
            rest /= 10
        }
    }

    private static func appendLettersOrDigits(_ random: UInt64, count: Int, to digits: inout [UInt8]) {
        var rest = random
        for _ in 0..<count {
            let value = UInt8(rest % 36)
            digits.append(value < 10 ? ASCII.zero + value : UInt8(ascii: "A") - 10 + value)
            rest /= 36
        }
    }
}
