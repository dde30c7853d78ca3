package import Commerce
package import EventLog
import Storage

/// Where a group's offsets are to be set to.
package struct ResetRequest: Sendable {
    /// Where to.
    package enum Target: Sendable {
        /// The first record that is kept.
        case earliest
        /// Behind the newest record.
        case latest
        /// This record, or the nearest that is there; of a group with a position, this place in the global order.
        case offset(Int64)
        /// The first record that is not older.
        case time(Timestamp)
    }

    /// Where to.
    package var target: Target
    /// Only partitions of this topic.
    package var topic: String?
    /// Only partitions of this number.
    package var partition: Int?

    package init(_ target: Target) { self.target = target }
}

/// What a reset does to one offset.
package struct ResetStep: Sendable, Equatable {
    /// The partition; nil for a place in the global order.
    package let partition: TopicPartition?
    /// The offset or position before.
    package let old: Int64
    /// The offset or position after.
    package let new: Int64

    /// Records that are read a second time.
    package var again: Int64 { max(old - new, 0) }
    /// Records that are never read.
    package var skipped: Int64 { max(new - old, 0) }
}

extension GroupOffice {
    /// Sets a group's offsets; inside groups have to be paused.
    ///
    /// - Throws: `.groupNotFound` for a group without such partitions, `.workerRunning`, `.resetByTime` for a group with a
    ///   position, `.idempotencyKeyReused`.
    package func reset(
        _ group: GroupName,
        _ request: ResetRequest,
        by actor: Actor,
        idempotency: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let trail = engine.trail(actor)
        return try await engine.command(idempotency) { [self] now, transaction throws(EngineError) in
            let steps = try plan(group, request, in: transaction)
            try requirePaused(group, in: transaction)
            for step in steps { try carryOut(step, group, now: now, in: transaction) }
            try trail.record(.groupReset, .group(group), AuditDiff(steps), now: now, in: transaction)
            let switches = engine.switches
            transaction.afterCommit { switches.tell(group, .moved) }
            let body = GroupJSON.render(steps, of: group, isRehearsal: false)
            return CommandAnswer(status: 200, body: body, sequence: engine.log.newestSequence(in: transaction))
        }
    }

    /// What `reset` would do now, whether the group is paused or not.
    ///
    /// - Throws: as `reset`.
    package func previewReset(_ group: GroupName, _ request: ResetRequest) throws(EngineError) -> [ResetStep] {
        try engine.read("reset") { snapshot throws(EngineError) in try plan(group, request, in: snapshot) }
    }

    private func requirePaused(_ group: GroupName, in transaction: borrowing WriteTransaction) throws(EngineError) {
        guard isInside(group) else { return }
        let since = try stored { () throws(StorageError) in try paused.time(of: group, in: transaction) }
        guard since != nil else { throw .workerRunning }
    }

    /// Whether a worker of this process moves the group's offsets.
    func isInside(_ group: GroupName) -> Bool {
        ConsumerGroups.inside.contains(group) || pipeline.counts[group] != nil
    }

    private func carryOut(
        _ step: ResetStep,
        _ group: GroupName,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        if let partition = step.partition {
            return try logged { () throws(LogError) in
                try engine.log.commitOffset(Offset(step.new), group, partition, in: transaction)
            }
        }
        let row = GroupPositionRow(sequence: LogSequence(UInt64(step.new)), committedAt: now)
        try stored { () throws(StorageError) in
            try engine.tables.groupPositions.put(group.text, row, in: transaction)
        }
    }

    // MARK: Planning

    private func plan(
        _ group: GroupName,
        _ request: ResetRequest,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> [ResetStep] {
        let places = try logged { () throws(LogError) in
            try engine.log.groups(in: snapshot).filter { $0.group == group }.map(\.partition)
        }
        let row = try stored { () throws(StorageError) in try engine.tables.groupPositions.get(group.text, in: snapshot)
        }
        let partitions = Set(places + pipeline.partitions(of: group)).filter { partition in
            (request.topic.map { $0 == partition.topic.text } ?? true)
                && (request.partition.map { $0 == partition.number } ?? true)
        }
        var steps: [ResetStep] = []
        for partition in partitions.sorted(by: { $0.description < $1.description }) {
            steps.append(try step(group, partition, request.target, in: snapshot))
        }
        if let row, request.topic == nil, request.partition == nil {
            steps.append(try step(row, request.target, in: snapshot))
        }
        guard !steps.isEmpty else { throw .groupNotFound }
        return steps
    }

    private func step(
        _ group: GroupName,
        _ partition: TopicPartition,
        _ target: ResetRequest.Target,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> ResetStep {
        try logged { () throws(LogError) in
            let log = engine.log
            let bounds = try log.bounds(of: partition, in: snapshot)
            let old = try log.committedOffset(group, partition, in: snapshot) ?? bounds.start
            let new =
                switch target {
                case .earliest: bounds.start
                case .latest: bounds.end
                case .offset(let offset): min(max(Offset(max(offset, 0)), bounds.start), bounds.end)
                case .time(let time): try log.offset(atOrAfter: time.millis, partition, in: snapshot)
                }
            return ResetStep(partition: partition, old: old.value, new: new.value)
        }
    }

    private func step(
        _ row: GroupPositionRow,
        _ target: ResetRequest.Target,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> ResetStep {
        let end = try logged { () throws(LogError) in try engine.log.lastSequence(in: snapshot).value }
        let new: Int64
        switch target {
        case .earliest: new = 0
        case .latest: new = Int64(clamping: end)
        case .offset(let position): new = min(max(position, 0), Int64(clamping: end))
        case .time: throw .resetByTime
        }
        return ResetStep(partition: nil, old: Int64(clamping: row.sequence.value), new: new)
    }
}
