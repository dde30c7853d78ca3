import Testing

@testable import EventLog

struct LZ4FrameTests {
    /// 20,000 zero bytes as python-lz4 4.4.5 writes them.
    static let frames: [(String, String)] = [
        (
            "no size",
            "04224d18604082590000001f000100" + String(repeating: "ff", count: 78)
                + "5550000000000000000000"
        ),
        (
            "linked blocks and content checksum",
            "04224d186440a7590000001f000100" + String(repeating: "ff", count: 78)
                + "5550000000000000000000a91aaca2"
        ),
        (
            "size",
            "04224d186840204e000000000000a4590000001f000100" + String(repeating: "ff", count: 78)
                + "5550000000000000000000"
        ),
        (
            "4 MiB blocks with checksums",
            "04224d187040ad590000001f000100" + String(repeating: "ff", count: 78)
                + "55500000000000bbbb215200000000"
        ),
    ]

    static func decompress(_ frame: [UInt8], limitBytes: Int) throws(BatchError) -> [UInt8] {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        try LZ4Frame.decompress(unsafe frame.span.bytes, limitBytes: limitBytes)
    }

    @Test(arguments: frames)
    func `frames of other writers are read, up to the limit and not beyond`(kind: String, hex: String) throws {
        let frame = Tampering.bytes(hex: hex)
        let plain = [UInt8](repeating: 0, count: 20_000)
        #expect(try Self.decompress(frame, limitBytes: 1 << 20) == plain)
        #expect(try Self.decompress(frame, limitBytes: 20_000) == plain)
        for limit in [19_999, 5_000, 1, 0] {
            #expect(throws: BatchError.decompressedTooLarge(limitBytes: limit)) {
                try Self.decompress(frame, limitBytes: limit)
            }
        }
        for length in 0..<frame.count {
            #expect(throws: BatchError.badCompression) {
                try Self.decompress(Array(frame[..<length]), limitBytes: 1 << 20)
            }
        }
        #expect(throws: BatchError.badCompression) { try Self.decompress(frame + [0], limitBytes: 1 << 20) }
        #expect(throws: BatchError.badCompression) { try Self.decompress(frame + frame, limitBytes: 1 << 20) }
    }

    @Test func `a frame without content is empty`() throws {
        #expect(try Self.decompress(Tampering.bytes(hex: "04224d1860408200000000"), limitBytes: 10) == [])
    }

    @Test func `a skippable frame is not content`() {
        let skippable = Tampering.bytes(hex: "502a4d18 04000000 01020304")
        #expect(throws: BatchError.badCompression) { try Self.decompress(skippable, limitBytes: 100) }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 1_000_000])
    func `content of any size around the block size survives`(count: Int) throws {
        var random = BatchRandom(seed: UInt64(count))
        let plain = SampleRecords.noise(count / 3, using: &random) + [UInt8](repeating: 0x20, count: count - count / 3)
        var target = [UInt8](repeating: 0, count: LZ4Frame.maxCompressedBytes(count))
        let written = LZ4Frame.compress(plain, into: &target, from: 0)
        #expect(try Self.decompress(Array(target[..<written]), limitBytes: count) == plain)
    }

    @Test func `a small batch that expands beyond 64 MiB is refused`() {
        let plain = [UInt8](repeating: 0, count: RecordBatch.maxDecompressedBytes + 1)
        var frame = [UInt8](repeating: 0, count: LZ4Frame.maxCompressedBytes(plain.count))
        let written = LZ4Frame.compress(plain, into: &frame, from: 0)
        #expect(written < 1 << 20)
        let whole = SampleRecords.batch([Record(key: nil, value: nil, timestampMillis: 0)], compression: .none)
        let bomb = Tampering.replacingRecords(of: whole, with: Array(frame[..<written]), codec: 3)
        #expect(throws: BatchError.decompressedTooLarge(limitBytes: RecordBatch.maxDecompressedBytes)) {
            try RecordBatch.decode(bomb)
        }
    }

    @Test func `a promised size that the frame cannot hold is refused before anything is allocated`() {
        // Content size 60 MiB in the header of a frame with nothing else; one value of 256 is the header's checksum.
        let promised: [UInt8] = [0x04, 0x22, 0x4D, 0x18, 0x68, 0x40, 0, 0, 0xC0, 0x03, 0, 0, 0, 0]
        let accepted = (0...255).filter { checksum in
            let frame = promised + [UInt8(checksum), 0, 0, 0, 0]
            guard
                case .failure(let error) = Result(catching: { () throws(BatchError) in
                    try Self.decompress(frame, limitBytes: 1 << 20)
                })
            else { return false }
            return error == .decompressedTooLarge(limitBytes: 1 << 20)
        }
        #expect(accepted.count == 1)
        for checksum in accepted {
            #expect(throws: BatchError.badCompression) {
                try Self.decompress(promised + [UInt8(checksum), 0, 0, 0, 0], limitBytes: 64 << 20)
            }
        }
    }
}
