/// The brand of a payment card, told by its first digits.
package enum CardBrand: UInt8, Coded {
    case unknown = 0
    case visa = 1
    case mastercard = 2
    case amex = 3
    case discover = 4
    case jcb = 5
    case diners = 6

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .unknown: "unknown"
        case .visa: "visa"
        case .mastercard: "mastercard"
        case .amex: "amex"
        case .discover: "discover"
        case .jcb: "jcb"
        case .diners: "diners"
        }
    }

    /// The brand by the number's first four digits (ISO/IEC 7812 issuer ranges as the brands publish them).
    init(firstFour prefix: Int) {
        switch prefix {
        case 4000...4999: self = .visa
        case 5100...5599, 2221...2720: self = .mastercard
        case 3400...3499, 3700...3799: self = .amex
        case 6011, 6440...6599: self = .discover
        case 3528...3589: self = .jcb
        case 3000...3059, 3600...3699, 3800...3999: self = .diners
        default: self = .unknown
        }
    }
}

/// What is kept of a payment card: brand and last four digits. The number itself is never stored.
package struct CardSummary: Hashable, Sendable {
    /// Who issued the kind of card.
    package let brand: CardBrand
    /// The last four digits, as four characters.
    package let lastFour: String

    /// Reads a card number of 12–19 digits, spaces and dashes between them ignored, and forgets it; nil otherwise.
    package init?(number: String) {
        var count = 0
        var prefix = 0
        var tail = 0
        for byte in number.utf8 where byte != 0x20 && byte != ASCII.dash {
            guard let digit = ASCII.digit(byte) else { return nil }
            if count < 4 { prefix = prefix * 10 + digit }
            tail = (tail * 10 + digit) % 10_000
            count += 1
            guard count <= 19 else { return nil }
        }
        guard count >= 12 else { return nil }
        var bytes: [UInt8] = []
        ASCII.append(Int64(tail), width: 4, to: &bytes)
        brand = CardBrand(firstFour: prefix)
        lastFour = String(decoding: bytes, as: UTF8.self)
    }

    /// Builds a summary from its stored parts; nil unless `lastFour` is four digits.
    package init?(brand: CardBrand, lastFour: String) {
        guard lastFour.utf8.count == 4, lastFour.utf8.allSatisfy({ ASCII.digit($0) != nil }) else { return nil }
        self.brand = brand
        self.lastFour = lastFour
    }
}
