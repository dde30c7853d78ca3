/// The fixed 61 bytes that begin every record batch of format version 2.
///
/// Layout, big-endian (byte offset, field): 0 baseOffset i64, 8 batchLength i32, 12 partitionLeaderEpoch i32,
/// 16 magic i8, 17 crc u32, 21 attributes i16, 23 lastOffsetDelta i32, 27 baseTimestamp i64, 35 maxTimestamp i64,
/// 43 producerId i64, 51 producerEpoch i16, 53 baseSequence i32, 57 recordsCount i32. The checksum covers byte 21 to
/// the end, so `baseOffset` and `partitionLeaderEpoch` are *not* covered: the store that keeps the batch has to protect
/// them.
/// Source: Apache Kafka documentation, "Record Batch"; `org.apache.kafka.common.record.DefaultRecordBatch`.
package struct BatchHeader: Equatable, Sendable {
    /// The header's size.
    package static let byteCount = 61

    /// The offset of the first record.
    package var baseOffset: Int64
    /// The bytes of the whole batch after the length field, which is at byte 8.
    package var batchLength: Int32
    /// Which leader wrote the batch; always 0 from this log.
    package var partitionLeaderEpoch: Int32
    /// The CRC-32C of everything from the attributes on.
    package var crc: UInt32
    /// Bits 0–2 codec, 3 log-append time, 4 transactional, 5 control, 6 delete horizon.
    package var attributes: Int16
    /// The last record's offset minus `baseOffset`; more than `recordsCount − 1` after compaction.
    package var lastOffsetDelta: Int32
    /// Milliseconds that the records' timestamps are relative to.
    package var baseTimestamp: Int64
    /// The latest timestamp of the records, or the time of the append (bit 3).
    package var maxTimestamp: Int64
    /// The idempotent producer, or −1.
    package var producerId: Int64
    /// The idempotent producer's epoch, or −1.
    package var producerEpoch: Int16
    /// The sequence number of the first record, or −1.
    package var baseSequence: Int32
    /// How many records follow.
    package var recordsCount: Int32

    /// The offset of the last record.
    package var lastOffset: Int64 { baseOffset + Int64(lastOffsetDelta) }
    /// The offset that follows this batch.
    package var nextOffset: Int64 { lastOffset + 1 }
    /// Kafka's number of the codec, 0 … 7.
    package var compressionCode: UInt8 { UInt8(attributes & 0x07) }
    /// Whether every record's timestamp is the time of the append, `maxTimestamp`.
    package var usesLogAppendTime: Bool { attributes & 0x08 != 0 }
    /// Whether the batch belongs to a transaction of its producer.
    package var isTransactional: Bool { attributes & 0x10 != 0 }
    /// Whether the one record is a marker that applications never see.
    package var isControl: Bool { attributes & 0x20 != 0 }

    /// The codec of the records; throws ``BatchError/unsupportedCompression(code:)`` for one this log does not open.
    package func compression() throws(BatchError) -> Compression {
        guard let known = Compression(rawValue: compressionCode) else {
            throw .unsupportedCompression(code: compressionCode)
        }
        return known
    }
}

extension BatchHeader {
    /// Byte offsets of the fields.
    enum Position {
        static let baseOffset = 0
        static let batchLength = 8
        static let partitionLeaderEpoch = 12
        static let magic = 16
        static let crc = 17
        static let attributes = 21
        static let lastOffsetDelta = 23
        static let baseTimestamp = 27
        static let maxTimestamp = 35
        static let producerId = 43
        static let producerEpoch = 51
        static let baseSequence = 53
        static let recordsCount = 57
    }

    /// The bytes before and including the length field.
    static let lengthPrefixBytes = 12
    static let magic: UInt8 = 2

    /// Reads the fields as they are; `bytes` holds at least ``byteCount`` of them.
    init(loading bytes: RawSpan) {
        baseOffset = bytes.bigEndian(at: Position.baseOffset, as: Int64.self)
        batchLength = bytes.bigEndian(at: Position.batchLength, as: Int32.self)
        partitionLeaderEpoch = bytes.bigEndian(at: Position.partitionLeaderEpoch, as: Int32.self)
        crc = bytes.bigEndian(at: Position.crc, as: UInt32.self)
        attributes = bytes.bigEndian(at: Position.attributes, as: Int16.self)
        lastOffsetDelta = bytes.bigEndian(at: Position.lastOffsetDelta, as: Int32.self)
        baseTimestamp = bytes.bigEndian(at: Position.baseTimestamp, as: Int64.self)
        maxTimestamp = bytes.bigEndian(at: Position.maxTimestamp, as: Int64.self)
        producerId = bytes.bigEndian(at: Position.producerId, as: Int64.self)
        producerEpoch = bytes.bigEndian(at: Position.producerEpoch, as: Int16.self)
        baseSequence = bytes.bigEndian(at: Position.baseSequence, as: Int32.self)
        recordsCount = bytes.bigEndian(at: Position.recordsCount, as: Int32.self)
    }

    /// Writes every field, the checksum as it stands in `crc`.
    func write(to writer: inout BigEndianWriter) {
        writer.bigEndian(baseOffset)
        writer.bigEndian(batchLength)
        writer.bigEndian(partitionLeaderEpoch)
        writer.byte(Self.magic)
        writer.bigEndian(crc)
        writer.bigEndian(attributes)
        writer.bigEndian(lastOffsetDelta)
        writer.bigEndian(baseTimestamp)
        writer.bigEndian(maxTimestamp)
        writer.bigEndian(producerId)
        writer.bigEndian(producerEpoch)
        writer.bigEndian(baseSequence)
        writer.bigEndian(recordsCount)
    }
}
