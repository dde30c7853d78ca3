import Commerce
import EventLog
import Storage
import Synchronization

/// From the log to deliveries.
extension WebhookDispatcher {
    /// An event and who may want it.
    private struct Match: Sendable {
        var event: WebhookEvent
        var candidates: ArraySlice<WebhookID>
    }

    /// Deliveries that are made in one transaction.
    private struct Handful: Sendable {
        var matches: [Match] = []
        var count = 0
        /// The last event of which nothing is left for the handful behind; nil when there is none.
        var level: UInt64?
    }

    // MARK: All that are level

    /// Leads the endpoints that are level one look further; answers whether there is more.
    func follow() async throws(EngineError) -> Bool {
        let (start, isAlone) = state.withLock { ($0.level, $0.index.isEmpty) }
        let end = engine.log.lastSequence.value
        guard end > start else { return false }
        if isAlone {
            // Nobody is level, so nobody wants what lies between.
            try await settle(at: end)
            return false
        }
        let records = try look(after: start)
        for handful in Self.handfuls(of: try matches(among: records)) { try await hand(handful) }
        // Without records retention took all of them.
        try await settle(at: records.last?.sequence.value ?? end)
        return records.count == Self.recordsPerLook
    }

    /// Reads records; where retention took them before anybody looked, from the oldest that is left.
    private func look(after sequence: UInt64) throws(EngineError) -> [SequencedRecord] {
        do throws(EngineError) {
            return try engine.records(after: LogSequence(sequence), limit: Self.recordsPerLook)
        } catch {
            guard error == .log(.positionExpired) else { throw error }
            let oldest = try engine.read("webhook start") { snapshot throws(EngineError) in
                try engine.sequence(of: .earliest, in: snapshot)
            }
            return try engine.records(after: oldest, limit: Self.recordsPerLook)
        }
    }

    private func matches(among records: [SequencedRecord]) throws(EngineError) -> [Match] {
        var found: [Match] = []
        for record in records {
            guard state.withLock({ $0.index.mayWant(topic: record.partition.topic.text) }) else { continue }
            guard let event = try WebhookEvent(record) else { continue }
            let candidates = state.withLock { $0.index.candidates(event) }
            if !candidates.isEmpty { found.append(Match(event: event, candidates: candidates[...])) }
        }
        return found
    }

    /// Many events of few endpoints go into one transaction, one event of many endpoints into several.
    private static func handfuls(of matches: [Match]) -> [Handful] {
        var handfuls: [Handful] = [], handful = Handful()
        for var match in matches {
            while !match.candidates.isEmpty {
                let part = match.candidates.prefix(deliveriesPerUnit - handful.count)
                match.candidates = match.candidates.dropFirst(part.count)
                handful.matches.append(Match(event: match.event, candidates: part))
                handful.count += part.count
                if match.candidates.isEmpty { handful.level = match.event.sequence }
                guard handful.count == deliveriesPerUnit else { continue }
                handfuls.append(handful)
                handful = Handful()
            }
        }
        return handful.count > 0 ? handfuls + [handful] : handfuls
    }

    /// Makes some deliveries. Whoever has one already is passed over, so a crash between two units costs nothing.
    private func hand(_ handful: Handful) async throws(EngineError) {
        let results = try await engine.submitBackground { [engine] transaction throws(EngineError) in
            try stored { () throws(StorageError) in
                let now = engine.time.now
                var results: [WebhookEndpoint] = []
                for match in handful.matches {
                    for id in match.candidates {
                        let found = try engine.tables.webhooks.endpoints.get(id, in: transaction)
                        guard var endpoint = found, endpoint.status == .active, endpoint.cursor == nil else { continue }
                        try Self.hand(match.event, to: &endpoint, now, engine, in: transaction)
                        results.append(endpoint)
                    }
                }
                if let level = handful.level { try engine.tables.setWebhookLevel(level, in: transaction) }
                return results
            }
        }
        noteHanded(results, level: handful.level)
    }

    /// A full window is where an endpoint falls behind; the event stays in the log for it.
    private static func hand(
        _ event: WebhookEvent,
        to endpoint: inout WebhookEndpoint,
        _ now: Timestamp,
        _ engine: Engine,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        let isWanted = endpoint.wants(
            type: event.type,
            of: event.customer,
            isVisibleToCustomer: event.isVisibleToCustomer
        )
        guard isWanted, event.sequence > endpoint.handed else { return }
        if endpoint.hasRoom {
            try engine.webhookBook.add(event, to: &endpoint, now: now, in: transaction)
        } else {
            endpoint.cursor = event.sequence - 1
        }
        try engine.webhookBook.write(endpoint, in: transaction)
    }

