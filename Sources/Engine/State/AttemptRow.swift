package import Commerce
package import Storage

/// An attempt at a record that failed.
package struct FailedAttempt: Sendable, Equatable {
    /// When it was made.
    package var at: Timestamp
    /// Why it failed.
    package var error: String

    package init(at: Timestamp, error: String) {
        self.at = at
        self.error = error
    }
}

/// A row of `attempts`: a record that could not be handled, by group, topic and partition.
package struct AttemptRow: StoredValue, Equatable {
    /// How many attempts are kept with their errors, the newest ones.
    package static let historyLimit = 20

    /// The record's offset; the group does not go past it meanwhile.
    package var offset: Int64
    /// How many attempts have failed, from 1 on.
    package var attempts: Int
    /// Why the last one failed.
    package var error: String
    /// When the first one failed.
    package var firstFailedAt: Timestamp
    /// Not before then comes the next one.
    package var retryAt: Timestamp
    /// The attempts with their errors, oldest first, at most `historyLimit`.
    package var history: [FailedAttempt]

    /// 2: the history.
    package static var schemaVersion: UInt8 { 2 }

    package init(
        offset: Int64,
        attempts: Int,
        error: String,
        firstFailedAt: Timestamp,
        retryAt: Timestamp,
        history: [FailedAttempt] = []
    ) {
        self.offset = offset
        self.attempts = attempts
        self.error = error
        self.firstFailedAt = firstFailedAt
        self.retryAt = retryAt
        self.history = history
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(offset)
        writer.writeVarint(UInt64(attempts))
        writer.write(error)
        writer.write(firstFailedAt)
        writer.write(retryAt)
        writer.writeVarint(UInt64(history.count))
        for attempt in history {
            writer.write(attempt.at)
            writer.write(attempt.error)
        }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        offset = try reader.read()
        attempts = try reader.readInt()
        error = try reader.readString()
        firstFailedAt = try reader.readTime()
        retryAt = try reader.readTime()
        history = []
        guard version > 1 else { return }
        for _ in 0..<(try reader.readCount()) {
            history.append(FailedAttempt(at: try reader.readTime(), error: try reader.readString()))
        }
    }
}
