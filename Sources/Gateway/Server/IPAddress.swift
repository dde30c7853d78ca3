import NIOCore

/// An address of the Internet Protocol, without port and zone. IPv4 inside of IPv6 (`::ffff:0:0/96`, RFC 4291, section
/// 2.5.5.2), as a dual-stack socket shows it, is the IPv4 address.
struct IPAddress: Hashable, Sendable {
    /// The first eight bytes of an IPv6 address, 0 for IPv4.
    let high: UInt64
    /// The last eight bytes of an IPv6 address, or the IPv4 address.
    let low: UInt64
    let isIPv6: Bool

    init(v4: UInt32) {
        (high, low, isIPv6) = (0, UInt64(v4), false)
    }

    init(high: UInt64, low: UInt64) {
        let isMapped = high == 0 && low >> 32 == 0xFFFF
        (self.high, self.low, isIPv6) = (high, isMapped ? low & 0xFFFF_FFFF : low, !isMapped)
    }

    /// The address of a socket; nil for a Unix socket.
    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress else { return nil }
        self.init(text: text)
    }

    /// Reads an address as RFC 4291 (section 2.2) and `inet_pton` allow it; a zone (`%eth0`) is left out.
    init?(text: some StringProtocol) {
        if let v4 = Self.v4(text.utf8) {
            self.init(v4: v4)
            return
        }
        let bytes = Array(text.utf8)
        let zone = bytes.firstIndex(of: UInt8(ascii: "%")) ?? bytes.endIndex
        guard let groups = Self.v6(bytes[..<zone]) else { return nil }
        self.init(high: Self.word(groups[..<4]), low: Self.word(groups[4...]))
    }

    private static func word(_ groups: ArraySlice<UInt16>) -> UInt64 { groups.reduce(0) { $0 << 16 | UInt64($1) } }

    /// Four decimal numbers without zeros in front. Nothing is allocated: this runs for each request.
    private static func v4(_ text: some Sequence<UInt8>) -> UInt32? {
        var address: UInt32 = 0
        var (number, digits, dots): (UInt32, Int, Int) = (0, 0, 0)
        for byte in text {
            if byte == UInt8(ascii: "."), digits > 0, dots < 3 {
                address = address << 8 | number
                (number, digits, dots) = (0, 0, dots + 1)
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits == 0 || number > 0 {
                number = number * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                guard number <= 255 else { return nil }
            } else {
                return nil
            }
        }
        return dots == 3 && digits > 0 ? address << 8 | number : nil
    }

    /// The eight groups, with `::` filled in.
    private static func v6(_ text: ArraySlice<UInt8>) -> [UInt16]? {
        let colon = UInt8(ascii: ":")
        guard let gap = text.indices.dropLast().first(where: { text[$0] == colon && text[$0 + 1] == colon }) else {
            guard let groups = groups(text, canEndInV4: true), groups.count == 8 else { return nil }
            return groups
        }
        guard let left = groups(text[..<gap], canEndInV4: false),
            let right = groups(text[(gap + 2)...], canEndInV4: true), left.count + right.count <= 7
        else { return nil }
        return left + Array(repeating: 0, count: 8 - left.count - right.count) + right
    }

    private static func groups(_ text: ArraySlice<UInt8>, canEndInV4: Bool) -> [UInt16]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if canEndInV4, index == parts.count - 1, let v4 = v4(part) {
                groups += [UInt16(v4 >> 16), UInt16(v4 & 0xFFFF)]
            } else if let group = hex(part) {
                groups.append(group)
            } else {
                return nil
            }
        }
        return groups
    }

    /// One to four hexadecimal digits.
    private static func hex(_ text: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(text.count) else { return nil }
        var value: UInt16 = 0
        for byte in text {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
