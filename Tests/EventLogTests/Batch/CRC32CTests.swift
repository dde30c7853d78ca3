import CChecksum
import Testing

@testable import EventLog

struct CRC32CTests {
    @Test(
        arguments: [
            (Array("123456789".utf8), 0xE306_9283),
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E),
            ([], 0),
        ] as [([UInt8], UInt32)]
    )
    func `the published check values come out`(bytes: [UInt8], expected: UInt32) {
        #expect(CRC32C.checksum(bytes) == expected)
    }

    @Test func `the instruction and the table agree on every length and alignment`() {
        var random = BatchRandom(seed: 1)
        let bytes = SampleRecords.noise(308, using: &random)
        for length in 0...300 {
            for start in 0..<8 {
                let part = Array(bytes[start..<start + length])
                // SAFETY: the C function reads exactly the array's bytes and keeps no pointer.
                let portable = unsafe bytes.withUnsafeBytes {
                    unsafe tradepost_crc32c_portable(0, $0.baseAddress?.advanced(by: start), length)
                }
                // SAFETY: as above, at the same alignment.
                let accelerated = unsafe bytes.withUnsafeBytes {
                    unsafe tradepost_crc32c(0, $0.baseAddress?.advanced(by: start), length)
                }
                #expect(accelerated == portable)
                #expect(CRC32C.checksum(part) == portable)
            }
        }
    }

    @Test func `a checksum can be continued`() {
        let bytes = Array("the quick brown fox".utf8)
        for cut in 0...bytes.count {
            let head = CRC32C.checksum(Array(bytes[..<cut]))
            // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
            let whole = CRC32C.checksum(unsafe bytes.span.bytes.extracting(cut..<bytes.count), continuing: head)
            #expect(whole == CRC32C.checksum(bytes))
        }
    }
}
