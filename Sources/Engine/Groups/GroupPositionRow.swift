package import Commerce
package import EventLog
package import Storage

/// A row of `group_positions`: how far a consumer outside has come in the global order.
package struct GroupPositionRow: StoredValue, Equatable {
    /// The last record it has handled.
    package var sequence: LogSequence
    /// When it said so.
    package var committedAt: Timestamp

    package init(sequence: LogSequence, committedAt: Timestamp) {
        self.sequence = sequence
        self.committedAt = committedAt
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeVarint(sequence.value)
        writer.write(committedAt)
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        sequence = LogSequence(try reader.readVarint())
        committedAt = try reader.readTime()
    }
}
