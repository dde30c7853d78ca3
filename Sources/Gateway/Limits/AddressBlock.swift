/// Addresses with a common beginning, such as `10.0.0.0/8` (RFC 4632), or a single address.
struct AddressBlock: Hashable, Sendable {
    private let base: IPAddress
    private let prefixBits: Int

    /// Why a text is no block.
    enum Flaw: Error {
        /// Not an address, or not a length that its family has.
        case malformed
        /// Bits behind the prefix are set: it may be meant as one address or as a whole block.
        case bitsBehindPrefix
    }

    /// Reads an address with or without the length of its prefix.
    init(text: some StringProtocol) throws(Flaw) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let base = IPAddress(text: parts[0]) else { throw .malformed }
        let width = base.isIPv6 ? 128 : 32
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let bits = Int(parts[1]), bits <= width
            else { throw .malformed }
            prefixBits = bits
        } else {
            prefixBits = width
        }
        self.base = base
        guard Self.masked(base, prefixBits) == base else { throw .bitsBehindPrefix }
    }

    /// Whether the address lies in the block; an address of the other family never does.
    func contains(_ address: IPAddress) -> Bool {
        address.isIPv6 == base.isIPv6 && Self.masked(address, prefixBits) == base
    }

    private static func masked(_ address: IPAddress, _ bits: Int) -> IPAddress {
        guard address.isIPv6 else { return IPAddress(v4: UInt32(address.low) & (~0 << UInt32(32 - bits))) }
        return IPAddress(
            high: address.high & (~0 << UInt64(64 - min(bits, 64))),
            low: address.low & (~0 << UInt64(64 - max(bits - 64, 0)))
        )
    }
}
