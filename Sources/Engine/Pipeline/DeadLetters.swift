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

    /// A record that is given up, with what went wrong.
    struct Burial: Sendable {
        let record: LogRecord
        let group: GroupName
        let partition: TopicPartition
        /// The failed attempts, oldest first; never empty. Of many only the newest.
        var history: [FailedAttempt]
        /// How many attempts there were.
        var attempts: Int
        /// When the first one failed.
        var firstFailedAt: Timestamp
        /// How often the record was redriven.
        var redrives = 0
    }

    let book: DeadLetterBook
    let topic: Topic
    let maxRetries: Int
    let backoffMillis: Int64

    private var tables: Tables { book.tables }

    /// - Throws: `.log(.unknownTopic)` when the log has no dead letters.
    init(_ engine: Engine) throws(EngineError) {
        book = DeadLetterBook(tables: engine.tables, log: engine.log)
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
    ///
    /// A record that was put aside before is passed over at once: a group that reads again from an earlier offset
    /// makes no second letter of it.
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
        let (earlier, hasLetter) = try stored { () throws(StorageError) in
            (
                try tables.attempts.get(key, in: transaction),
                try book.hasLetter(of: record.offset, group, partition, in: transaction)
            )
        }
        if hasLetter { return .buried }
        let previous = earlier?.offset == record.offset.value ? earlier : nil
        let attempts = (previous?.attempts ?? 0) + 1
        let firstFailedAt = previous?.firstFailedAt ?? now
        let history = Self.history(previous?.history ?? [], and: FailedAttempt(at: now, error: error))
        if attempts <= maxRetries {
            let retryAt = now.adding(millis: waitMillis(afterAttempts: attempts, jitter: jitter))
            let row = AttemptRow(
                offset: record.offset.value,
                attempts: attempts,
                error: error,
                firstFailedAt: firstFailedAt,
                retryAt: retryAt,
                history: history
            )
            try stored { () throws(StorageError) in try tables.attempts.put(key, row, in: transaction) }
            return .retry(at: retryAt)
        }
        let burial = Burial(
            record: record,
            group: group,
            partition: partition,
            history: history,
            attempts: attempts,
            firstFailedAt: firstFailedAt
        )
        try stored { () throws(StorageError) in
            try bury(burial, now: now, in: transaction)
            try tables.attempts.delete(key, in: transaction)
        }
        return .buried
    }

    /// Attempts with one more, without the oldest when they are too many.
    static func history(_ earlier: [FailedAttempt], and attempt: FailedAttempt) -> [FailedAttempt] {
        Array((earlier + [attempt]).suffix(AttemptRow.historyLimit))
    }

    /// Puts a record aside with what went wrong: a record in the log, and a row that says what becomes of it.
    @discardableResult
    func bury(
        _ burial: Burial,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> DeadLetterID {
        let error = burial.history.last?.error ?? ""
        let kept = String(String.UnicodeScalarView(error.unicodeScalars.prefix(DeadLetterRow.errorLimit)))
        let letter = Self.letter(burial, error: kept)
        let id = DeadLetterID(book.log.append(letter, to: topic, in: transaction).offset)
        let row = DeadLetterRow(
            group: burial.group,
            partition: burial.partition,
            offset: burial.record.offset,
            key: letter.key,
            error: kept,
            attempts: burial.attempts,
            firstFailedAt: burial.firstFailedAt,
            buriedAt: now,
            redrives: burial.redrives
        )
        try book.add(row, id, in: transaction)
        return id
    }

    private static func letter(_ burial: Burial, error: String) -> Record {
        let record = burial.record
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
        letter.headers.removeAll { LetterHeader(rawValue: $0.key) != nil }
        for (header, text) in [
            (LetterHeader.topic, burial.partition.topic.text), (.partition, "\(burial.partition.number)"),
            (.offset, "\(record.offset)"), (.group, burial.group.text), (.error, error),
            (.attempts, "\(burial.attempts)"), (.firstFailedAt, burial.firstFailedAt.text),
            (.redrives, "\(burial.redrives)"),
        ] {
            letter.headers.append(RecordHeader(key: header.rawValue, value: Array(text.utf8)))
        }
        let history = LetterHeader.encode(burial.history)
        letter.headers.append(RecordHeader(key: LetterHeader.history.rawValue, value: history))
        return letter
    }

    private static func key(_ group: GroupName, _ partition: TopicPartition) -> Key3<String, String, UInt16> {
        Key3(group.text, partition.topic.text, UInt16(partition.number))
    }
}
