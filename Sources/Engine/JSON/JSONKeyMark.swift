/// A key of the object that is closing, with a number that tells most different keys apart without reading them.
struct JSONKeyMark {
    /// Up to this many keys are compared each with each, which beats sorting; more would make the cost quadratic.
    static let pairwiseLimit = 16

    /// The tape index of the key.
    let node: Int
    /// Length, first and last byte; after `hash` a hash of all bytes.
    private(set) var mark: UInt64

    init(_ text: Span<UInt8>, _ content: Range<Int>, node: Int) {
        self.node = node
        mark = UInt64(content.count) << 16
        if !content.isEmpty {
            mark |= UInt64(text[content.lowerBound]) << 8 | UInt64(text[content.upperBound - 1])
        }
    }

    /// Replaces the mark by the 64-bit FNV-1a hash of the key's bytes (RFC 9923).
    mutating func hash(_ bytes: ArraySlice<UInt8>) {
        mark = 0xCBF2_9CE4_8422_2325
        for byte in bytes { mark = (mark ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
}
