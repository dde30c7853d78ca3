import Commerce
package import EventLog
import Storage

/// How far a consumer outside has come.
package enum GroupCommit: Sendable {
    /// It has handled everything up to this record of the global order.
    case position(Position)
    /// The next offset it will read, by topic and partition.
    case offsets([(topic: String, partition: Int, next: Offset)])
}

extension GroupOffice {
    /// Keeps how far a consumer outside has come; the newest word counts, also one that goes back.
    ///
    /// - Throws: `.groupReserved` for the name of a group inside, `.log(.positionExpired)` for a position of another
    ///   epoch, `.positionAhead`, `.log` for partitions and offsets that are not there.
    package func commit(
        _ commit: GroupCommit,
        _ group: GroupName,
        idempotency: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        guard !isInside(group) else { throw .groupReserved }
        return try await engine.command(idempotency) { [self] now, transaction throws(EngineError) in
            switch commit {
            case .position(let position):
                guard position.epoch == engine.log.epoch else { throw .log(.positionExpired) }
                guard position.sequence <= engine.log.newestSequence(in: transaction) else { throw .positionAhead }
                let row = GroupPositionRow(sequence: position.sequence, committedAt: now)
                try stored { () throws(StorageError) in
                    try engine.tables.groupPositions.put(group.text, row, in: transaction)
                }
            case .offsets(let offsets):
                try logged { () throws(LogError) in
                    // All are looked up before the first is written.
                    var places: [(TopicPartition, Offset)] = []
                    for entry in offsets {
                        let partition = try engine.log.partition(entry.topic, entry.partition)
                        let end = engine.log.end(of: partition, in: transaction)
                        guard entry.next <= end else {
                            let start = try engine.log.bounds(of: partition, in: transaction).start
                            throw .offsetOutOfRange(requested: entry.next, start: start, end: end)
                        }
                        places.append((partition, entry.next))
                    }
                    for (partition, next) in places {
                        try engine.log.commitOffset(next, group, partition, in: transaction)
                    }
                }
            }
            let body = GroupJSON.renderCommit(commit, of: group, at: now)
            return CommandAnswer(status: 200, body: body, sequence: engine.log.newestSequence(in: transaction))
        }
    }
}
