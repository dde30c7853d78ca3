extension Money {
    /// Reads a JSON number or decimal string exactly, from its digits.
    ///
    /// The grammar is that of a JSON number (RFC 8259, section 6), exponents included: `59.98`, `1e2`, `2999E-2`,
    /// `10.5000`. Minus zero is zero.
    ///
    /// - Throws: `malformed` for anything else, `precision` for more than two decimals that are not zero,
    ///   `outOfRange` below zero or above 99,999,999.99.
    package static func parse(_ utf8: some Collection<UInt8>) throws(AmountError) -> Money {
        var reader = DecimalReader()
        for byte in Array(utf8) { try reader.read(byte) }
        return try reader.finish()
    }

    /// Reads a decimal string exactly; see `parse(_:)` for bytes.
    package static func parse(_ text: String) throws(AmountError) -> Money {
        try parse(text.utf8)
    }
}

/// Reads a JSON number byte by byte into `significand × 10^exponent` without losing a digit.
///
/// Zeros are only multiplied in once a later digit shows that they matter, so the significand never ends in a zero and
/// a negative exponent beyond the decimals means, exactly, too much precision.
struct DecimalReader {
    private enum Place {
        case start, sign, zero, whole, point, fraction, exponentMark, exponentSign, exponent
    }

    /// No significand of an amount in range is longer; anything longer is out of range or too precise.
    private static let digitLimit = 18
    /// Bounds the written exponent, far beyond what a request body could compensate with digits.
    private static let exponentLimit: Int64 = 1_000_000_000_000

    private var place = Place.start
    private var isNegative = false
    private var significand: Int64 = 0
    private var digits = 0
    private var pendingZeros = 0
    private var decimals: Int64 = 0
    private var exponent: Int64 = 0
    private var isExponentNegative = false

    mutating func read(_ byte: UInt8) throws(AmountError) {
        switch (place, byte) {
        case (.start, UInt8(ascii: "-")):
            isNegative = true
            place = .sign
        case (.start, UInt8(ascii: "0")), (.sign, UInt8(ascii: "0")):
            place = .zero
        case (.start, UInt8(ascii: "1")...UInt8(ascii: "9")), (.sign, UInt8(ascii: "1")...UInt8(ascii: "9")),
            (.whole, UInt8(ascii: "0")...UInt8(ascii: "9")):
            append(byte)
            place = .whole
        case (.zero, UInt8(ascii: ".")), (.whole, UInt8(ascii: ".")):
            place = .point
        case (.point, UInt8(ascii: "0")...UInt8(ascii: "9")), (.fraction, UInt8(ascii: "0")...UInt8(ascii: "9")):
            append(byte)
            decimals += 1
            place = .fraction
        case (.zero, UInt8(ascii: "e")), (.whole, UInt8(ascii: "e")), (.fraction, UInt8(ascii: "e")),
            (.zero, UInt8(ascii: "E")), (.whole, UInt8(ascii: "E")), (.fraction, UInt8(ascii: "E")):
            place = .exponentMark
        case (.exponentMark, UInt8(ascii: "-")):
            isExponentNegative = true
            place = .exponentSign
        case (.exponentMark, UInt8(ascii: "+")):
            place = .exponentSign
        case (.exponentMark, UInt8(ascii: "0")...UInt8(ascii: "9")),
            (.exponentSign, UInt8(ascii: "0")...UInt8(ascii: "9")),
            (.exponent, UInt8(ascii: "0")...UInt8(ascii: "9")):
            exponent = min(exponent * 10 + Int64(byte - ASCII.zero), Self.exponentLimit)
            place = .exponent
        default:
            throw .malformed
        }
    }

    func finish() throws(AmountError) -> Money {
        switch place {
        case .zero, .whole, .fraction, .exponent: break
        case .start, .sign, .point, .exponentMark, .exponentSign: throw .malformed
        }
        guard digits > 0 else { return .zero }
        guard !isNegative else { throw .outOfRange }
        let power = Int64(pendingZeros) - decimals + (isExponentNegative ? -exponent : exponent) + 2
        guard power >= 0 else { throw .precision }
        guard digits <= Self.digitLimit, power <= 10 else { throw .outOfRange }
        var minorUnits = significand
        for _ in 0..<power {
            let (scaled, overflow) = minorUnits.multipliedReportingOverflow(by: 10)
            guard !overflow else { throw .outOfRange }
            minorUnits = scaled
        }
        guard let money = Money(minorUnits: minorUnits) else { throw .outOfRange }
        return money
    }

    private mutating func append(_ byte: UInt8) {
        guard byte != ASCII.zero else {
            if digits > 0 { pendingZeros += 1 }
            return
        }
        digits += pendingZeros + 1
        if digits <= Self.digitLimit {
            for _ in 0...pendingZeros { significand *= 10 }
            significand += Int64(byte - ASCII.zero)
        }
        pendingZeros = 0
    }
}
