/// The ranges that a webhook may not lead into: the special-purpose registries of IANA (RFC 6890 and its successors).
extension HostAddress {
    private struct Block {
        let first: HostAddress
        let bits: Int
        let refusal: AddressRefusal

        init(_ text: String, _ bits: Int, _ refusal: AddressRefusal) {
            guard let first = HostAddress(text) else { preconditionFailure("\(text) is an address") }
            (self.first, self.bits, self.refusal) = (first, bits, refusal)
        }

        func contains(_ address: HostAddress) -> Bool {
            guard address.isIPv6 == first.isIPv6 else { return false }
            guard first.isIPv6 else { return (address.low ^ first.low) >> UInt64(32 - bits) == 0 }
            if bits <= 64 { return (address.high ^ first.high) >> UInt64(64 - bits) == 0 }
            return address.high == first.high && (address.low ^ first.low) >> UInt64(128 - bits) == 0
        }
    }

    /// The first block that holds an address decides; the narrow ones stand before the wide ones around them.
    private static let blocks: [Block] = [
        Block("169.254.169.254", 32, .metadata), Block("169.254.170.2", 32, .metadata),
        Block("100.100.100.200", 32, .metadata), Block("192.0.0.192", 32, .metadata),
        Block("168.63.129.16", 32, .metadata), Block("fd00:ec2::254", 128, .metadata),
        Block("0.0.0.0", 8, .unspecified), Block("10.0.0.0", 8, .private), Block("100.64.0.0", 10, .shared),
        Block("127.0.0.0", 8, .loopback), Block("169.254.0.0", 16, .linkLocal), Block("172.16.0.0", 12, .private),
        Block("192.0.0.0", 24, .reserved), Block("192.0.2.0", 24, .documentation),
        Block("192.31.196.0", 24, .reserved), Block("192.52.193.0", 24, .reserved),
        Block("192.88.99.0", 24, .translated), Block("192.168.0.0", 16, .private),
        Block("192.175.48.0", 24, .reserved), Block("198.18.0.0", 15, .reserved),
        Block("198.51.100.0", 24, .documentation), Block("203.0.113.0", 24, .documentation),
        Block("224.0.0.0", 4, .multicast), Block("255.255.255.255", 32, .broadcast), Block("240.0.0.0", 4, .reserved),
        Block("::", 128, .unspecified), Block("::1", 128, .loopback), Block("::ffff:0:0", 96, .translated),
        Block("::ffff:0:0:0", 96, .translated), Block("::", 96, .translated), Block("64:ff9b::", 96, .translated),
        Block("64:ff9b:1::", 48, .translated), Block("2002::", 16, .translated), Block("2001::", 32, .translated),
        Block("2001:db8::", 32, .documentation), Block("3fff::", 20, .documentation), Block("2001::", 23, .reserved),
        Block("fc00::", 7, .private), Block("fe80::", 10, .linkLocal), Block("fec0::", 10, .private),
        Block("ff00::", 8, .multicast),
    ]
    private static let globalUnicast = Block("2000::", 3, .reserved)

    /// Why a webhook may not be sent there; nil for an address of the public internet.
    package var refusal: AddressRefusal? {
        if let block = Self.blocks.first(where: { $0.contains(self) }) { return block.refusal }
        // Of IPv6 only 2000::/3 is given out.
        return isIPv6 && !Self.globalUnicast.contains(self) ? .reserved : nil
    }

    /// Whether it is not the public internet's and yet a place where somebody can listen, which
    /// `WEBHOOK_ALLOW_PRIVATE` allows.
    package var isReachablePrivately: Bool {
        switch refusal {
        case .private, .loopback, .shared, .linkLocal, .reserved, .documentation: true
        case nil, .metadata, .unspecified, .translated, .multicast, .broadcast: false
        }
    }
}

/// Why an address is not one that webhooks are sent to. The words are shown to clients and never change.
package enum AddressRefusal: String, Sendable, CaseIterable {
    /// RFC 1918, unique local and site-local addresses.
    case `private`
    /// The machine itself.
    case loopback
    /// The network segment.
    case linkLocal = "link_local"
    /// Where clouds answer with credentials.
    case metadata
    /// Behind a provider's address translation, RFC 6598.
    case shared
    /// No address at all.
    case unspecified
    /// Many machines at once.
    case multicast
    /// All machines of a segment.
    case broadcast
    /// For texts that explain.
    case documentation
    /// IPv6 that stands for an IPv4 address: mapped, compatible, NAT64, 6to4, Teredo.
    case translated
    /// Reserved, or not given out.
    case reserved
}
