import NIOCore

/// What counts as one client: an IPv4 address, or the /64 of an IPv6 address, the block one subscriber gets.
struct PeerAddress: Hashable, Sendable {
    private let bits: UInt64
    private let isIPv6: Bool
    let isLoopback: Bool

    /// Nil for a Unix socket.
    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress else { return nil }
        self.init(text: text)
    }

    /// Reads an address as `inet_ntop` writes it; nil for anything else.
    init?(text: String) {
        if let v4 = Self.bits(v4: text) {
            self.init(v4: v4)
            return
        }
        // A zone ("%eth0") belongs to the socket and not to the client.
        let unscoped = text.prefix { $0 != "%" }
        if unscoped.hasPrefix("::ffff:"), let v4 = Self.bits(v4: String(unscoped.dropFirst(7))) {
            self.init(v4: v4)  // an IPv4 client on a dual-stack socket
            return
        }
        guard let groups = Self.groups(v6: unscoped) else { return nil }
        let block = groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }
        self.init(bits: block, isIPv6: true, isLoopback: groups == [0, 0, 0, 0, 0, 0, 0, 1])
    }

    private init(bits: UInt64, isIPv6: Bool, isLoopback: Bool) {
        self.bits = bits
        self.isIPv6 = isIPv6
        self.isLoopback = isLoopback
    }

    private init(v4 address: UInt32) {
        self.init(bits: UInt64(address), isIPv6: false, isLoopback: address >> 24 == 127)
    }

    private static func bits(v4 text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        guard parts.count == 4 && bytes.count == 4 else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The eight groups, with `::` filled in.
    private static func groups(v6 text: Substring) -> [UInt16]? {
        var sides: [[UInt16]] = [[]]
        let rest = text.hasPrefix("::") ? text.dropFirst() : text
        for part in rest.split(separator: ":", omittingEmptySubsequences: false) {
            if part.isEmpty {
                if sides.count == 1 { sides.append([]) }
            } else if let group = UInt16(part, radix: 16) {
                sides[sides.count - 1].append(group)
            } else {
                return nil
            }
        }
        let missing = 8 - sides.joined().count
        guard sides.count == 2 ? missing > 0 : missing == 0 else { return nil }
        return sides.count == 1 ? sides[0] : sides[0] + Array(repeating: 0, count: missing) + sides[1]
    }
}
