import Testing

@testable import EventLog

struct VarintTests {
    static let values: [Int64] =
        [0, -1, 1, 63, -64, 64, -65, 8_191, 8_192, -8_192, -8_193, .max, .min]
        + [Int64(Int32.max), Int64(Int32.min), Int64(Int32.max) + 1, Int64(Int32.min) - 1]
        + (0..<63).flatMap { [1 << $0, -(1 << $0), (1 << $0) - 1] }

    static func encoded(_ value: Int64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Varint.maxBytes64)
        var written = 0
        // SAFETY: the writer lives inside the pointer's scope.
        unsafe bytes.withUnsafeMutableBytes { memory in
            var writer = unsafe BigEndianWriter(memory, at: 0)
            writer.varint(value)
            written = writer.position
        }
        return Array(bytes[..<written])
    }

    static func read64(_ bytes: [UInt8]) throws(BatchError) -> Int64 {
        var reader = BigEndianReader(from: 0, to: bytes.count)
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        return try reader.varint64(in: unsafe bytes.span.bytes)
    }

    static func read32(_ bytes: [UInt8]) throws(BatchError) -> Int32 {
        var reader = BigEndianReader(from: 0, to: bytes.count)
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        return try reader.varint32(in: unsafe bytes.span.bytes)
    }

    @Test(arguments: values)
    func `an integer survives and takes the bytes that were announced`(value: Int64) throws {
        let bytes = Self.encoded(value)
        #expect(bytes.count == Varint.byteCount(value))
        #expect(try Self.read64(bytes) == value)
        if let narrow = Int32(exactly: value) {
            #expect(try Self.read32(bytes) == narrow)
        } else {
            #expect(throws: BatchError.badVarint) { try Self.read32(bytes) }
        }
        #expect(throws: BatchError.truncated) { try Self.read64(Array(bytes.dropLast())) }
    }

    @Test func `an integer that never ends or overflows is refused`() {
        #expect(throws: BatchError.badVarint) { try Self.read64([UInt8](repeating: 0x80, count: 11)) }
        #expect(throws: BatchError.badVarint) { try Self.read64([UInt8](repeating: 0xFF, count: 9) + [0x02]) }
        #expect(throws: BatchError.badVarint) { try Self.read32([0x80, 0x80, 0x80, 0x80, 0x80, 0x00]) }
        #expect(throws: BatchError.badVarint) { try Self.read32([0xFF, 0xFF, 0xFF, 0xFF, 0x1F]) }
    }
}
