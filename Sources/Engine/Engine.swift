import Commerce
package import EventLog
package import Logging
package import Storage
import Synchronization

/// The shop: commands in, answers out, and behind them the one writer.
///
/// Every command is one unit of the writer: it reads, lets the domain decide, and writes all or nothing.
package final class Engine: Sendable {
    /// The open store.
    package let environment: Environment
    /// The shop's state.
    package let tables: Tables
    /// The events behind the state.
    package let log: EventLog
    /// Runs every command; stopped by `close`.
    package let writer: Writer
    /// What the shop was told at start.
    package let configuration: EngineConfiguration
    /// The clock of every decision.
    package let time: any TimeSource
    /// Where ids and tokens come from.
    package let entropy: Entropy
    /// Writes what is decided about orders, for commands and workers alike.
    package let journal: OrderJournal
    /// Writes what customers are told.
    let notices: NoticeJournal
    let passwords: PasswordHasher
    /// Makes logins wait after wrong passwords.
    let loginDelays = LoginDelays()
    let answerSecret: AnswerSecret
    /// See `accessGeneration`.
    let accessChanges = Atomic<UInt64>(0)
    let webhookSignals = WebhookSignals()
    /// Which workers are paused.
    let switches: WorkerSwitches
    let logger: Logger

    /// Opens the store in a data directory, making it when the directory is empty, and starts the writer.
    ///
    /// - Parameter onFatal: called when the process must end; the error's `exitCode` says how.
    /// - Throws: every start-up error of `StorageError`, or `LogError` for a damaged log.
    package init(
        opening directory: DataDirectory,
        options: Environment.Options,
        configuration: EngineConfiguration,
        time: any TimeSource,
        entropy: Entropy,
        logger: Logger,
        onFatal: @escaping @Sendable (StorageError) -> Void
    ) throws(EngineError) {
        let environment: Environment
        let store: Store
        do throws(StorageError) {
            environment = try Environment(opening: directory, options: options)
        } catch {
            throw .storage(error)
        }
        store = try Store(environment)
        let paused = try environment.read("paused workers") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in try PausedGroups(tables: store.tables).all(in: snapshot) }
        }
        answerSecret = AnswerSecret(try stored(configuration.secret))
        try Self.continueIDs(entropy, environment, store.tables)
        let encoder: EventEncoder
        do throws(LogError) {
            encoder = try EventEncoder(log: store.log, entropy: entropy)
            notices = try NoticeJournal(tables: store.tables, log: store.log, entropy: entropy)
        } catch {
            throw EngineError(error)
        }
        let commits = CommitJournal(tables: store.tables, log: store.log, encoder: encoder)
        do throws(StorageError) {
            writer = try Writer(
                environment: environment,
                participants: [commits, notices, store.log],
                onFatal: onFatal
            )
        } catch {
            throw .storage(error)
        }
        switches = WorkerSwitches(paused: Set(paused.keys))
        self.environment = environment
        tables = store.tables
        log = store.log
        journal = OrderJournal(tables: tables, log: log, encoder: encoder, commits: commits)
        self.configuration = configuration
        self.time = time
        self.entropy = entropy
        self.logger = logger
        passwords = PasswordHasher(cost: configuration.passwordCost, entropy: entropy)
    }

    /// New orders are appended to their table, so their ids must sort behind the newest one whatever the clock says.
    private static func continueIDs(
        _ entropy: Entropy,
        _ environment: Environment,
        _ tables: Tables
    ) throws(EngineError) {
        try environment.read("newest order") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                try tables.orders.scan(descending: true, in: snapshot) { id, _ in
                    entropy.continueBehind(id)
                    return .stop
                }
                // Deliveries of one order go out in the order of their ids.
                try tables.webhooks.deliveries.scan(descending: true, in: snapshot) { id, _ in
                    entropy.continueBehind(id)
                    return .stop
                }
            }
        }
    }

    /// Finishes what is queued and closes the store.
    package func close() async {
        await writer.stop()
        passwords.stop()
        environment.close()
    }

    /// Runs a unit on the writer.
    func submit<Result: Sendable>(
        _ unit: @escaping @Sendable (borrowing WriteTransaction) throws(EngineError) -> Result
    ) async throws(EngineError) -> Result {
        try await writer.submit(unit)
    }

    /// Runs a unit on the writer and throws its writes away: what it answers is what would happen now.
    package func rehearse<Result: Sendable>(
        _ unit: @escaping @Sendable (borrowing WriteTransaction) throws(EngineError) -> Result
    ) async throws(EngineError) -> Result {
        try await writer.rehearse(unit)
    }

    /// Runs a unit on the writer behind the requests; the queue's limit does not count it, and once it is queued it runs,
    /// whatever becomes of the task.
    func submitBackground<Result: Sendable>(
        _ unit: @escaping @Sendable (borrowing WriteTransaction) throws(EngineError) -> Result
    ) async throws(EngineError) -> Result {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Swift.Result<Result, EngineError>, Never>) in
            writer.enqueueBackground(unit) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Runs a read on a snapshot.
    package func read<Result>(
        _ label: StaticString,
        _ body: (borrowing ReadTransaction) throws(EngineError) -> Result
    ) throws(EngineError) -> Result {
        try environment.read(label, body)
    }
}

/// Tables and log of an open environment, for the engine and for tools that only look.
package struct Store: Sendable {
    /// The shop's state.
    package let tables: Tables
    /// The events behind the state.
    package let log: EventLog

    /// Opens both in one transaction, and fills the indexes that a new schema brought.
    package init(_ environment: Environment) throws(EngineError) {
        var failure: LogError?
        do throws(StorageError) {
            (tables, log) = try environment.openTables { opener throws(StorageError) in
                let tables = try Tables(opener)
                do throws(LogError) {
                    let log = try EventLog(
                        opening: opener,
                        topics: Topics.configurations,
                        epoch: environment.epoch
                    )
                    try Self.passOverHistory(log, opener)
                    if opener.storedSchema < 4, !opener.isReadOnly {
                        try DeadLetterBook(tables: tables, log: log).fill(in: opener)
                    }
                    return (tables, log)
                } catch {
                    failure = error
                    throw error.storageError ?? .closed
                }
            }
        } catch {
            if let failure { throw EngineError(failure) }
            throw .storage(error)
        }
        try fillIndexes(environment)
    }

    /// Finishes what a new schema began; opening for reading only has refused such a store.
    private func fillIndexes(_ environment: Environment) throws(EngineError) {
        let filling = OrderIndexFilling(tables)
        try stored { () throws(StorageError) in
            let isPending = try environment.read("indexes") { snapshot throws(StorageError) in
                try filling.isPending(in: snapshot)
            }
            if isPending { try filling.run(environment) }
        }
    }

    /// Nobody is told now what happened before this program could tell it: in a store of an older schema the group of
    /// notifications begins at the end.
    private static func passOverHistory(_ log: EventLog, _ opener: borrowing TableOpener) throws(LogError) {
        guard !opener.isReadOnly, (1..<4).contains(opener.storedSchema) else { return }
        var failure: LogError?
        do throws(StorageError) {
            try opener.write { transaction throws(StorageError) in
                do throws(LogError) {
                    for name in NotificationWorker.orderTopics {
                        for partition in try log.topic(name).partitions {
                            let end = log.end(of: partition, in: transaction)
                            try log.commitOffset(end, NotificationWorker.group, partition, in: transaction)
                        }
                    }
                } catch {
                    failure = error
                    throw error.storageError ?? .closed
                }
            }
        } catch {
            throw failure ?? .storage(error)
        }
    }
}
