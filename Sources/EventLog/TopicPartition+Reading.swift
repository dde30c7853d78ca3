import Storage

/// Opens stored batches. Every damage is reported with topic, partition and offset.
extension TopicPartition {
    func damaged(at offset: Offset, _ reason: String) -> LogError {
        .corrupt(partition: description, offset: offset, reason: reason)
    }

    func missing(at offset: Offset) -> LogError { damaged(at: offset, "the records are missing") }

    /// The verified header of the batch that is stored under a key.
    func header(of batch: [UInt8], key: [UInt8]) throws(LogError) -> BatchHeader {
        let base = try baseOffset(key)
        do throws(BatchError) {
            let header = try RecordBatch.decodeHeader(batch)
            try verify(header, base)
            return header
        } catch {
            throw damaged(at: base, "\(error)")
        }
    }

    /// The records from `offset` on of the batch that is stored under a key.
    func cursor(over batch: [UInt8], key: [UInt8], from offset: Offset = .zero) throws(LogError) -> RecordCursor {
        let base = try baseOffset(key)
        do throws(BatchError) {
            let cursor = try RecordBatch.cursor(over: batch, from: offset.value)
            try verify(cursor.header, base)
            return cursor
        } catch {
            throw damaged(at: base, "\(error)")
        }
    }

    /// The next record of a batch, which must be the one at `offset`; nil behind the last.
    func next(_ cursor: inout RecordCursor, at offset: Offset) throws(LogError) -> LogRecord? {
        do throws(BatchError) {
            guard let view = try cursor.next() else { return nil }
            guard view.offset == offset.value else { throw .badOffset }
            return LogRecord(view)
        } catch {
            throw damaged(at: offset, "\(error)")
        }
    }

    /// Runs an operation of the store on the partition's table or row.
    ///
    /// - Parameter offset: where damage is reported when the store does not know it better.
    func reading<Result>(
        at offset: Offset,
        _ body: () throws(StorageError) -> Result
    ) throws(LogError) -> Result {
        do throws(StorageError) {
            return try body()
        } catch {
            guard case .corrupt(_, let key, let reason) = error else { throw .storage(error) }
            throw damaged(at: NumberKey.offset(hexadecimal: key) ?? offset, reason)
        }
    }

    private func baseOffset(_ key: [UInt8]) throws(LogError) -> Offset {
        guard let offset = NumberKey.offset(key) else { throw damaged(at: .zero, "key \(key) is no offset") }
        return offset
    }

    /// The bytes of a batch begin with its offset, outside its own checksum, and every record of it is there.
    private func verify(_ header: BatchHeader, _ base: Offset) throws(BatchError) {
        guard header.baseOffset == base.value else { throw .badOffset }
        guard header.recordsCount > 0, header.recordsCount - 1 == header.lastOffsetDelta else { throw .badCount }
    }
}
