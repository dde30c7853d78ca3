/// A batch with everything copied out of its bytes.
package struct DecodedBatch: Equatable, Sendable {
    /// The batch's header.
    package let header: BatchHeader
    /// The records in order.
    package let records: [Record]
    /// The offset of each record: consecutive from the base offset on, unless the batch was compacted.
    package let offsets: [Int64]
}
