import Commerce
import EventLog
import Storage

/// Counts failed attempts at a record and, when they are used up, moves it to the dead letters.
struct DeadLetters: Sendable {
    /// What happens to the record now.
    enum Verdict: Sendable {
        case retry(at: Timestamp)
        /// It is in `dead_letter_queue`; the partition goes on.
        case buried
    }

    let tables: Tables
    let log: EventLog
    let topic: Topic
    let maxRetries: Int
    let backoffMillis: Int64

    /// - Throws: `.log(.unknownTopic)` when the log has no dead letters.
    init(_ engine: Engine) throws(EngineError) {
        tables = engine.tables
        log = engine.log
        topic = try logged { () throws(LogError) in try engine.log.topic(Topics.deadLetters) }
        maxRetries = engine.configuration.maxRetries
        backoffMillis = engine.configuration.retryBackoffMillis
    }

    /// How long to wait after so many failed attempts: 1, 2, 4 … times the backoff, and up to a tenth more so that
    /// partitions do not retry in step.
    func waitMillis(afterAttempts attempts: Int, jitter: UInt64) -> Int64 {
        let wait = backoffMillis << Int64(min(attempts - 1, 20))
        return wait + Int64(jitter % UInt64(max(wait / 10, 1)))
    }

    /// When the next attempt at the partition's first record may be made; nil when it has not failed.
    func retryTime(
        _ group: GroupName,
        _ partition: TopicPartition,
        at offset: Offset,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> Timestamp? {
        let row = try tables.attempts.get(Self.key(group, partition), in: snapshot)
        return row?.offset == offset.value ? row?.retryAt : nil
    }

    /// Records that an attempt failed.
    func failed(
        _ record: LogRecord,
        _ group: GroupName,
        _ partition: TopicPartition,
        error: String,
        now: Timestamp,
        jitter: UInt64,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Verdict {
        let key = Self.key(group, partition)
        let earlier = try stored { () throws(StorageError) in try tables.attempts.get(key, in: transaction) }
        let previous = earlier?.offset == record.offset.value ? earlier : nil
        let attempts = (previous?.attempts ?? 0) + 1
        let firstFailedAt = previous?.firstFailedAt ?? now
        if attempts <= maxRetries {
            let retryAt = now.adding(millis: waitMillis(afterAttempts: attempts, jitter: jitter))
            let row = AttemptRow(
                offset: record.offset.value,
                attempts: attempts,
                error: error,
                firstFailedAt: firstFailedAt,
                retryAt: retryAt
            )
            try stored { () throws(StorageError) in try tables.attempts.put(key, row, in: transaction) }
            return .retry(at: retryAt)
        }
        try bury(
            record,
            group,
            partition,
            error: error,
            attempts: attempts,
            firstFailedAt: firstFailedAt,
            in: transaction
        )
        try stored { () throws(StorageError) in _ = try tables.attempts.delete(key, in: transaction) }
        return .buried
    }

    /// Puts a record aside with what went wrong.
    func bury(
        _ record: LogRecord,
        _ group: GroupName,
        _ partition: TopicPartition,
        error: String,
        attempts: Int,
        firstFailedAt: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        var letter: Record
        do throws(BatchError) {
            letter = try record.record()
        } catch {
            letter = Record(
                key: record.key.map { Array($0) },
                value: record.value.map { Array($0) },
                timestampMillis: record.timestampMillis
            )
        }
        let redrives = letter.headers.first { $0.key == "x-redrive-count" }?.value ?? Array("0".utf8)
        letter.headers.removeAll { $0.key.hasPrefix("x-") }
        for (name, text) in [
            ("x-original-topic", partition.topic.text), ("x-original-partition", "\(partition.number)"),
            ("x-original-offset", "\(record.offset)"), ("x-group", group.text), ("x-error", error),
            ("x-attempts", "\(attempts)"), ("x-first-failed-at", firstFailedAt.text),
        ] {
            letter.headers.append(RecordHeader(key: name, value: Array(text.utf8)))
        }
        letter.headers.append(RecordHeader(key: "x-redrive-count", value: redrives))
        log.append(letter, to: topic, in: transaction)
    }

    private static func key(_ group: GroupName, _ partition: TopicPartition) -> Key3<String, String, UInt16> {
        Key3(group.text, partition.topic.text, UInt16(partition.number))
    }
}
