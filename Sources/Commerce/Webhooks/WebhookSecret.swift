/// What an endpoint's deliveries are signed with, as its owner knows it: `whsec_` and base64, or any text of their own.
package struct WebhookSecret: Hashable, Sendable {
    /// The beginning of secrets in the form of Standard Webhooks.
    package static let prefix = "whsec_"
    /// Random bytes of a secret that the server makes.
    package static let byteCount = 32
    /// The most characters of somebody's own secret.
    package static let textLimit = 100
    /// The fewest characters of somebody's own secret.
    package static let textMinimum = 16
    /// How many key bytes the base64 form may have: Standard Webhooks asks for 24 to 64.
    package static let keyRange = 24...64

    /// The secret as it is shown once.
    package let text: String
    /// The bytes that sign.
    package let key: [UInt8]

    /// A secret of random bytes.
    package init(random key: [UInt8]) { (text, self.key) = (Self.prefix + Base64Text.encode(key), key) }

    /// Somebody's own: `whsec_` with base64 of 24 to 64 bytes, or 16 to 100 printable ASCII characters taken as they
    /// are; nil otherwise.
    package init?(_ text: String) {
        guard (Self.textMinimum...Self.textLimit).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        guard text.hasPrefix(Self.prefix) else {
            (self.text, key) = (text, Array(text.utf8))
            return
        }
        guard let key = Base64Text.decode(text.dropFirst(Self.prefix.count)), Self.keyRange.contains(key.count) else {
            return nil
        }
        (self.text, self.key) = (text, key)
    }

    /// How it is shown later: enough to tell two apart.
    package var hint: String { (text.hasPrefix(Self.prefix) ? Self.prefix : "") + "…" + text.suffix(4) }
}

/// Base64 with padding, RFC 4648, section 4.
package enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The text of some bytes.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = (0..<3).reduce(0) { $0 << 8 | (start + $1 < group.endIndex ? Int(bytes[start + $1]) : 0) }
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[word >> (18 - place * 6) & 63] : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; nil for what `encode` does not write.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 4 == 0 else { return nil }
        var (bytes, word, bits): ([UInt8], Int, Int) = ([], 0, 0)
        for digit in digits {
            guard digit != padding else { continue }
            guard let value = alphabet.firstIndex(of: digit) else { return nil }
            word = (word << 6 | value) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(word >> bits & 0xFF))
            }
        }
        // Padding in the middle and bits behind the last byte show here.
        return encode(bytes).utf8.elementsEqual(digits) ? bytes : nil
    }
}
