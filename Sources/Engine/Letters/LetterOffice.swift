package import Commerce
package import EventLog
import Storage

/// What operators do about dead letters: look at them, try whether they would succeed now, redrive, edit and discard.
///
/// A letter is settled once: its row is looked at and changed in the transaction that does what was decided, so two
/// operators who decide at the same time are told apart there.
package struct LetterOffice: Sendable {
    /// The kinds that a list names at most.
    package static let kindsPerList = 100

    let engine: Engine
    let pipeline: Pipeline

    var letters: DeadLetters { pipeline.letters }
    var book: DeadLetterBook { letters.book }

    /// An office over the workers of a pipeline.
    package init(_ engine: Engine, _ pipeline: Pipeline) {
        self.engine = engine
        self.pipeline = pipeline
    }

    /// A page of letters, newest first, with the kinds of all open ones.
    package struct Page: Sendable {
        /// The letters of the page.
        package let letters: [DeadLetter]
        /// Where the next page begins; nil on the last one.
        package let next: DeadLetterID?
        /// The kinds of open letters, at most `kindsPerList`.
        package let kinds: [DeadLetterKindSummary]
    }

    /// Letters that a filter accepts, newest first.
    ///
    /// A page may have fewer letters than its limit, even none, and still lead on: only so many rows are looked at.
    package func list(_ filter: DeadLetterFilter, before: DeadLetterID?, limit: Int) throws(EngineError) -> Page {
        try engine.read("dead letters") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                let (letters, next) = try book.letters(
                    filter,
                    from: before,
                    descending: true,
                    limit: limit,
                    in: snapshot
                )
                let kinds = try book.kinds(group: filter.group, limit: Self.kindsPerList, in: snapshot)
                return Page(letters: letters, next: next, kinds: kinds)
            }
        }
    }

    /// A letter with its record.
    package struct Opened: Sendable {
        /// The letter.
        package let letter: DeadLetter
        /// The record as it was put aside, with the headers of the letter.
        package let record: Record?
        /// The failed attempts, oldest first; of many the newest.
        package let history: [FailedAttempt]
    }

    /// A letter with all that is known of it.
    ///
    /// - Throws: `.letterNotFound`.
    package func open(_ id: DeadLetterID) throws(EngineError) -> Opened {
        try engine.read("dead letter") { snapshot throws(EngineError) in
            let row = try stored { () throws(StorageError) in try book.row(id, in: snapshot) }
            guard let row else { throw .letterNotFound }
            let record = try record(of: id, in: snapshot)
            let history = record?.headers.last { $0.key == LetterHeader.history.rawValue }?.value
            return Opened(
                letter: DeadLetter(id: id, row: row),
                record: record,
                history: history.map { LetterHeader.history($0) } ?? []
            )
        }
    }

    /// As `open`, for somebody who is shown personal data: noted before it is.
    package func reveal(_ id: DeadLetterID, to actor: Actor) async throws(EngineError) -> Opened {
        let opened = try open(id)
        try await engine.auditReveal(.letter(id), by: actor)
        return opened
    }

    // MARK: Records

    private func partition() throws(EngineError) -> TopicPartition {
        try logged { () throws(LogError) in try engine.log.partition(Topics.deadLetters, 0) }
    }

    /// A letter's record; nil when retention took it.
    private func record(
        of id: DeadLetterID,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> Record? {
        let partition = try partition()
        return try logged { () throws(LogError) in
            guard try id.offset >= engine.log.bounds(of: partition, in: snapshot).start else { return nil }
            let limit = FetchLimit(records: 1)
            return Self.record(try engine.log.fetch(partition, from: id.offset, limit: limit, in: snapshot).first)
        }
    }

    /// As `record(of:in:)`, letters of the running batch included.
    private func record(
        of id: DeadLetterID,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Record? {
        let partition = try partition()
        return try logged { () throws(LogError) in
            guard try id.offset >= engine.log.bounds(of: partition, in: transaction).start else { return nil }
            let limit = FetchLimit(records: 1)
            return Self.record(
                try engine.log.fetchWithGathered(partition, from: id.offset, limit: limit, in: transaction).first
            )
        }
    }

    private static func record(_ found: LogRecord?) -> Record? {
        do throws(BatchError) {
            return try found?.record()
        } catch {
            return nil
        }
    }

    /// The record that a letter stands for, with the value that an operator gave it; nil when it is gone.
    func original(
        _ letter: DeadLetter,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> (record: LogRecord, history: [FailedAttempt])? {
        try record(of: letter.id, in: transaction).map { Self.original(letter, $0) }
    }

    /// As `original(_:in:)`, from a snapshot.
    func original(
        _ letter: DeadLetter,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> (record: LogRecord, history: [FailedAttempt])? {
        try record(of: letter.id, in: snapshot).map { Self.original(letter, $0) }
    }

    private static func original(_ letter: DeadLetter, _ kept: Record) -> (record: LogRecord, history: [FailedAttempt])
    {
        var record = kept
        let history = record.headers.last { $0.key == LetterHeader.history.rawValue }?.value
        record.headers.removeAll { LetterHeader(rawValue: $0.key) != nil }
        if let edited = letter.row.edited { record.value = edited }
        return (LogRecord(record, at: letter.row.offset), history.map { LetterHeader.history($0) } ?? [])
    }
}
