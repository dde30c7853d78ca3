/// Encodes records into Kafka's RecordBatch of format version 2, byte for byte.
///
/// Records are encoded straight into one growing buffer behind room for the header, so an append allocates nothing once
/// the buffer has its size. A builder is meant to be kept: ``finish()`` leaves it empty at the next offset.
/// Source of the format: Apache Kafka documentation, "Record Batch" and "Record".
package struct RecordBatchBuilder: Sendable {
    /// The largest batch: its length field is a signed 32-bit integer.
    package static let maxByteCount = Int(Int32.max)

    /// The offset that the first record gets.
    package private(set) var baseOffset: Int64
    /// How many records have been appended.
    package private(set) var count = 0

    private let compression: Compression
    /// The header's room and the records, not compressed.
    private var buffer: [UInt8] = []
    /// Where a compressed batch is put together; only ever grows.
    private var scratch: [UInt8] = []
    private var baseTimestamp: Int64 = 0
    private var maxTimestamp: Int64 = 0

    /// An empty batch whose first record gets the offset `baseOffset`.
    package init(baseOffset: Int64, compression: Compression) {
        self.baseOffset = baseOffset
        self.compression = compression
        restart(baseOffset: baseOffset)
    }

    /// The batch's size so far without compression, the 61 bytes of the header included.
    package var byteCount: Int { buffer.count }

    /// Adds a record and gives back its offset.
    @discardableResult
    package mutating func append(_ record: Record) -> Int64 {
        if count == 0 {
            baseTimestamp = record.timestampMillis
            maxTimestamp = record.timestampMillis
        }
        maxTimestamp = max(maxTimestamp, record.timestampMillis)
        // Wrapping, as Java's: a reader adds with wrapping too and gets any timestamp back.
        let timestampDelta = record.timestampMillis &- baseTimestamp
        let offsetDelta = count
        let bodyBytes = record.bodyByteCount(timestampDelta: timestampDelta, offsetDelta: offsetDelta)
        let recordBytes = Varint.byteCount(bodyBytes) + bodyBytes
        precondition(recordBytes <= Self.maxByteCount - buffer.count, "a batch stays below 2 GiB")
        buffer.append(addingCapacity: recordBytes) { output in
            // SAFETY: the memory is only used inside the closure, every write is checked against its size, and exactly
            // as many bytes are declared initialised as the writer has written.
            unsafe output.withUnsafeMutableBufferPointer { memory, initialized in
                var writer = unsafe BigEndianWriter(UnsafeMutableRawBufferPointer(memory), at: initialized)
                writer.varint(bodyBytes)
                record.write(to: &writer, timestampDelta: timestampDelta, offsetDelta: offsetDelta)
                initialized = writer.position
            }
        }
        count += 1
        return baseOffset + Int64(offsetDelta)
    }

    /// The finished batch; the builder is then empty, and its next record follows the last one of this batch.
    ///
    /// The records are compressed only when that makes the batch smaller. At least one record must have been appended.
    package mutating func finish() -> [UInt8] {
        precondition(count > 0, "a batch has at least one record")
        defer { restart(baseOffset: baseOffset + Int64(count)) }
        if compression == .lz4, let batch = compressedBatch() { return batch }
        let plainBytes = buffer.count
        seal(&buffer, byteCount: plainBytes, as: .none)
        var batch: [UInt8] = []
        batch.reserveCapacity(plainBytes)
        swap(&batch, &buffer)
        return batch
    }

    /// Drops what was appended and begins again at `baseOffset`, keeping the memory.
    package mutating func restart(baseOffset: Int64) {
        precondition(baseOffset >= 0, "offsets begin at 0")
        self.baseOffset = baseOffset
        count = 0
        buffer.removeAll(keepingCapacity: true)
        buffer.append(contentsOf: repeatElement(0, count: BatchHeader.byteCount))
    }

    /// The batch with its records as an LZ4 frame, or nil if that is not smaller.
    private mutating func compressedBatch() -> [UInt8]? {
        let plainBytes = buffer.count - BatchHeader.byteCount
        // What is larger could not be read back.
        guard plainBytes <= RecordBatch.maxDecompressedBytes else { return nil }
        let neededBytes = BatchHeader.byteCount + LZ4Frame.maxCompressedBytes(plainBytes)
        if scratch.count < neededBytes { scratch = [UInt8](repeating: 0, count: neededBytes) }
        let frameBytes = LZ4Frame.compress(buffer, into: &scratch, from: BatchHeader.byteCount)
        guard frameBytes < plainBytes else { return nil }
        let byteCount = BatchHeader.byteCount + frameBytes
        seal(&scratch, byteCount: byteCount, as: .lz4)
        return [UInt8](scratch[..<byteCount])
    }

    /// Writes the header in front of the first `byteCount` bytes of `batch` and then the checksum into it.
    private func seal(_ batch: inout [UInt8], byteCount: Int, as compression: Compression) {
        precondition(baseOffset <= Int64.max - Int64(count), "offsets stay below 2^63")
        var header = BatchHeader(
            baseOffset: baseOffset,
            batchLength: Int32(byteCount - BatchHeader.lengthPrefixBytes),
            partitionLeaderEpoch: 0,
            crc: 0,
            attributes: Int16(compression.rawValue),
            lastOffsetDelta: Int32(count - 1),
            baseTimestamp: baseTimestamp,
            maxTimestamp: maxTimestamp,
            producerId: -1,
            producerEpoch: -1,
            baseSequence: -1,
            recordsCount: Int32(count)
        )
        write(header, to: &batch)
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        header.crc = CRC32C.checksum(
            unsafe batch.span.bytes.extracting(BatchHeader.Position.attributes..<byteCount)
        )
        write(header, to: &batch)
    }

    private func write(_ header: BatchHeader, to batch: inout [UInt8]) {
        // SAFETY: the writer lives inside the pointer's scope and checks every write against the array's size.
        unsafe batch.withUnsafeMutableBytes { memory in
            var writer = unsafe BigEndianWriter(memory, at: 0)
            header.write(to: &writer)
        }
    }
}
