package import EventLog
import Storage

/// Counts of observations by upper bound, not cumulative; the last count lies above all bounds.
package struct Distribution: Sendable {
    /// Upper bounds of the buckets, ascending and inclusive.
    package let bounds: [Double]
    /// One count per bound, and one for what lies above all.
    package private(set) var counts: [UInt64]
    /// The sum of all observed values, in the unit of the bounds.
    package private(set) var sum: Double

    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = [UInt64](repeating: 0, count: bounds.count + 1)
        sum = 0
    }

    init(_ histogram: Histogram) {
        bounds = histogram.bounds
        counts = histogram.counts
        sum = histogram.sum
    }

    /// How many values were observed.
    package var count: UInt64 { counts.reduce(0, +) }

    /// Counts a value in the bucket of the first bound that is not below it.
    package mutating func observe(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }
}

/// What the store and its writer have been doing, for health and metrics.
package struct StoreFigures: Sendable {
    /// Seconds per commit, its sync included.
    package var commitSeconds: Distribution
    /// Units per commit.
    package var batchSize: Distribution
    /// Units waiting for the writer now.
    package var queueLength: Int
    /// Units refused since the start because the queue was full.
    package var refusedBusy: UInt64
    /// Batches run again since the start because a unit failed after it had written.
    package var rerunBatches: UInt64
    /// Whether writing has stopped because the disk is full.
    package var isFull: Bool
    /// Address space of the data file, in bytes.
    package var mapBytes: Int
    /// Bytes of the data file up to its last page.
    package var usedBytes: Int
    /// Age of the oldest read transaction, in seconds; 0 without one.
    package var oldestReaderSeconds: Double
}

extension Engine {
    /// The figures of this moment.
    package var figures: StoreFigures {
        let metrics = writer.metrics
        let usage = environment.usage
        return StoreFigures(
            commitSeconds: Distribution(metrics.commitSeconds),
            batchSize: Distribution(metrics.batchSize),
            queueLength: metrics.queueLength,
            refusedBusy: metrics.refusedBusy,
            rerunBatches: metrics.rerunBatches,
            isFull: metrics.isFull,
            mapBytes: usage.mapBytes,
            usedBytes: usage.usedBytes,
            oldestReaderSeconds: environment.oldestReader.map { (ContinuousClock.now - $0.since) / .seconds(1) } ?? 0
        )
    }

    /// Records in the global order, those behind `sequence`.
    ///
    /// - Throws: `.log(.positionExpired)` when they are no longer kept.
    package func records(after sequence: LogSequence, limit: Int) throws(EngineError) -> [SequencedRecord] {
        try read("stream") { snapshot throws(EngineError) in
            try logged { () throws(LogError) in try log.records(after: sequence, limit: limit, in: snapshot) }
        }
    }
}

/// What a storage error means to somebody who only knows the engine.
package enum StorageTrouble: Sendable {
    case full
    case outcomeUnknown
    case busy
    case closing
    case damaged
    case other
}

extension EngineError {
    /// The trouble behind the error, nil when the store is fine.
    package var trouble: StorageTrouble? {
        guard let storageError else { return nil }
        switch storageError {
        case .full: return .full
        case .outcomeUnknown: return .outcomeUnknown
        case .busy: return .busy
        case .closed, .cancelled: return .closing
        case .corrupt, .damagedFile: return .damaged
        case .missing, .notPermitted, .locked, .foreign, .formatVersion, .rolledBack, .system, .mapFull: return .other
        }
    }
}
