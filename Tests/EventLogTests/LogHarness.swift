import Storage
import Synchronization
import TestSupport

@testable import EventLog

/// A log in a store of its own, with the writer in front of it.
///
/// The store's harness takes its participants before the tables are open; the log is one of them and needs the tables.
final class LogHarness: Sendable {
    static let topics = [
        TopicConfiguration(name("orders"), partitions: 3), TopicConfiguration(name("stock"), partitions: 1),
    ]

    let folder: TemporaryDirectory
    let environment: Environment
    let log: EventLog
    let writer: Writer
    /// Why the writer gave up, if it did.
    let fatal: FatalError

    /// What the writer reported as fatal.
    final class FatalError: Sendable {
        private let value = Mutex<StorageError?>(nil)
        var error: StorageError? { value.withLock { $0 } }
        func report(_ error: StorageError) { value.withLock { $0 = error } }
    }

    /// Makes a log in a new directory, or opens the one in `folder`.
    init(
        folder: TemporaryDirectory? = nil,
        topics: [TopicConfiguration] = LogHarness.topics,
        compression: Compression = .lz4
    ) throws {
        self.folder = try folder ?? TemporaryDirectory()
        environment = try Environment(
            opening: DataDirectory("\(self.folder.path)/data"),
            options: Environment.Options { 0xC0FF_EE00 }
        )
        do {
            var opened: EventLog?
            let epoch = environment.epoch
            var failure: LogError?
            do {
                try environment.openTables { opener throws(StorageError) in
                    do throws(LogError) {
                        opened = try EventLog(opening: opener, topics: topics, epoch: epoch, compression: compression)
                    } catch {
                        failure = error
                        throw error.storageError ?? .closed
                    }
                }
            } catch {
                throw failure ?? error
            }
            guard let opened else { throw TestSupportError.failed("no log") }
            log = opened
            let fatal = FatalError()
            self.fatal = fatal
            writer = try Writer(environment: environment, participants: [opened]) { fatal.report($0) }
        } catch {
            environment.close()
            throw error
        }
    }

    static func name(_ text: String) -> TopicName {
        guard let name = TopicName(text) else { preconditionFailure("\(text) is a topic's name") }
        return name
    }

    // MARK: Writing

    /// Appends records in a unit and commit of their own.
    @discardableResult
    func append(_ records: [Record], to topic: String = "stock") async throws -> [Appended] {
        let topic = try log.topic(topic)
        return try await writer.submit { [log] transaction throws(LogError) in
            records.map { log.append($0, to: topic, in: transaction) }
        }
    }

    /// Runs as many units in one commit; answers how each ended.
    func inOneCommit<Value: Sendable>(
        _ count: Int,
        _ unit: @escaping @Sendable (Int, borrowing WriteTransaction) throws(LogError) -> Value
    ) async -> [Result<Value, LogError>] {
        let gate = await writer.hold()
        return await withCheckedContinuation { continuation in
            let answers = Answers<Result<Value, LogError>>(count: count)
            for index in 0..<count {
                writer.enqueue { transaction throws(LogError) in
                    try unit(index, transaction)
                } completion: { (result: Result<Value, LogError>) in
                    if let all = answers.put(result, at: index) { continuation.resume(returning: all) }
                }
            }
            gate.open()
        }
    }

    /// Changes the tables by hand.
    func tamper(
        _ body: @escaping @Sendable (EventLog, borrowing WriteTransaction) throws(StorageError) -> Void
    ) async throws {
        try await writer.submit { [log] transaction throws(StorageError) in try body(log, transaction) }
    }

    /// Replaces a stored batch, the store's own sum being right.
    func replaceBatch(at base: Int64, of partition: TopicPartition, with bytes: [UInt8]) async throws {
        try await tamper { log, transaction throws(StorageError) in
            try log.partitionTables[partition.slot].put(NumberKey.bytes(Offset(base)), bytes, in: transaction)
        }
    }

    func deleteBatch(at base: Int64, of partition: TopicPartition) async throws {
        try await tamper { log, transaction throws(StorageError) in
            try log.partitionTables[partition.slot].delete(NumberKey.bytes(Offset(base)), in: transaction)
        }
    }

