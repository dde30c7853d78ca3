import Commerce
package import EventLog
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// All workers of the shop, from the first record they have not handled to the last, until the server stops.
///
/// They take turns in one unit of the writer, stage after stage, and a stage sees what the one before it appended in
/// the same transaction: an order that was placed in one commit goes through all stages in the next. A unit is queued
/// when a commit appended something, when the last one left something behind, and at start; never two at a time.
package final class Pipeline: Service {
    private struct State {
        /// Nothing is queued before `run` and after its end.
        var isRunning = false
        var isQueued = false
    }

    /// Orders that a turn lets in from each partition of the first stage, so that requests in the same batch do not
    /// wait long for the stages behind it.
    private static let ordersPerTurn = 8

    private let engine: Engine
    private let runners: [PartitionRunner]
    /// Consumers beside the pipeline that are shown with it.
    private let others: [any PartitionConsumer]
    /// Where records go that no attempt could handle.
    let letters: DeadLetters
    private let state = Mutex(State())
    private let delays: AsyncStream<Delay>
    private let delay: @Sendable (Delay) -> Void

    /// A runner that wants to go on at a time.
    private struct Delay: Sendable {
        let time: Timestamp
        let runner: PartitionRunner
    }

    /// One runner for each partition that a worker reads; nothing begins before `run`.
    ///
    /// - Parameters:
    ///   - workers: in the order of the stages.
    ///   - others: consumers that run by themselves, to be shown in progress and counts.
    /// - Throws: `.log(.unknownTopic)` when a worker reads a topic that the log does not have.
    package init(
        _ engine: Engine,
        workers: [any StageWorker],
        others: [any PartitionConsumer] = []
    ) throws(EngineError) {
        self.engine = engine
        self.others = others
        // Bounded by the number of runners: each has at most one delay at a time.
        let (delays, continuation) = AsyncStream.makeStream(of: Delay.self)
        self.delays = delays
        delay = { continuation.yield($0) }
        letters = try DeadLetters(engine)
        runners = try logged { () throws(LogError) in
            var runners: [PartitionRunner] = []
            for (stage, worker) in workers.enumerated() {
                let turn = stage == 0 ? Self.ordersPerTurn : .max
                for name in worker.topics {
                    for partition in try engine.log.topic(name).partitions {
                        runners.append(PartitionRunner(worker: worker, partition: partition, recordsPerTurn: turn))
                    }
                }
            }
            return runners
        }
        engine.switches.listen { [weak self] group, change in self?.note(group, change) }
    }

    /// A group was paused, resumed, or has other offsets.
    private func note(_ group: GroupName, _ change: WorkerSwitches.Change) {
        switch change {
        case .paused: return
        case .moved: for runner in runners where runner.group == group { runner.forget() }
        case .resumed: break
        }
        kick()
    }

    /// The shop's own workers.
    ///
    /// - Parameter hasGateway: whether payments are asked for outside, by a `GatewayCaller`.
    package static func standardWorkers(_ engine: Engine, hasGateway: Bool = false) -> [any StageWorker] {
        let stage = OrderStage(journal: engine.journal)
        return [
            Validator(stage: stage, time: engine.time),
            PaymentProcessor(
                stage: stage,
                asksItself: !hasGateway,
                policy: engine.configuration.orders,
                time: engine.time,
                entropy: engine.entropy
            ),
            InventoryManager(stage: stage, time: engine.time),
            Fulfilment(
                stage: stage,
                policy: engine.configuration.orders,
                time: engine.time,
                entropy: engine.entropy
            ),
            NotificationWorker(engine),
        ]
    }

    /// Runs until the task is cancelled or the service group stops gracefully.
    package func run() async throws {
        let subscription = engine.log.subscribe(to: runners.map(\.partition)) { [self] in kick() }
        defer {
            subscription.cancel()
            state.withLock { $0.isRunning = false }
        }
        state.withLock { $0.isRunning = true }
        kick()
        await withDiscardingTaskGroup { group in
            for await delay in delays.cancelOnGracefulShutdown() {
                group.addTask { [self] in
                    do throws(CancellationError) {
                        try await engine.time.sleep(until: delay.time)
                        delay.runner.resume()
                        kick()
                    } catch {
                        return
                    }
                }
            }
            group.cancelAll()
        }
    }

    // MARK: Units of the writer

    /// Queues a unit if there is something to do; may be called from any thread, also the writer's.
    private func kick() {
        let hasWork = runners.contains { runner in
            runner.hasWork(end: engine.log.end(of: runner.partition)) && !engine.switches.isPaused(runner.group)
        }
        guard hasWork else { return }
        let mayQueue = state.withLock { state in
            guard state.isRunning, !state.isQueued else { return false }
            state.isQueued = true
            return true
        }
        guard mayQueue else { return }
        engine.writer.enqueueBackground { [self] transaction throws(EngineError) in
            var pass = PipelinePass(engine, runners, letters)
            return try pass.run(in: transaction)
        } completion: { [self] result in
            state.withLock { $0.isQueued = false }
            completed(result)
            kick()
        }
    }

    private func completed(_ result: Result<[PartitionRun.Report], EngineError>) {
        switch result {
        case .success(let reports):
            for report in reports {
                report.runner.committed(report)
                if let time = report.wait { wait(report.runner, until: time) }
            }
        case .failure(let error):
            // A store that is closed stays so; whatever else it was, nothing was written.
            if error.storageError != .closed {
                engine.logger.error("the pipeline's unit failed", metadata: ["error": "\(error)"])
            }
            for runner in runners { wait(runner, until: engine.time.now.adding(millis: PipelinePass.pauseMillis)) }
        }
    }

    private func wait(_ runner: PartitionRunner, until time: Timestamp) {
        runner.delay()
        delay(Delay(time: time, runner: runner))
    }

    /// Lets all workers, or those of some groups, do all there is to do now, as one unit; for a shop whose pipeline
    /// does not run by itself.
    package func runOnce(_ groups: Set<GroupName>? = nil) async throws(EngineError) {
        let chosen = runners.filter { groups?.contains($0.worker.group) ?? true }
        let reports = try await engine.submit { [self] transaction throws(EngineError) in
            var pass = PipelinePass(engine, chosen, letters)
            return try pass.run(in: transaction)
        }
        for report in reports { report.runner.committed(report) }
    }

    // MARK: Who handles what

    /// The worker of a group that reads a topic; nil when there is none.
    func worker(_ group: GroupName, _ topic: String) -> (any StageWorker)? {
        runners.first { $0.group == group && $0.partition.topic.text == topic }?.worker
    }

    /// What is asked of the payment gateway about a topic's records for a group; nil for nothing.
    func errand(_ group: GroupName, _ topic: String) -> (any GatewayErrand)? {
        let callers = others.lazy.compactMap { $0 as? GatewayCaller }
        return callers.first { $0.group == group && $0.partition.topic.text == topic }?.errand
    }

    /// What a group reads here.
    func partitions(of group: GroupName) -> [TopicPartition] {
        consumers.filter { $0.group == group }.map(\.partition)
    }

    // MARK: Looking at it

    /// Where each worker stands.
    package func progress() throws(EngineError) -> [GroupProgress] {
        try engine.read("pipeline progress") { snapshot throws(EngineError) in
            try logged { () throws(LogError) in
                var progress: [GroupProgress] = []
                for consumer in consumers {
                    let bounds = try engine.log.bounds(of: consumer.partition, in: snapshot)
                    let committed = try engine.log.committedOffset(consumer.group, consumer.partition, in: snapshot)
                    progress.append(
                        GroupProgress(
                            group: consumer.group,
                            partition: consumer.partition,
                            committed: committed ?? bounds.start,
                            end: bounds.end
                        )
                    )
                }
                return progress
            }
        }
    }

    /// Records handled and failed attempts since start, by group.
    package var counts: [GroupName: (handled: UInt64, failures: UInt64)] {
        consumers.reduce(into: [:]) { counts, consumer in
            let (handled, failures) = consumer.counts
            let sum = counts[consumer.group] ?? (0, 0)
            counts[consumer.group] = (sum.handled + handled, sum.failures + failures)
        }
    }

    private var consumers: [any PartitionConsumer] {
        let own: [any PartitionConsumer] = runners
        return own + others
    }
}
