import Commerce
package import EventLog
import Logging
import ServiceLifecycle
import Storage

/// All workers of the shop, from the first record they have not handled to the last, until the server stops.
package final class Pipeline: Service {
    private let engine: Engine
    private let runners: [PartitionRunner]
    private let delays: AsyncStream<Delay>

    /// A runner that wants to run again at a time.
    private struct Delay: Sendable {
        let time: Timestamp
        let runner: PartitionRunner
    }

    /// One runner for each partition that a worker reads; none begins before `run`.
    ///
    /// - Throws: `.log(.unknownTopic)` when a worker reads a topic that the log does not have.
    package init(_ engine: Engine, workers: [any StageWorker]) throws(EngineError) {
        self.engine = engine
        // Bounded by the number of runners: each has at most one delay at a time.
        let (delays, continuation) = AsyncStream.makeStream(of: Delay.self)
        self.delays = delays
        runners = try logged { () throws(LogError) in
            let letters = DeadLetters(
                tables: engine.tables,
                log: engine.log,
                topic: try engine.log.topic(Topics.deadLetters),
                maxRetries: engine.configuration.maxRetries,
                backoffMillis: engine.configuration.retryBackoffMillis
            )
            var runners: [PartitionRunner] = []
            for worker in workers {
                for name in worker.topics {
                    for partition in try engine.log.topic(name).partitions {
                        runners.append(
                            PartitionRunner(worker: worker, partition: partition, engine: engine, letters: letters) {
                                continuation.yield(Delay(time: $0, runner: $1))
                            }
                        )
                    }
                }
            }
            return runners
        }
    }

    /// The shop's own workers.
    package static func standardWorkers(
        _ engine: Engine,
        gateway: any PaymentGateway = SimulatedPaymentGateway()
    ) -> [any StageWorker] {
        let stage = OrderStage(journal: engine.journal)
        return [
            Validator(stage: stage, time: engine.time),
            PaymentProcessor(
                stage: stage,
                gateway: gateway,
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
        ]
    }

    /// Runs until the task is cancelled or the service group stops gracefully.
    package func run() async throws {
        let subscriptions = runners.map { runner in
            engine.log.subscribe(to: [runner.partition]) { runner.kick() }
        }
        defer {
            for subscription in subscriptions { subscription.cancel() }
            for runner in runners { runner.stop() }
        }
        for runner in runners { runner.kick() }
        await withDiscardingTaskGroup { group in
            for await delay in delays.cancelOnGracefulShutdown() {
                group.addTask { [time = engine.time] in
                    do throws(CancellationError) {
                        try await time.sleep(until: delay.time)
                        delay.runner.resume()
                    } catch {
                        return
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Where each worker stands.
    package func progress() throws(EngineError) -> [GroupProgress] {
        try engine.read("pipeline progress") { snapshot throws(EngineError) in
            try logged { () throws(LogError) in
                var progress: [GroupProgress] = []
                for runner in runners {
                    let bounds = try engine.log.bounds(of: runner.partition, in: snapshot)
                    let committed = try engine.log.committedOffset(runner.worker.group, runner.partition, in: snapshot)
                    progress.append(
                        GroupProgress(
                            group: runner.worker.group,
                            partition: runner.partition,
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
        runners.reduce(into: [:]) { counts, runner in
            let (handled, failures) = runner.counts
            let sum = counts[runner.worker.group] ?? (0, 0)
            counts[runner.worker.group] = (sum.handled + handled, sum.failures + failures)
        }
    }
}
