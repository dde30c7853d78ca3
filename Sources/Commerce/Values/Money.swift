/// An amount of money in minor units (hundredths), 0.00 … 99,999,999.99, in a currency kept beside it.
///
/// There is no way from or to binary floating point: an amount is read from its digits and printed from its integer.
package struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The largest amount, 99,999,999.99 in minor units.
    package static let maximumMinorUnits: Int64 = 9_999_999_999

    /// Nothing.
    package static let zero = Money(unchecked: 0)

    /// The largest amount, 99,999,999.99.
    package static let maximum = Money(unchecked: maximumMinorUnits)

    /// Hundredths, 0 … 9,999,999,999.
    package let minorUnits: Int64

    init(unchecked minorUnits: Int64) {
        self.minorUnits = minorUnits
    }

    /// Accepts 0 … 9,999,999,999 hundredths; nil otherwise.
    package init?(minorUnits: Int64) {
        guard minorUnits >= 0, minorUnits <= Self.maximumMinorUnits else { return nil }
        self.minorUnits = minorUnits
    }

    /// The smaller amount comes first.
    package static func < (left: Self, right: Self) -> Bool { left.minorUnits < right.minorUnits }

    /// The sum, or `outOfRange` above the largest amount.
    package func adding(_ other: Money) throws(AmountError) -> Money {
        // Two amounts fit an Int64 with room to spare: the limit is below 2^34.
        guard let sum = Money(minorUnits: minorUnits + other.minorUnits) else { throw .outOfRange }
        return sum
    }

    /// The product, or `outOfRange` for a negative factor or a result above the largest amount.
    package func multiplied(by factor: Int) throws(AmountError) -> Money {
        let (product, overflow) = minorUnits.multipliedReportingOverflow(by: Int64(factor))
        guard !overflow, let amount = Money(minorUnits: product) else { throw .outOfRange }
        return amount
    }

    /// Digits with exactly two decimals and no separators, such as `59.98`.
    package var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(11)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the bytes of `text`, a JSON number.
    package func append(to bytes: inout [UInt8]) {
        let whole = minorUnits / 100
        var divisor: Int64 = 1
        while whole / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(ASCII.zero + UInt8(truncatingIfNeeded: whole / divisor % 10))
            divisor /= 10
        }
        bytes.append(ASCII.dot)
        ASCII.append(minorUnits % 100, width: 2, to: &bytes)
    }

    /// The text.
    package var description: String { text }
}