    private func noteHanded(_ endpoints: [WebhookEndpoint], level: UInt64?) {
        let now = engine.time.now
        if let level { engine.webhookSignals.reach(level) }
        state.withLock { state in
            if let level { (state.level, state.storedLevel) = (level, level) }
            for endpoint in endpoints {
                if endpoint.cursor != nil { state.index.remove(endpoint.id) }
                // What waits for another delivery is not due; finding nothing to send costs one look.
                if endpoint.unfinished > 0, (state.inFlight[endpoint.id]?.count ?? 0) < places(of: endpoint.id, state) {
                    state.agenda.set(endpoint.id, at: max(now, endpoint.heldUntil ?? now))
                }
            }
        }
    }

    /// Moves the level over records that nobody wanted; on disk only now and then.
    private func settle(at sequence: UInt64) async throws(EngineError) {
        engine.webhookSignals.reach(sequence)
        let mustStore = state.withLock { state in
            state.level = sequence
            return sequence >= state.storedLevel + Self.levelEvery
        }
        guard mustStore else { return }
        try await storeLevel(sequence)
    }

    private func storeLevel(_ sequence: UInt64) async throws(EngineError) {
        try await engine.submitBackground { [engine] transaction throws(EngineError) in
            try stored { () throws(StorageError) in try engine.tables.setWebhookLevel(sequence, in: transaction) }
        }
        state.withLock { $0.storedLevel = sequence }
    }

    // MARK: One that is behind

    /// Leads some endpoints that are behind on; answers whether there is more to do.
    func catchUp() async throws(EngineError) -> Bool {
        let round = state.withLock { state in
            (0..<Self.catchUpsPerRound).compactMap { _ in state.behind.takeFirst() }
        }
        for id in round where try await leadOn(id) {
            state.withLock { $0.behind.append(id) }
        }
        return state.withLock { !$0.behind.isEmpty }
    }

    /// Leads one endpoint one look further; answers whether it has room for more and there is more.
    private func leadOn(_ id: WebhookID) async throws(EngineError) -> Bool {
        let found = try engine.read("webhook behind") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in try engine.tables.webhooks.endpoints.get(id, in: snapshot) }
        }
        guard let found, found.status == .active, let cursor = found.cursor, found.hasRoom else { return false }
        let level = state.withLock { $0.level }
        let records = cursor < level ? try look(after: cursor).filter { $0.sequence.value <= level } : []
        var events: [WebhookEvent] = []
        for record in records {
            guard WebhookIndex.mayWant(found, topic: record.partition.topic.text),
                let event = try WebhookEvent(record)
            else { continue }
            let isWanted = found.wants(
                type: event.type,
                of: event.customer,
                isVisibleToCustomer: event.isVisibleToCustomer
            )
            if isWanted { events.append(event) }
        }
        let reached = records.last?.sequence.value ?? max(cursor, level)
        let wanted = events
        let endpoint = try await engine.submitBackground { [engine] transaction throws(EngineError) in
            try stored { () throws(StorageError) in
                try Self.lead(id, found, wanted, to: reached, level: level, engine, in: transaction)
            }
        }
        guard let endpoint else { return true }
        let now = engine.time.now
        state.withLock { state in
            if endpoint.cursor == nil { state.index.insert(endpoint) }
            if endpoint.unfinished > 0, (state.inFlight[id]?.count ?? 0) < places(of: id, state) {
                state.agenda.set(id, at: max(now, endpoint.heldUntil ?? now))
            }
        }
        return endpoint.cursor != nil && endpoint.hasRoom
    }

    /// Makes the deliveries of the events that an endpoint wants, as far as it has room; nil when it was changed meanwhile.
    private static func lead(
        _ id: WebhookID,
        _ known: WebhookEndpoint,
        _ events: [WebhookEvent],
        to reached: UInt64,
        level: UInt64,
        _ engine: Engine,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> WebhookEndpoint? {
        guard var endpoint = try engine.tables.webhooks.endpoints.get(id, in: transaction),
            endpoint.status == .active, endpoint.cursor == known.cursor, endpoint.filter == known.filter
        else { return nil }
        let now = engine.time.now
        var place = reached
        for event in events {
            guard endpoint.hasRoom else {
                place = event.sequence - 1
                break
            }
            try engine.webhookBook.add(event, to: &endpoint, now: now, in: transaction)
        }
        // Only this loop moves the level, so nothing lies between the two here. On disk it may be older, and then all
        // that are level are read on from there: whoever joins them says at least where they stand.
        endpoint.cursor = place >= level ? nil : place
        if endpoint.cursor == nil {
            endpoint.handed = max(endpoint.handed, place)
            try engine.tables.setWebhookLevel(level, in: transaction)
        }
        try engine.webhookBook.write(endpoint, in: transaction)
        return endpoint
    }
}
