import NIOCore

/// What counts as one client: an IPv4 address, or the /64 of an IPv6 address, the block one subscriber gets.
struct PeerAddress: Hashable, Sendable {
    private let bits: UInt64
    private let isIPv6: Bool
    let isLoopback: Bool

    /// The family and the part of the address that is kept.
    var bytes: [UInt8] { [isIPv6 ? 6 : 4] + (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) } }

    init(_ address: IPAddress) {
        isIPv6 = address.isIPv6
        bits = address.isIPv6 ? address.high : address.low
        isLoopback = address.isIPv6 ? address.high == 0 && address.low == 1 : address.low >> 24 == 127
    }

    /// Nil for a Unix socket.
    init?(_ address: SocketAddress) {
        guard let address = IPAddress(address) else { return nil }
        self.init(address)
    }

    /// Reads an address as `inet_ntop` writes it; nil for anything else.
    init?(text: String) {
        guard let address = IPAddress(text: text) else { return nil }
        self.init(address)
    }

    /// The addresses that are likely to have one owner, or one provider: the /16 of an IPv4 address, the /32 of an IPv6
    /// address, the least that a provider is given.
    var block: Block { Block(bits: bits >> (isIPv6 ? 32 : 16), isIPv6: isIPv6) }

    /// Addresses with one owner or provider.
    struct Block: Hashable, Sendable {
        fileprivate let bits: UInt64
        fileprivate let isIPv6: Bool
    }
}
