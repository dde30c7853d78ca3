import Commerce
package import Engine
import EventLog
import NIOCore
import ServiceLifecycle
import Synchronization

/// Lets requests wait until the log grows, and counts those that stay: consumers who pull, and streams of events.
///
/// Who waits holds no snapshot and no place in the log: they look again when they are woken, at their own pace, so a
/// slow one costs nobody anything.
package final class EventFeed: Service {
    /// Streams that may be open at the same time.
    static let streamLimit = 100

    /// Why a wait is over.
    enum End: Sendable {
        /// There may be new records.
        case woken
        case timeOver
        /// The client has gone.
        case gone
        /// The server stops.
        case stopping
    }

    private struct State {
        var next = 0
        var waiting: [Int: AsyncStream<End>.Continuation] = [:]
        var streams = 0
        var isStopping = false
    }

    private let engine: Engine
    private let state = Mutex(State())

    /// Nobody is woken before `run`.
    package init(_ engine: Engine) { self.engine = engine }

    /// How many requests wait now.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    // MARK: Waiting

    /// Waits until the log has records behind a place, the time is over, the client has gone, or the server stops.
    func wait(behind sequence: LogSequence, until deadline: Timestamp, _ channel: any Channel) async -> End {
        let (ends, continuation) = AsyncStream.makeStream(of: End.self, bufferingPolicy: .bufferingOldest(1))
        guard let number = enter(continuation) else { return .stopping }
        defer { state.withLock { $0.waiting[number] = nil } }
        // Only now, because a record before this look is seen by it, and a later one wakes.
        guard engine.log.lastSequence <= sequence else { return .woken }
        ClientDeparture.watch(channel) { continuation.yield(.gone) }
        let time = engine.time
        return await withTaskGroup(of: End.self) { group in
            group.addTask {
                for await end in ends { return end }
                return .gone
            }
            group.addTask {
                do throws(CancellationError) {
                    try await time.sleep(until: deadline)
                    return .timeOver
                } catch {
                    return .gone
                }
            }
            let end = await group.next() ?? .gone
            group.cancelAll()
            return end
        }
    }

    private func enter(_ continuation: AsyncStream<End>.Continuation) -> Int? {
        state.withLock { state in
            guard !state.isStopping else { return nil }
            state.next += 1
            state.waiting[state.next] = continuation
            return state.next
        }
    }

    /// One of the streams' places, given back with the last reference to it: an answer may go unwritten.
    final class StreamPlace: Sendable {
        private let feed: EventFeed

        fileprivate init(_ feed: EventFeed) { self.feed = feed }

        deinit { feed.state.withLock { $0.streams -= 1 } }
    }

    /// Takes one of the streams' places; nil when all are taken.
    func openStream() -> StreamPlace? {
        let hasRoom = state.withLock { state in
            guard state.streams < Self.streamLimit else { return false }
            state.streams += 1
            return true
        }
        return hasRoom ? StreamPlace(self) : nil
    }

    /// Streams that are open now.
    package var streamCount: Int { state.withLock { $0.streams } }

    // MARK: Waking

    /// Wakes who waits after every commit, until the task is cancelled or the service group stops gracefully.
    package func run() async throws {
        let (wakeups, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = engine.log.subscribe(to: nil) { wake.yield() }
        defer {
            subscription.cancel()
            state.withLock { $0.isStopping = true }
            end(.stopping)
        }
        for await _ in wakeups.cancelOnGracefulShutdown() { end(.woken) }
    }

    private func end(_ reason: End) {
        let all = state.withLock { Array($0.waiting.values) }
        for continuation in all { continuation.yield(reason) }
    }
}
