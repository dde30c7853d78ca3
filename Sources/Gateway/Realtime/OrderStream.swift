import Commerce
package import Engine
import EventLog
package import Logging
import ServiceLifecycle
import Synchronization

/// Tells customers' sockets what happens to their orders, in the order of the log.
///
/// One task does all telling, so a socket's messages never overtake each other: sockets that are level with the log
/// share each new record, sockets that resume are led to it page by page. A record is rendered once per customer.
package final class OrderStream: Service {
    /// Connections one customer may have at the same time.
    static let connectionsPerCustomer = 5
    /// Records read in one go.
    static let page = 500
    /// A resuming socket gets its next page only when fewer messages than this wait for it.
    static let replayBacklog = 64

    /// A socket on its way to, or level with, the log.
    private struct Listener {
        var session: WebSocketSession
        var customer: CustomerID
        /// The last record it was told of, or that was not for it.
        var sequence: LogSequence
    }

    private struct State {
        var arriving: [Listener] = []
        var leaving: [ConnectionID] = []
        var connections: [CustomerID: Int] = [:]
        /// Whose each open socket is.
        var owners: [ConnectionID: CustomerID] = [:]
    }

    private let engine: Engine
    private let logger: Logger
    private let state = Mutex(State())
    private let resumingCount = Atomic(0)
    private let wakeups: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// A stream over the engine's log; nobody is told anything until `run` is called.
    package init(_ engine: Engine, logger: Logger) {
        self.engine = engine
        self.logger = logger
        (wakeups, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Sockets

    /// Whether a customer may open one more connection.
    func hasRoom(_ customer: CustomerID) -> Bool {
        state.withLock { $0.connections[customer, default: 0] < Self.connectionsPerCustomer }
    }

    /// Takes one of a customer's connections for an open socket; no when another one was faster.
    func reserve(_ customer: CustomerID, _ session: ConnectionID) -> Bool {
        state.withLock { state in
            guard state.connections[customer, default: 0] < Self.connectionsPerCustomer else { return false }
            state.connections[customer, default: 0] += 1
            state.owners[session] = customer
            return true
        }
    }

    /// Gives an open socket's connection back, if it has one.
    func release(_ session: ConnectionID) {
        state.withLock { state in
            guard let customer = state.owners.removeValue(forKey: session) else { return }
            let left = state.connections[customer, default: 1] - 1
            state.connections[customer] = left > 0 ? left : nil
            state.leaving.append(session)
        }
        wake.yield()
    }

    /// Begins to tell a socket what comes behind a position.
    func attach(_ session: WebSocketSession, _ customer: CustomerID, after sequence: LogSequence) {
        state.withLock {
            $0.arriving.append(Listener(session: session, customer: customer, sequence: sequence))
        }
        wake.yield()
    }

    /// A socket has room again; only of interest while one resumes.
    func drained() {
        if resumingCount.load(ordering: .relaxed) > 0 { wake.yield() }
    }

    /// Open connections.
    package var connectionCount: Int { state.withLock { $0.owners.count } }

    // MARK: Telling

    package func run() async throws {
        let subscription = engine.log.subscribe(to: nil) { [wake] in wake.yield() }
        defer { subscription.cancel() }
        var crowd = Crowd(position: engine.log.lastSequence)
        for await _ in wakeups.cancelOnGracefulShutdown() {
            let (arriving, leaving) = state.withLock { state in
                defer { (state.arriving, state.leaving) = ([], []) }
                return (state.arriving, state.leaving)
            }
            for listener in arriving { crowd.resuming[listener.session.id] = listener }
            for id in leaving { crowd.remove(id) }
            // Before the first message: a socket may have room again before this round is over.
            resumingCount.store(crowd.resuming.count, ordering: .relaxed)
            defer { resumingCount.store(crowd.resuming.count, ordering: .relaxed) }
            do throws(EngineError) {
                while try step(&crowd) {}
            } catch {
                logger.error("the order stream could not read the log", metadata: ["error": "\(error)"])
            }
        }
    }

    /// All sockets: those level with the log by customer, those that resume by connection.
    private struct Crowd {
        /// The last record that the level sockets were told of.
        var position: LogSequence
        var level: [CustomerID: [ConnectionID: WebSocketSession]] = [:]
        var customers: [ConnectionID: CustomerID] = [:]
        var resuming: [ConnectionID: Listener] = [:]

        mutating func settle(_ listener: Listener) {
            resuming[listener.session.id] = nil
            customers[listener.session.id] = listener.customer
            level[listener.customer, default: [:]][listener.session.id] = listener.session
        }

        mutating func remove(_ id: ConnectionID) {
            resuming[id] = nil
            guard let customer = customers.removeValue(forKey: id) else { return }
            level[customer]?[id] = nil
            if level[customer]?.isEmpty == true { level[customer] = nil }
        }
    }

    /// Tells a page of new records and leads each resuming socket one page further; answers whether there is more.
    private func step(_ crowd: inout Crowd) throws(EngineError) -> Bool {
        let end = engine.log.lastSequence
        var hasMore = false
        if crowd.level.isEmpty {
            crowd.position = end
        } else if crowd.position < end {
            let records = try engine.records(after: crowd.position, limit: Self.page)
            for record in records { try tell(record, to: crowd.level) }
            if let last = records.last { crowd.position = last.sequence }
            hasMore = crowd.position < end
        }
        for listener in crowd.resuming.values {
            hasMore = try lead(listener, in: &crowd) || hasMore
        }
        return hasMore
    }

    private func tell(
        _ record: SequencedRecord,
        to level: [CustomerID: [ConnectionID: WebSocketSession]]
    ) throws(EngineError) {
        guard let update = update(record), let sessions = level[update.customer] else { return }
        for session in sessions.values { _ = session.send(update.message) }
    }

    /// Leads a resuming socket one page further; answers whether it wants to go on now.
    private func lead(_ listener: Listener, in crowd: inout Crowd) throws(EngineError) -> Bool {
        if listener.sequence == crowd.position {
            crowd.settle(listener)
            return false
        }
        // Ahead of the level ones: they come to it first.
        guard listener.sequence < crowd.position else { return false }
        guard listener.session.backlog.messages < Self.replayBacklog else { return false }
        let room = min(Self.page, Int(clamping: crowd.position.value - listener.sequence.value))
        var listener = listener
        var told = 0
        for record in try engine.records(after: listener.sequence, limit: room) {
            listener.sequence = record.sequence
            guard let update = update(record), update.customer == listener.customer else { continue }
            _ = listener.session.send(update.message)
            told += 1
            if told >= Self.replayBacklog { break }
        }
        if listener.sequence == crowd.position {
            crowd.settle(listener)
        } else {
            crowd.resuming[listener.session.id] = listener
        }
        return told < Self.replayBacklog
    }

    /// The message of a record; a record that does not decode is reported and passed over, as the check will say.
    private func update(_ record: SequencedRecord) -> OrderUpdate? {
        do throws(EventFlaw) {
            return try OrderUpdate(record, epoch: engine.log.epoch)
        } catch {
            logger.error(
                "an event does not decode",
                metadata: ["partition": "\(record.partition)", "offset": "\(record.record.offset)", "why": "\(error)"]
            )
            return nil
        }
    }
}
