import Commerce
import EventLog
import Logging
import Storage
import Synchronization

/// From deliveries to receivers and back.
extension WebhookDispatcher {
    /// One attempt that is on disk and about to be made.
    struct Job: Sendable {
        let delivery: WebhookDelivery
        var endpoint: WebhookEndpoint
        let isFailing: Bool
        /// What is sent; nil when the log no longer has the event.
        let body: [UInt8]?
        var number: UInt32 = 0
        var startedAt = Timestamp.epoch
    }

    /// An endpoint whose turn it is, with the places that are kept for it.
    private struct Pick {
        let id: WebhookID
        let isFailing: Bool
        let places: Int
        let busy: Set<DeliveryID>
    }

    /// Endpoints looked at in one round.
    private static let picksPerRound = 32

    /// The next attempts, their beginning on disk; none when it is nobody's turn, or no place is free.
    func nextJobs() async throws(EngineError) -> [Job] {
        while true {
            let picks = pick()
            guard !picks.isEmpty else { return [] }
            let jobs = try load(picks)
            let started = jobs.isEmpty ? [] : try await begin(jobs)
            if !started.isEmpty { return started }
        }
    }

    // MARK: Choosing

    /// Takes endpoints whose turn it is, as far as there are places; those that did not do well wait for places of
    /// their own.
    private func pick() -> [Pick] {
        let now = engine.time.now
        return state.withLock { state in
            var picks: [Pick] = []
            while picks.count < Self.picksPerRound {
                if state.failingInFlight < limits.failing, let id = state.waitingFailing.takeFirst() {
                    if let pick = reserve(id, &state) { picks.append(pick) }
                    continue
                }
                guard state.healthyInFlight < limits.healthy, let id = state.agenda.take(until: now) else { break }
                if state.failing.contains(id), state.failingInFlight >= limits.failing {
                    state.waitingFailing.append(id)
                } else if let pick = reserve(id, &state) {
                    picks.append(pick)
                }
            }
            return picks
        }
    }

    /// Keeps the places that an endpoint may use; nil when it has none left, and is looked at when one is free.
    private func reserve(_ id: WebhookID, _ state: inout State) -> Pick? {
        let busy = state.inFlight[id] ?? []
        let isFailing = state.failing.contains(id)
        let free = isFailing ? limits.failing - state.failingInFlight : limits.healthy - state.healthyInFlight
        let places = min(places(of: id, state) - busy.count, free)
        guard places > 0 else { return nil }
        if isFailing { state.failingInFlight += places } else { state.healthyInFlight += places }
        return Pick(id: id, isFailing: isFailing, places: places, busy: busy)
    }

    /// What some endpoints may be sent now. When the store cannot be read, all of them give their places back.
    private func load(_ picks: [Pick]) throws(EngineError) -> [Job] {
        var jobs: [Job] = []
        for (index, pick) in picks.enumerated() {
            do throws(EngineError) {
                jobs += try load(pick)
            } catch {
                let later = engine.time.now.adding(millis: Self.pauseMillis)
                for job in jobs { leave(job, agenda: later) }
                for pick in picks[index...] {
                    release(pick, using: 0)
                    state.withLock { $0.agenda.set(pick.id, at: later) }
                }
                throw error
            }
        }
        return jobs
    }

    /// What an endpoint may be sent now; places that it does not use are given back.
    private func load(_ pick: Pick) throws(EngineError) -> [Job] {
        let now = engine.time.now
        let (jobs, next) = try engine.read("webhook due") { snapshot throws(EngineError) in
            try dueJobs(pick, now: now, in: snapshot)
        }
        release(pick, using: jobs.count)
        state.withLock { state in
            for job in jobs { state.inFlight[pick.id, default: []].insert(job.delivery.id) }
            if let next { state.agenda.set(pick.id, at: next) }
        }
        return jobs
    }

    private func release(_ pick: Pick, using count: Int) {
        state.withLock { state in
            if pick.isFailing {
                state.failingInFlight -= pick.places - count
            } else {
                state.healthyInFlight -= pick.places - count
            }
        }
    }

    private func dueJobs(
        _ pick: Pick,
        now: Timestamp,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> (jobs: [Job], next: Timestamp?) {
        let tables = engine.tables.webhooks
        let (endpoint, due) = try stored { () throws(StorageError) in
            (
                try tables.endpoints.get(pick.id, in: snapshot),
                try tables.dueDeliveries(of: pick.id, limit: pick.busy.count + pick.places + 1, in: snapshot)
            )
        }
        guard let endpoint, endpoint.status == .active else { return ([], nil) }
        if let held = endpoint.heldUntil, held > now { return ([], due.isEmpty ? nil : held) }
        var jobs: [Job] = []
        for (at, id) in due where !pick.busy.contains(id) {
            if at > now { return (jobs, at) }
            // The places are used up; the end of one of them brings the endpoint back.
            guard jobs.count < pick.places else { break }
            let found = try stored { () throws(StorageError) in try tables.deliveries.get(id, in: snapshot) }
            guard let found else { continue }
            jobs.append(
                Job(
                    delivery: found,
                    endpoint: endpoint,
                    isFailing: pick.isFailing,
                    body: try body(of: found, endpoint.format, in: snapshot)
                )
            )
        }
        return (jobs, nil)
    }

    private func body(
        of delivery: WebhookDelivery,
        _ format: WebhookFormat,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> [UInt8]? {
        if let body = delivery.body { return body }
        guard delivery.sequence > 0 else { return nil }
        let log = engine.log
        let record: SequencedRecord?
        do throws(LogError) {
            record = try log.records(after: LogSequence(delivery.sequence - 1), limit: 1, in: snapshot).first
        } catch {
            guard error == .positionExpired else { throw EngineError(error) }
            return nil
        }
        guard let record, record.sequence.value == delivery.sequence else { return nil }
        return try WebhookEvent(record)?.body(format, epoch: log.epoch)
    }

    // MARK: Beginning

    /// Writes that the attempts begin, with the address and secrets of now; those whose delivery is finished or whose
    /// endpoint is paused meanwhile are left out.
    private func begin(_ jobs: [Job]) async throws(EngineError) -> [Job] {
        let started: [Job]
        do throws(EngineError) {
            started = try await engine.submitBackground { [engine] transaction throws(EngineError) in
                try stored { () throws(StorageError) in
                    let tables = engine.tables.webhooks
                    let now = engine.time.now
                    var started: [Job] = []
                    for var job in jobs {
                        guard let delivery = try tables.deliveries.get(job.delivery.id, in: transaction),
                            let endpoint = try tables.endpoints.get(job.endpoint.id, in: transaction),
                            delivery.status == .pending, endpoint.status == .active
                        else { continue }
                        job.endpoint = endpoint
                        job.number = try tables.lastAttempt(of: delivery.id, in: transaction) + 1
                        job.startedAt = now
                        try tables.attempts.put(
                            Key2(delivery.id, job.number),
                            WebhookAttempt(startedAt: now),
                            in: transaction
                        )
                        if job.number > WebhookAttempt.keptCount {
                            let old = Key2(delivery.id, job.number - WebhookAttempt.keptCount)
                            try tables.attempts.delete(old, in: transaction)
                        }
                        started.append(job)
                    }
                    return started
                }
            }
        } catch {
            for job in jobs { leave(job, agenda: engine.time.now.adding(millis: Self.pauseMillis)) }
            throw error
        }
        let ids = Set(started.map(\.delivery.id))
        for job in jobs where !ids.contains(job.delivery.id) { leave(job, agenda: engine.time.now) }
        return started
    }
}
