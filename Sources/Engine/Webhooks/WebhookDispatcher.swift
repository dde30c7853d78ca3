import Commerce
import EventLog
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Tells endpoints of events: turns committed records into deliveries, and sends what is due.
///
/// One loop owns all that is decided here, so nothing is decided twice; only the sends run beside it. What it knows is
/// in the tables: after a crash the next one finds every delivery that has no answer and sends it again, under the same
/// id. Endpoints that are level with the log share one reader; the others are led to it one by one, no further than
/// their window of unfinished deliveries, so a dead endpoint costs neither rows nor memory beyond that.
package final class WebhookDispatcher: Service {
    /// How many attempts may be on their way.
    package struct Limits: Sendable {
        /// To endpoints that did well the last time.
        package var healthy = 192
        /// To endpoints that did not: dead ones never take the places of the others.
        package var failing = 64
        /// To one endpoint; one that did not do well the last time has one.
        package var perEndpoint = 4

        package init() {}
    }

    struct State {
        var index = WebhookIndex()
        var agenda = WebhookAgenda()
        /// Endpoints that are behind and have room, oldest request first.
        var behind = WaitingLine()
        /// Endpoints that wait for a place among the failing ones.
        var waitingFailing = WaitingLine()
        var failing: Set<WebhookID> = []
        var inFlight: [WebhookID: Set<DeliveryID>] = [:]
        var healthyInFlight = 0
        var failingInFlight = 0
        /// Where the level endpoints stand; what is on disk may be behind it as long as nothing was found.
        var level: UInt64 = 0
        var storedLevel: UInt64 = 0
        var wakesAt: Timestamp?
        /// Nothing is known before the first look at all endpoints.
        var hasBegun = false
        /// Whether the loop is deciding something now.
        var isInRound = false
    }

    /// Endpoints looked at in one snapshot at the start.
    private static let endpointsPerLook = 500
    /// Records looked at in one snapshot.
    static let recordsPerLook = 256
    /// Deliveries made in one unit, so that the writer is never held up for long.
    static let deliveriesPerUnit = 200
    /// The level is written at least so often, in records.
    static let levelEvery: UInt64 = 4_096
    /// How long a store that cannot be used is left alone, in milliseconds.
    static let pauseMillis: Int64 = 1_000
    /// Endpoints that are led on in one round.
    static let catchUpsPerRound = 8

    let engine: Engine
    let sender: any WebhookSender
    let limits: Limits
    let userAgent: String
    let state = Mutex(State())

    /// A dispatcher; nothing begins before `run`.
    ///
    /// - Parameter version: what `User-Agent` says.
    package init(_ engine: Engine, sender: any WebhookSender, version: String, limits: Limits = Limits()) {
        self.engine = engine
        self.sender = sender
        self.limits = limits
        userAgent = "Tradepost/\(version)"
    }

    /// Runs until the task is cancelled or the service group stops gracefully; what is on its way is given up then and
    /// sent again at the next start.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.loop() }
    }

    private func loop() async {
        let (wakeups, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = engine.log.subscribe(to: nil) { continuation.yield() }
        engine.webhookSignals.attach { continuation.yield() }
        defer {
            subscription.cancel()
            engine.webhookSignals.attach(nil)
        }
        continuation.yield()
        await withDiscardingTaskGroup { group in
            for await _ in wakeups {
                state.withLock { $0.isInRound = true }
                defer { state.withLock { $0.isInRound = false } }
                do throws(EngineError) {
                    if !state.withLock({ $0.hasBegun }) { try begin() }
                    try refresh()
                    var hasMore = try await follow()
                    if try await catchUp() { hasMore = true }
                    let jobs = try await nextJobs()
                    for job in jobs {
                        group.addTask {
                            await self.carryOut(job)
                            continuation.yield()
                        }
                    }
                    // Some at a time: what happens meanwhile is looked at before the next ones begin.
                    if !jobs.isEmpty { hasMore = true }
                    if hasMore { continuation.yield() }
                    sleepUntilDue(&group, continuation)
                } catch {
                    guard error.storageError != .closed else { break }
                    engine.logger.error("webhooks cannot go on", metadata: ["error": "\(error)"])
                    let wake = engine.time.now.adding(millis: Self.pauseMillis)
                    group.addTask { await self.sleep(until: wake, continuation) }
                }
            }
            group.cancelAll()
        }
    }

    /// Has the loop woken when the next delivery is due; a sleeper that is no longer needed wakes it for nothing.
    private func sleepUntilDue(_ group: inout DiscardingTaskGroup, _ continuation: AsyncStream<Void>.Continuation) {
        let now = engine.time.now
        let wake = state.withLock { state -> Timestamp? in
            // Without a place nothing can begin; whoever gives one back wakes the loop.
            guard state.healthyInFlight < limits.healthy, let next = state.agenda.next() else { return nil }
            if let wakesAt = state.wakesAt, wakesAt > now, wakesAt <= next { return nil }
            state.wakesAt = next
            return next
        }
        guard let wake else { return }
        group.addTask { await self.sleep(until: wake, continuation) }
    }

    private func sleep(until wake: Timestamp, _ continuation: AsyncStream<Void>.Continuation) async {
        do throws(CancellationError) {
            try await engine.time.sleep(until: wake)
            continuation.yield()
        } catch {
            return
        }
    }

    // MARK: Knowing the endpoints

    /// Looks at all endpoints, once, page by page. What is changed meanwhile is looked at again.
    private func begin() throws(EngineError) {
        let level = try engine.read("webhook level") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in try engine.tables.webhookLevel(in: snapshot) }
        }
        var last: WebhookID?
        repeat {
            let page = try endpoints(behind: last)
            state.withLock { state in
                for (endpoint, due) in page { take(endpoint, firstDue: due, &state) }
            }
            last = page.last?.0.id
        } while last != nil
        engine.webhookSignals.reach(level)
        state.withLock { ($0.level, $0.storedLevel, $0.hasBegun) = (level, level, true) }
    }

    /// Some endpoints in the order of their ids, with the time when something is due.
    private func endpoints(behind last: WebhookID?) throws(EngineError) -> [(WebhookEndpoint, Timestamp?)] {
        let tables = engine.tables.webhooks
        return try engine.read("webhook endpoints") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                var page: [(WebhookEndpoint, Timestamp?)] = []
                try tables.endpoints.scan(from: last, in: snapshot) { id, endpoint throws(StorageError) in
                    guard id != last else { return .next }
                    page.append((endpoint, try tables.dueDeliveries(of: id, limit: 1, in: snapshot).first?.at))
                    return page.count < Self.endpointsPerLook ? .next : .stop
                }
                return page
            }
        }
    }

    /// Looks at the endpoints that somebody changed.
    private func refresh() throws(EngineError) {
        let changed = engine.webhookSignals.take()
        guard !changed.isEmpty else { return }
        let tables = engine.tables
        for id in changed.sorted() {
            let (endpoint, due) = try engine.read("webhook endpoint") { snapshot throws(EngineError) in
                try stored { () throws(StorageError) in
                    (
                        try tables.webhooks.endpoints.get(id, in: snapshot),
                        try tables.webhooks.dueDeliveries(of: id, limit: WebhookEndpoint.window, in: snapshot)
                    )
                }
            }
            state.withLock { state in
                guard let endpoint else { return forget(id, &state) }
                let next = due.first { state.inFlight[id]?.contains($0.id) != true }
                take(endpoint, firstDue: next?.at, &state)
            }
        }
    }

    /// Takes over what is known of an endpoint.
    func take(_ endpoint: WebhookEndpoint, firstDue: Timestamp?, _ state: inout State) {
        let id = endpoint.id
        guard endpoint.status == .active else { return forget(id, &state) }
        if endpoint.cursor == nil {
            state.index.insert(endpoint)
        } else {
            state.index.remove(id)
            // Half a window at a time, unless what is unfinished waits for a later time: then with the room there is.
            let isQuiet = state.inFlight[id] == nil && endpoint.hasRoom
            if isQuiet || endpoint.unfinished <= WebhookEndpoint.window / 2 { state.behind.append(id) }
        }
        if endpoint.health.failuresInRow > 0 { state.failing.insert(id) } else { state.failing.remove(id) }
        // An endpoint with all its places taken is looked at again when one of them is free.
        let isBusy = (state.inFlight[id]?.count ?? 0) >= places(of: id, state)
        state.agenda.set(id, at: isBusy ? nil : firstDue.map { max($0, endpoint.heldUntil ?? $0) })
    }

    private func forget(_ id: WebhookID, _ state: inout State) {
        state.index.remove(id)
        state.agenda.set(id, at: nil)
        state.failing.remove(id)
        state.behind.remove(id)
        state.waitingFailing.remove(id)
    }

    /// How many attempts to an endpoint may be on their way.
    func places(of id: WebhookID, _ state: State) -> Int { state.failing.contains(id) ? 1 : limits.perEndpoint }

    // MARK: For others to see

    /// Whether all endpoints that are level were told of everything that is on disk, and nothing is behind or due.
    package var isIdle: Bool {
        let end = engine.log.lastSequence.value
        let now = engine.time.now
        guard !engine.webhookSignals.hasChanges else { return false }
        return state.withLock { state in
            guard state.hasBegun, !state.isInRound, state.level >= end else { return false }
            guard state.behind.isEmpty, state.waitingFailing.isEmpty else { return false }
            guard state.healthyInFlight + state.failingInFlight == 0 else { return false }
            return state.agenda.next().map { $0 > now } ?? true
        }
    }
}
