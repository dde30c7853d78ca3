import Commerce
import Storage

/// The candidates of several runs as one sorted list without repetitions, read from the indexes bit by bit.
struct OrderStream {
    /// A run with what was read of it ahead.
    private struct Lane {
        let run: OrderRun
        var span: OrderSpan
        var ahead: ArraySlice<OrderCandidate> = []
        /// How many candidates are read in one go; twice as many the next time.
        var chunk: Int
        var isDry = false
    }

    /// The most candidates that are read in one go.
    private static let largestChunk = 256

    private var lanes: [Lane]
    private let descending: Bool
    /// Entries read so far.
    private(set) var reads = 0

    /// - Parameter expected: how many candidates will probably be wanted.
    init(_ runs: [OrderRun], _ span: OrderSpan, descending: Bool, expected: Int) {
        // One more for each run, which shows its end.
        let chunk = min(expected / max(runs.count, 1) + 1, Self.largestChunk)
        lanes = runs.map { Lane(run: $0, span: span, chunk: chunk) }
        self.descending = descending
    }

    /// The next candidate; nil at the end.
    mutating func next(
        from tables: Tables,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> OrderCandidate? {
        var best: OrderCandidate?
        for index in lanes.indices {
            try fill(index, from: tables, in: snapshot)
            guard let head = lanes[index].ahead.first else { continue }
            guard let known = best else {
                best = head
                continue
            }
            if descending ? head.place > known.place : head.place < known.place { best = head }
        }
        guard let best else { return nil }
        for index in lanes.indices where lanes[index].ahead.first?.place == best.place {
            lanes[index].ahead.removeFirst()
        }
        return best
    }

    private mutating func fill(
        _ index: Int,
        from tables: Tables,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) {
        guard lanes[index].ahead.isEmpty, !lanes[index].isDry else { return }
        let (run, span, chunk) = (lanes[index].run, lanes[index].span, lanes[index].chunk)
        let found = try run.read(span, descending: descending, count: chunk, from: tables, in: snapshot)
        reads += found.count
        lanes[index].ahead = found[...]
        lanes[index].isDry = found.count < chunk
        if let last = found.last { lanes[index].span.drop(through: last.place, descending: descending) }
        lanes[index].chunk = min(chunk * 2, Self.largestChunk)
    }
}
