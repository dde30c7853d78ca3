import Commerce
import EventLog
import Storage
import Synchronization

/// From the log to deliveries.
extension WebhookDispatcher {
    /// An event and who may want it.
    private struct Match: Sendable {
        var event: WebhookEvent
        var candidates: [WebhookID]
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
        guard let last = records.last?.sequence.value else { return false }
        for match in try matches(among: records) { try await hand(match) }
        try await settle(at: last)
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
            if !candidates.isEmpty { found.append(Match(event: event, candidates: candidates)) }
        }
        return found
    }

    /// Makes the deliveries of one event, a part of the endpoints in each unit. Whoever has it already is passed over,
    /// so a crash between two units costs nothing.
    private func hand(_ match: Match) async throws(EngineError) {
        let event = match.event
        for start in stride(from: 0, to: match.candidates.count, by: Self.deliveriesPerUnit) {
            let part = match.candidates[start..<min(start + Self.deliveriesPerUnit, match.candidates.count)]
            let isLast = part.endIndex == match.candidates.endIndex
            let results = try await engine.submitBackground { [engine] transaction throws(EngineError) in
                try stored { () throws(StorageError) in
                    let now = engine.time.now
                    var results: [WebhookEndpoint] = []
                    for id in part {
                        guard var endpoint = try engine.tables.webhooks.endpoints.get(id, in: transaction) else {
                            continue
                        }
                        guard endpoint.status == .active, endpoint.cursor == nil else { continue }
                        try Self.hand(event, to: &endpoint, now, engine, in: transaction)
                        results.append(endpoint)
                    }
                    if isLast { try engine.tables.setWebhookLevel(event.sequence, in: transaction) }
                    return results
                }
            }
            noteHanded(results, event, isLast: isLast)
        }
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

    private func noteHanded(_ endpoints: [WebhookEndpoint], _ event: WebhookEvent, isLast: Bool) {
        let now = engine.time.now
        state.withLock { state in
            if isLast { (state.level, state.storedLevel) = (event.sequence, event.sequence) }
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
            guard let event = try WebhookEvent(record) else { continue }
            let isWanted = found.wants(
                type: event.type,
                of: event.customer,
                isVisibleToCustomer: event.isVisibleToCustomer
            )
            if isWanted { events.append(event) }
        }
        let reached = records.last?.sequence.value ?? cursor
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
