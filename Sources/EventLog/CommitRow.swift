import Storage

/// A row of `commits`: which records one commit appended, in which order. Its key is the first one's sequence.
///
/// Stored: version u8, then varints: the number of batches; for each its topic, partition, base offset and record
/// count; and, only when there are several batches, for each record the index of its batch.
struct CommitRow: Equatable {
    /// A batch of the commit.
    struct Batch: Equatable {
        var topic: UInt16
        var partition: UInt16
        var baseOffset: Offset
        var count: Int

        var nextOffset: Offset { baseOffset + count }
    }

    private(set) var batches: [Batch]
    /// For each record the index of its batch, the n-th mention of a batch being its n-th record; empty when there
    /// is one batch only.
    private var order: [UInt16]

    private static let version: UInt8 = 1

    /// - Parameter order: for each record the index of its batch.
    init(batches: [Batch], order: [UInt16]) {
        self.batches = batches
        self.order = batches.count == 1 ? [] : order
    }

    /// How many records the commit appended.
    var count: Int { batches.reduce(0) { $0 + $1.count } }

    /// Which batch the record at a place of the commit belongs to.
    func batchIndex(ofRecord index: Int) -> Int { order.isEmpty ? 0 : Int(order[index]) }

    var bytes: [UInt8] {
        var writer = ByteWriter(reserving: 16 + batches.count * 12 + order.count)
        writer.write(Self.version)
        writer.writeVarint(UInt64(batches.count))
        for batch in batches {
            writer.writeVarint(UInt64(batch.topic))
            writer.writeVarint(UInt64(batch.partition))
            writer.writeVarint(UInt64(batch.baseOffset.value))
            writer.writeVarint(UInt64(batch.count))
        }
        for index in order { writer.writeVarint(UInt64(index)) }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        let version = try reader.readUInt8()
        guard version == Self.version else { throw .schemaVersion(version) }
        batches = []
        for _ in 0..<(try reader.readCount()) { batches.append(try Self.batch(&reader)) }
        guard !batches.isEmpty else { throw .invalid("a commit without records") }
        order = []
        if batches.count > 1 { order = try Self.order(of: batches, &reader) }
        guard reader.remaining == 0 else { throw .invalid("bytes left over") }
    }

    private static func batch(_ reader: inout ByteReader) throws(DecodingFailure) -> Batch {
        guard let topic = UInt16(exactly: try reader.readVarint()),
            let partition = UInt16(exactly: try reader.readVarint()),
            let baseOffset = Int64(exactly: try reader.readVarint()),
            let count = Int32(exactly: try reader.readVarint()), count > 0,
            baseOffset < Int64.max - Int64(count)
        else { throw .invalid("batch") }
        return Batch(topic: topic, partition: partition, baseOffset: Offset(baseOffset), count: Int(count))
    }

    private static func order(of batches: [Batch], _ reader: inout ByteReader) throws(DecodingFailure) -> [UInt16] {
        var missing = batches.map(\.count)
        var order: [UInt16] = []
        order.reserveCapacity(min(missing.reduce(0, +), reader.remaining))
        while reader.remaining > 0 {
            let index = try reader.readVarint()
            guard index < UInt64(batches.count), missing[Int(index)] > 0 else { throw .invalid("batch \(index)") }
            missing[Int(index)] -= 1
            order.append(UInt16(index))
        }
        guard missing.allSatisfy({ $0 == 0 }) else { throw .truncated }
        return order
    }
}
