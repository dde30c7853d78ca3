import Commerce
import EventLog
import Synchronization

/// One worker in one partition: where it stands and what it has done. What it does in a transaction is a
/// `PartitionRun`.
///
/// What is remembered between runs only saves reads: the committed offset in the store says where to go on.
final class PartitionRunner: PartitionConsumer {
    private struct State {
        /// A delay is running; new records wait behind the one that failed.
        var isDelayed = false
        /// The offset that the last committed run left; nil before the first.
        var reached: Offset?
        var handled: UInt64 = 0
        var failures: UInt64 = 0
    }

    let worker: any StageWorker
    var group: GroupName { worker.group }
    let partition: TopicPartition
    /// Records handled in one turn of a run, so that the turn of the stages behind it comes.
    let recordsPerTurn: Int
    private let state = Mutex(State())

    init(worker: any StageWorker, partition: TopicPartition, recordsPerTurn: Int) {
        self.worker = worker
        self.partition = partition
        self.recordsPerTurn = recordsPerTurn
    }

    /// Records handled and failed attempts since start.
    var counts: (handled: UInt64, failures: UInt64) { state.withLock { ($0.handled, $0.failures) } }

    /// Whether there may be something to do in a partition that ends at `end`.
    func hasWork(end: Offset) -> Bool { state.withLock { !$0.isDelayed && $0.reached != end } }

    /// Nothing is done until `resume`.
    func delay() { state.withLock { $0.isDelayed = true } }

    /// The delay is over.
    func resume() { state.withLock { $0.isDelayed = false } }

    /// The group stands elsewhere now; the store says where.
    func forget() { state.withLock { $0.reached = nil } }

    /// Takes note of a run that was committed.
    func committed(_ report: PartitionRun.Report) {
        state.withLock { state in
            state.reached = report.reached
            state.handled += UInt64(report.reached - report.start)
            state.failures += report.failures
        }
    }
}
