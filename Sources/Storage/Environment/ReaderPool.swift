import CLMDB

/// The read transactions of this process: which run, since when and for whom, and idle ones to use again
/// (renewing one costs a tenth of beginning one). Growing the map waits here until none runs.
final class ReaderPool: Sendable {
    /// A reader that is running.
    package struct Active: Sendable {
        /// Who reads, as the reader named itself.
        package let label: String
        /// When it began.
        package let since: ContinuousClock.Instant
    }

    private struct State {
        /// One entry per place that was ever needed; nil when nobody has it.
        var places: [(label: StaticString, since: ContinuousClock.Instant)?] = []
        var freePlaces: [Int] = []
        var idle: [TransactionReference] = []
        /// Transactions of leases: they read nothing, so the map may move under them.
        var pinned: [Int: TransactionReference] = [:]
        var nextPin = 0
        /// Readers that run for as long as a copy takes.
        var longReaders = 0
        var isGrowing = false
        var isClosed = false

        var isEmpty: Bool { freePlaces.count == places.count }
    }

    private let state = Monitor(State())

    /// Takes a place for a reader; waits while the map grows.
    ///
    /// - Parameter isLong: whether it will run for long, so that a map that could still wait does not grow meanwhile.
    /// - Returns: the place, and an idle transaction to renew if there is one.
    func enter(
        _ label: StaticString,
        isLong: Bool = false
    ) throws(StorageError) -> (place: Int, reusable: TransactionReference?) {
        let entered = state.wait { state -> (place: Int, reusable: TransactionReference?)?? in
            if state.isClosed { return .some(nil) }
            if state.isGrowing { return nil }
            let place = state.freePlaces.popLast() ?? state.places.count
            if place == state.places.count { state.places.append(nil) }
            state.places[place] = (label, .now)
            if isLong { state.longReaders += 1 }
            return (place, state.idle.popLast())
        }
        guard let entered = entered ?? nil else { throw .closed }
        return entered
    }

    /// Gives the place and the transaction back, unless enough idle ones are kept: then answers false, and the
    /// caller ends the transaction and calls `leave`. Until then the store cannot be closed under it.
    func keep(_ transaction: TransactionReference, from place: Int) -> Bool {
        let (kept, mustWake) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed, state.idle.count < Limits.pooledReaders else { return (false, false) }
            state.idle.append(transaction)
            return (true, Self.leave(place, &state))
        }
        if mustWake { state.broadcast() }
        return kept
    }

    /// Gives the place back after its transaction was ended.
    func leave(_ place: Int, wasLong: Bool = false) {
        let mustWake = state.withLock { state in
            if wasLong { state.longReaders -= 1 }
            return Self.leave(place, &state)
        }
        if mustWake { state.broadcast() }
    }

    /// Answers whether somebody waits for the last reader, and this was it.
    private static func leave(_ place: Int, _ state: inout State) -> Bool {
        state.places[place] = nil
        state.freePlaces.append(place)
        return (state.isGrowing || state.isClosed) && state.isEmpty
    }

    /// Whether a reader runs that was announced as a long one.
    var hasLongReader: Bool { state.withLock { $0.longReaders > 0 } }

    /// Runs `body` while no reader runs and none can begin; answers false when that did not come about in time.
    func whileEmpty(
        patienceMillis: Int?,
        _ body: ([TransactionReference]) throws(StorageError) -> Void
    ) throws(StorageError) -> Bool {
        state.withLock { $0.isGrowing = true }
        defer {
            state.withLock { $0.isGrowing = false }
            state.broadcast()
        }
        let idle = state.wait(timeoutMillis: patienceMillis) { state -> [TransactionReference]? in
            guard state.isEmpty else { return nil }
            defer { state.idle = [] }
            return state.idle
        }
        guard let idle else { return false }
        try body(idle)
        return true
    }

    /// Keeps a lease's transaction, so that closing the store ends it.
    func pin(_ transaction: TransactionReference) throws(StorageError) -> Int {
        try state.withLock { state throws(StorageError) in
            guard !state.isClosed else { throw .closed }
            state.nextPin += 1
            state.pinned[state.nextPin] = transaction
            return state.nextPin
        }
    }

    /// Runs `end` on a lease's transaction unless the store was closed and has ended it.
    func unpin(_ pin: Int, _ end: (TransactionReference) -> Void) {
        state.withLock { state in
            if let transaction = state.pinned.removeValue(forKey: pin) { end(transaction) }
        }
    }

    /// Refuses new readers and waits for the running ones; answers the transactions to end, nil the second time.
    func close() -> [TransactionReference]? {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return nil }
        state.broadcast()
        return state.wait { state -> [TransactionReference]? in
            guard state.isEmpty else { return nil }
            defer { (state.idle, state.pinned) = ([], [:]) }
            return state.idle + state.pinned.values
        }
    }

    /// The reader that has been running longest.
    var oldest: Active? {
        state.withLock { state in
            state.places.lazy.compactMap { $0 }.min { $0.since < $1.since }
                .map { Active(label: "\($0.label)", since: $0.since) }
        }
    }
}
