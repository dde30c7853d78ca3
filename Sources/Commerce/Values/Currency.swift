/// A currency by its three-letter code (ISO 4217, alphabetic), such as `USD`.
///
/// Every currency is taken to have two decimals; `Money` counts hundredths.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
    /// The three letters packed into the low 24 bits, first letter highest; the compact stored form.
    package let packed: UInt32

    /// The United States dollar, the default.
    package static let usd = Currency(unchecked: 0x55_53_44)

    private init(unchecked packed: UInt32) {
        self.packed = packed
    }

    /// Accepts exactly three upper-case ASCII letters; nil otherwise.
    package init?(_ text: String) {
        guard text.utf8.count == 3 else { return nil }
        var packed: UInt32 = 0
        for byte in text.utf8 { packed = packed << 8 | UInt32(byte) }
        self.init(packed: packed)
    }

    /// Reads the stored form back; nil when it is not three upper-case letters.
    package init?(packed: UInt32) {
        guard packed >> 24 == 0 else { return nil }
        for shift in [UInt32(16), 8, 0] {
            let letter = UInt8(truncatingIfNeeded: packed >> shift)
            guard letter >= UInt8(ascii: "A"), letter <= UInt8(ascii: "Z") else { return nil }
        }
        self.packed = packed
    }

    /// The three letters.
    package var text: String {
        let bytes = (UInt8(packed >> 16), UInt8(packed >> 8 & 0xFF), UInt8(packed & 0xFF))
        var text = String(Character(Unicode.Scalar(bytes.0)))
        text.unicodeScalars.append(Unicode.Scalar(bytes.1))
        text.unicodeScalars.append(Unicode.Scalar(bytes.2))
        return text
    }

    /// The three letters.
    package var description: String { text }
}
