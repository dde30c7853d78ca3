@testable import EventLog

/// SplitMix64: the same seed gives the same records on every machine.
struct BatchRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// Records of every shape that the format knows.
enum SampleRecords {
    static let headerKeys = ["ce_id", "ce_type", "", "trace", "clé ✓", "注文", "🛒", "x-original-topic"]

    /// Text that compresses, as long as the longest value.
    static let text = [UInt8](String(repeating: #"{"sku":"AB-1","quantity":2}"#, count: 304).utf8)

    static func make(count: Int, seed: UInt64) -> [Record] {
        var random = BatchRandom(seed: seed)
        return (0..<count).map { _ in make(using: &random) }
    }

    static func make(using random: inout BatchRandom) -> Record {
        Record(
            key: Int.random(in: 0..<5, using: &random) == 0 ? nil : bytes(upTo: 24, using: &random),
            value: Int.random(in: 0..<8, using: &random) == 0 ? nil : value(using: &random),
            headers: (0..<Int.random(in: 0...8, using: &random)).map { _ in
                RecordHeader(
                    key: headerKeys[Int.random(in: 0..<headerKeys.count, using: &random)],
                    value: Bool.random(using: &random) ? bytes(upTo: 40, using: &random) : nil
                )
            },
            timestampMillis: 1_700_000_000_000 + Int64.random(in: -3_600_000...3_600_000, using: &random)
        )
    }

    /// Half noise, half text that compresses; sometimes empty, sometimes beyond the one- and two-byte lengths.
    static func value(using random: inout BatchRandom) -> [UInt8] {
        let limit = [0, 63, 64, 700, 8_191, 8_192][Int.random(in: 0..<6, using: &random)]
        return Bool.random(using: &random) ? bytes(upTo: limit, using: &random) : Array(text[..<limit])
    }

    static func bytes(upTo limit: Int, using random: inout BatchRandom) -> [UInt8] {
        noise(Int.random(in: 0...limit, using: &random), using: &random)
    }

    /// Bytes that do not compress.
    static func noise(_ count: Int, using random: inout BatchRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            let word = random.next()
            for shift in 0..<8 as Range<UInt64> { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * shift))) }
        }
        return Array(bytes[..<count])
    }

    static func batch(_ records: [Record], baseOffset: Int64 = 0, compression: Compression) -> [UInt8] {
        var builder = RecordBatchBuilder(baseOffset: baseOffset, compression: compression)
        for record in records { builder.append(record) }
        return builder.finish()
    }
}

/// Bytes changed by hand and made to look whole again.
enum Tampering {
    /// The batch with the length and checksum that its bytes call for.
    static func resealed(_ batch: [UInt8]) -> [UInt8] {
        var sealed = batch
        store(UInt32(batch.count - 12), at: 8, in: &sealed)
        store(CRC32C.checksum(Array(sealed[21...])), at: 17, in: &sealed)
        return sealed
    }

    /// The batch with other records behind its header, and the codec's number in its attributes.
    static func replacingRecords(of batch: [UInt8], with area: [UInt8], codec: UInt8) -> [UInt8] {
        var changed = Array(batch[..<61]) + area
        changed[22] = codec
        return resealed(changed)
    }

    static func flipping(bit: Int, of batch: [UInt8]) -> [UInt8] {
        var flipped = batch
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        return flipped
    }

    static func store(_ value: UInt32, at offset: Int, in bytes: inout [UInt8]) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index)) }
    }

    /// Bytes written as hexadecimal digits, white space ignored.
    static func bytes(hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
