/// An address of the Internet Protocol in its plain spelling. Nothing is taken for another: `::ffff:127.0.0.1` is an
/// IPv6 address here, and a range of its own in `HostAddress.refusal`.
package struct HostAddress: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes of an IPv6 address; 0 for IPv4.
    package let high: UInt64
    /// The last eight bytes of an IPv6 address, or the IPv4 address.
    package let low: UInt64
    /// Which protocol it is of.
    package let isIPv6: Bool

    /// An IPv4 address, most significant byte first.
    package init(v4: UInt32) { (high, low, isIPv6) = (0, UInt64(v4), false) }

    /// An IPv6 address in two halves, most significant byte first.
    package init(high: UInt64, low: UInt64) { (self.high, self.low, isIPv6) = (high, low, true) }

    /// Reads four decimal numbers without zeros in front, or the forms of RFC 4291, section 2.2, without a zone.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        if let v4 = Self.v4(bytes[...]) {
            self.init(v4: v4)
        } else if let groups = Self.v6(bytes) {
            self.init(high: Self.word(groups[..<4]), low: Self.word(groups[4...]))
        } else {
            return nil
        }
    }

    /// The address as it can be read again: IPv4 in four numbers, IPv6 in eight groups.
    package var description: String {
        guard isIPv6 else {
            let numbers = [24, 16, 8, 0].map { (shift: UInt64) -> String in String(low >> shift & 0xFF) }
            return numbers.joined(separator: ".")
        }
        let shifts: [UInt64] = [48, 32, 16, 0]
        let groups = [high, low].flatMap { half in shifts.map { half >> $0 & 0xFFFF } }
        return groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    private static func word(_ groups: ArraySlice<UInt16>) -> UInt64 { groups.reduce(0) { $0 << 16 | UInt64($1) } }

    private static func v4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: ASCII.dot, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != ASCII.zero else { return nil }
            var number = 0
            for byte in part {
                guard let digit = ASCII.digit(byte) else { return nil }
                number = number * 10 + digit
            }
            guard number <= 255 else { return nil }
            address = address << 8 | UInt32(number)
        }
        return address
    }

    /// The eight groups, with `::` filled in.
    private static func v6(_ text: [UInt8]) -> [UInt16]? {
        let gap = text.indices.dropLast().first { text[$0] == ASCII.colon && text[$0 + 1] == ASCII.colon }
        guard let gap else {
            guard let groups = groups(text[...], canEndInV4: true), groups.count == 8 else { return nil }
            return groups
        }
        guard let left = groups(text[..<gap], canEndInV4: false),
            let right = groups(text[(gap + 2)...], canEndInV4: true), left.count + right.count <= 7
        else { return nil }
        return left + Array(repeating: 0, count: 8 - left.count - right.count) + right
    }

    private static func groups(_ text: ArraySlice<UInt8>, canEndInV4: Bool) -> [UInt16]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ASCII.colon, omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if canEndInV4, index == parts.count - 1, let v4 = v4(part) {
                groups += [UInt16(v4 >> 16), UInt16(v4 & 0xFFFF)]
            } else if (1...4).contains(part.count), part.allSatisfy(isHexadecimal),
                let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
            {
                groups.append(group)
            } else {
                return nil
            }
        }
        return groups
    }

    /// Signs, which the standard library reads, are none of an address.
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