    /// Retention in slices until nothing is left to delete; answers how many slices it took.
    @discardableResult
    func retain(nowMillis: Int64, limit: Int = 1_000) async throws -> (slices: Int, deleted: Int) {
        var (slices, deleted) = (0, 0)
        while true {
            let report = try await writer.submit { [log] transaction throws(LogError) in
                try log.applyRetention(nowMillis: nowMillis, limit: limit, in: transaction)
            }
            slices += 1
            deleted += report.deletedBatches
            if !report.hasMore { return (slices, deleted) }
        }
    }

    // MARK: Reading

    func read<Value>(_ body: (EventLog, borrowing ReadTransaction) throws(LogError) -> Value) throws(LogError) -> Value
    {
        try environment.read("test") { snapshot throws(LogError) in try body(log, snapshot) }
    }

    func partition(_ topic: String = "stock", _ number: Int = 0) throws -> TopicPartition {
        try log.partition(topic, number)
    }

    func fetch(
        _ partition: TopicPartition,
        from offset: Int64 = 0,
        limit: FetchLimit = FetchLimit(records: .max, bytes: .max)
    ) throws(LogError) -> [LogRecord] {
        try read { log, snapshot throws(LogError) in
            try log.fetch(partition, from: Offset(offset), limit: limit, in: snapshot)
        }
    }

    func bounds(_ partition: TopicPartition) throws(LogError) -> Range<Int64> {
        let bounds = try read { log, snapshot throws(LogError) in try log.bounds(of: partition, in: snapshot) }
        return bounds.start.value..<bounds.end.value
    }

    func batch(at base: Int64, of partition: TopicPartition) throws -> [UInt8] {
        let bytes = try read { log, snapshot throws(LogError) in
            try log.batch(holding: Offset(base), partition, in: snapshot)
        }
        guard let bytes else { throw TestSupportError.failed("no batch holds \(base)") }
        return bytes
    }

    /// How many batches a partition has.
    func batchCount(_ partition: TopicPartition) throws -> Int {
        try environment.read("test") { snapshot throws(StorageError) in
            try log.partitionTables[partition.slot].count(in: snapshot)
        }
    }

    func commitCount() throws -> Int {
        try environment.read("test") { snapshot throws(StorageError) in try log.tables.commits.count(in: snapshot) }
    }

    /// Records in the global order behind a sequence.
    func order(after sequence: UInt64 = 0, limit: Int = .max) throws(LogError) -> [SequencedRecord] {
        try read { log, snapshot throws(LogError) in
            try log.records(after: LogSequence(sequence), limit: limit, in: snapshot)
        }
    }

    /// What the check says of the log and of its tables.
    func check() throws -> [String] {
        try environment.read("check") { snapshot throws(StorageError) in
            var findings = Findings()
            log.check(in: snapshot, &findings)
            for table in log.allTables { table.verifyAll(in: snapshot, &findings) }
            return findings.lines
        }
    }

    // MARK: The end

    /// Closes a log that must be in order.
    func close() async throws {
        let findings = try check()
        await closeDamaged()
        if !findings.isEmpty { throw TestSupportError.damaged(findings) }
    }

    /// Closes a log that the test has damaged.
    func closeDamaged() async {
        await writer.stop()
        environment.close()
    }
}

/// Answers that arrive one by one.
private final class Answers<Value: Sendable>: Sendable {
    private let answers: Mutex<[Value?]>

    init(count: Int) { answers = Mutex(Array(repeating: nil, count: count)) }

    /// Keeps an answer; gives all back when it was the last one.
    func put(_ answer: Value, at index: Int) -> [Value]? {
        answers.withLock { answers in
            answers[index] = answer
            let all = answers.compactMap { $0 }
            return all.count == answers.count ? all : nil
        }
    }
}

extension Record {
    /// A record with a text for a value.
    init(_ text: String, key: String? = nil, at millis: Int64 = 1_000) {
        self.init(key: key.map { Array($0.utf8) }, value: Array(text.utf8), timestampMillis: millis)
    }
}

extension LogRecord {
    var text: String { value.map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
