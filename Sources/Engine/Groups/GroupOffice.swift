package import Commerce
package import EventLog
import Storage

/// What operators and consumers outside do about groups: look where they stand, pause and resume workers, set offsets.
package struct GroupOffice: Sendable {
    let engine: Engine
    let pipeline: Pipeline

    var paused: PausedGroups { PausedGroups(tables: engine.tables) }

    /// An office over the workers of a pipeline.
    package init(_ engine: Engine, _ pipeline: Pipeline) {
        self.engine = engine
        self.pipeline = pipeline
    }

    // MARK: Looking

    /// A worker: a group inside with what it does.
    package struct WorkerStatus: Sendable {
        /// The group, which is the worker's name.
        package let group: GroupName
        /// Since when it is paused; nil while it runs.
        package let pausedAt: Timestamp?
        /// Records handled and failed attempts since start.
        package let counts: (handled: UInt64, failures: UInt64)
        /// Where it stands in each partition that it reads.
        package let progress: [GroupProgress]
        /// Partitions whose next record has failed, with the time of its next attempt.
        package let retries: [TopicPartition: Timestamp]
    }

    /// The workers of this server, by name.
    package func workers() throws(EngineError) -> [WorkerStatus] {
        let counts = pipeline.counts
        let progress = try pipeline.progress()
        return try engine.read("workers") { snapshot throws(EngineError) in
            let letters = pipeline.letters
            return try stored { () throws(StorageError) in
                let paused = try self.paused.all(in: snapshot)
                var workers: [WorkerStatus] = []
                for group in counts.keys.sorted() {
                    let own = progress.filter { $0.group == group }
                    var retries: [TopicPartition: Timestamp] = [:]
                    for place in own {
                        retries[place.partition] = try letters.retryTime(
                            group,
                            place.partition,
                            at: place.committed,
                            in: snapshot
                        )
                    }
                    workers.append(
                        WorkerStatus(
                            group: group,
                            pausedAt: paused[group],
                            counts: counts[group] ?? (0, 0),
                            progress: own,
                            retries: retries
                        )
                    )
                }
                return workers
            }
        }
    }

    /// A group, inside or outside.
    package struct GroupStatus: Sendable {
        /// Its name.
        package let group: GroupName
        /// Whether it is a worker of this process.
        package let isInside: Bool
        /// Since when it is paused; nil while it is not.
        package let pausedAt: Timestamp?
        /// Where it stands per partition.
        package let progress: [GroupProgress]
        /// Where it stands in the global order; nil for a group that counts offsets.
        package let position: GroupPositionRow?
        /// Records it has not handled.
        package let lag: Int
    }

    /// All groups that have an offset, a position, or a worker, by name.
    package func groups() throws(EngineError) -> [GroupStatus] {
        let inside = try pipeline.progress()
        return try engine.read("groups") { snapshot throws(EngineError) in
            var progress = Dictionary(grouping: inside, by: \.group)
            let known = Set(inside.map { Key($0.group, $0.partition) })
            let (others, newest) = try logged { () throws(LogError) in
                (try engine.log.groups(in: snapshot), try engine.log.lastSequence(in: snapshot))
            }
            for place in others where !known.contains(Key(place.group, place.partition)) {
                progress[place.group, default: []].append(place)
            }
            let (paused, positions) = try stored { () throws(StorageError) in
                var positions: [GroupName: GroupPositionRow] = [:]
                try engine.tables.groupPositions.scan(in: snapshot) { name, row in
                    if let group = GroupName(validating: name) { positions[group] = row }
                    return .next
                }
                return (try self.paused.all(in: snapshot), positions)
            }
            return Set(progress.keys).union(positions.keys).sorted().map { group in
                let places = progress[group] ?? []
                let position = positions[group]
                let behind = position.map { Int(clamping: newest.value - min($0.sequence.value, newest.value)) }
                return GroupStatus(
                    group: group,
                    isInside: ConsumerGroups.inside.contains(group) || inside.contains { $0.group == group },
                    pausedAt: paused[group],
                    progress: places,
                    position: position,
                    lag: places.reduce(behind ?? 0) { $0 + $1.lag }
                )
            }
        }
    }

    /// One group.
    ///
    /// - Throws: `.groupNotFound`.
    package func group(_ name: GroupName) throws(EngineError) -> GroupStatus {
        guard let group = try groups().first(where: { $0.group == name }) else { throw .groupNotFound }
        return group
    }

    /// A group's place, for comparing.
    private struct Key: Hashable {
        let group: GroupName
        let partition: TopicPartition

        init(_ group: GroupName, _ partition: TopicPartition) { (self.group, self.partition) = (group, partition) }
    }

    // MARK: Pausing

    /// Lets a worker begin nothing new, over restarts too; what it has begun is finished. A paused one stays so.
    ///
    /// - Throws: `.workerNotFound`, `.idempotencyKeyReused`, storage errors.
    package func pause(
        _ group: GroupName,
        by actor: Actor,
        idempotency: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await set(group, paused: true, actor, idempotency)
    }

    /// Lets a worker go on where it stands.
    ///
    /// - Throws: as `pause`.
    package func resume(
        _ group: GroupName,
        by actor: Actor,
        idempotency: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await set(group, paused: false, actor, idempotency)
    }

    private func set(
        _ group: GroupName,
        paused isPaused: Bool,
        _ actor: Actor,
        _ idempotency: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        guard pipeline.counts[group] != nil else { throw .workerNotFound }
        let trail = engine.trail(actor)
        return try await engine.command(idempotency) { [self] now, transaction throws(EngineError) in
            let (before, since) = try stored { () throws(StorageError) in
                let since = try paused.time(of: group, in: transaction)
                let wanted = isPaused ? since ?? now : nil
                if since != wanted { try paused.set(group, wanted, in: transaction) }
                return (since, wanted)
            }
            var diff = AuditDiff()
            diff.set("paused_at", before?.text, since?.text)
            try trail.record(isPaused ? .workerPause : .workerResume, .group(group), diff, now: now, in: transaction)
            let switches = engine.switches
            transaction.afterCommit { switches.tell(group, isPaused ? .paused : .resumed) }
            let body = GroupJSON.renderSwitch(of: group, pausedAt: since)
            return CommandAnswer(status: 200, body: body, sequence: engine.log.newestSequence(in: transaction))
        }
    }
}
