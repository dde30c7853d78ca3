import Commerce
import EventLog
import Storage

/// Places in the log that clients name.
extension Engine {
    /// The last record that somebody who starts there has seen.
    ///
    /// - Throws: `.log(.positionExpired)` for a position of another epoch or one that is no longer kept,
    ///   `.webhook(.startAhead)`.
    func sequence(
        of start: WebhookStart,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> LogSequence {
        let end = try logged { () throws(LogError) in try log.lastSequence(in: snapshot) }
        switch start {
        case .now: return end
        case .earliest: return try lastSequence(before: Timestamp(millis: .min), end: end, in: snapshot)
        case .time(let time): return try lastSequence(before: time, end: end, in: snapshot)
        case .position(let position):
            guard position.epoch == log.epoch else { throw .log(.positionExpired) }
            guard position.sequence <= end else { throw .webhook(.startAhead) }
            _ = try logged { () throws(LogError) in
                try log.records(after: position.sequence, limit: 1, in: snapshot)
            }
            return position.sequence
        }
    }

    /// The last record that is older than a time or no longer kept; found by halves, as records are in the order of time.
    private func lastSequence(
        before time: Timestamp,
        end: LogSequence,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> LogSequence {
        var (low, high) = (UInt64(0), end.value)
        while low < high {
            let middle = low + (high - low) / 2
            let isBefore: Bool
            do throws(LogError) {
                let next = try log.records(after: LogSequence(middle), limit: 1, in: snapshot).first
                isBefore = next.map { $0.record.timestampMillis < time.millis } ?? false
            } catch {
                guard error == .positionExpired else { throw EngineError(error) }
                isBefore = true
            }
            if isBefore { low = middle + 1 } else { high = middle }
        }
        return LogSequence(low)
    }
}
