/// What the writer has done so far.
package struct WriterMetrics: Sendable {
    /// Upper bounds of the commit-time buckets in seconds; the last bucket is open.
    package static let secondsBounds: [Double] = [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1,
    ]
    /// Upper bounds of the batch-size buckets in units; the last bucket is open.
    package static let sizeBounds: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]

    /// Time from the end of a batch's last unit to the end of its commit.
    package var commitSeconds = Histogram(bounds: secondsBounds)
    /// Units per commit.
    package var batchSize = Histogram(bounds: sizeBounds)
    /// Units waiting now.
    package var queueLength = 0
    /// Units refused because the queue was full.
    package var refusedBusy: UInt64 = 0
    /// Batches thrown away and run again because a unit failed after it had written.
    package var rerunBatches: UInt64 = 0
    /// Whether the last batch found no room on the file system.
    package var isFull = false
}

/// Counts of observations by upper bound.
package struct Histogram: Sendable {
    /// Upper bounds of the buckets, ascending and inclusive.
    package let bounds: [Double]
    /// One count per bound, and one for what lies above all; not cumulative.
    package private(set) var counts: [UInt64]
    /// The sum of all observed values, in the unit of the bounds.
    package private(set) var sum: Double = 0

    /// No observations yet; `bounds` must ascend.
    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = [UInt64](repeating: 0, count: bounds.count + 1)
    }

    /// How many values were observed.
    package var count: UInt64 { counts.reduce(0, +) }

    /// Counts a value in the bucket of the first bound that is not below it.
    package mutating func observe(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }
}
