package import Commerce
package import Engine
package import EventLog
import Logging
package import Storage
import Synchronization

/// A shop in a temporary directory, with a clock turned by hand and, when wanted, the pipeline running.
///
/// Closing it runs the full check and throws what that finds.
package final class EngineHarness: Sendable {
    /// Holds the shop's store at `data`; hand it to another harness to open the shop again.
    package let folder: TemporaryDirectory
    /// The clock of engine and pipeline.
    package let time: ManualTime
    /// The shop itself.
    package let engine: Engine
    private let running = Mutex<[Task<Void, any Error>]>([])

    /// Makes a shop with the sample catalogue, or opens the one that `folder` holds at `data`.
    package init(
        folder: TemporaryDirectory? = nil,
        time: ManualTime = ManualTime(),
        seed: UInt64 = 1,
        catalogue: String = SampleShop.catalogue,
        configure: (inout EngineConfiguration) -> Void = { _ in },
        atWritePoint: (@Sendable (WritePoint) -> Void)? = nil
    ) async throws {
        self.folder = try folder ?? TemporaryDirectory()
        self.time = time
        let directory = DataDirectory("\(self.folder.path)/data")
        var configuration = EngineConfiguration(keeping: directory, entropy: Entropy(SeededRandom(~seed)))
        configuration.passwordCost = 4
        configure(&configuration)
        var options = Environment.Options(drawEpoch: { UInt32.random(in: 1...UInt32.max) })
        (options.mapBytes, options.reservedBytes) = (64 << 20, 1 << 20)
        options.atWritePoint = atWritePoint
        engine = try Engine(
            opening: directory,
            options: options,
            configuration: configuration,
            time: time,
            entropy: Entropy(SeededRandom(seed)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onFatal: { _ in }
        )
        if try engine.hasEmptyCatalogue() {
            _ = try await engine.load(try CatalogueFile(parsing: Array(catalogue.utf8)))
        }
    }

    // MARK: Workers

    /// Runs the shop's own workers, or those that are picked of them, beside the test.
    @discardableResult
    package func startPipeline(
        _ pick: ([any StageWorker]) -> [any StageWorker] = { $0 }
    ) throws(EngineError) -> Pipeline {
        let pipeline = try Pipeline(engine, workers: pick(Pipeline.standardWorkers(engine)))
        run { try await pipeline.run() }
        return pipeline
    }

    /// Runs the shop's own workers with payments asked for at a gateway outside.
    ///
    /// - Parameter window: calls on their way at once.
    @discardableResult
    package func startPipeline(
        asking gateway: any PaymentGateway,
        window: Int = GatewayCaller.standardWindow
    ) throws(EngineError) -> Pipeline {
        let callers = try GatewayCaller.all(engine, gateway, window: window)
        let workers = Pipeline.standardWorkers(engine, hasGateway: true)
        let pipeline = try Pipeline(engine, workers: workers, others: callers)
        run { try await pipeline.run() }
        for caller in callers { run { try await caller.run() } }
        return pipeline
    }

    /// Runs something beside the test until the harness closes or stops.
    package func run(_ body: @escaping @Sendable () async throws -> Void) {
        running.withLock { $0.append(Task { try await body() }) }
    }

    /// Ends what runs beside the test and waits for it.
    package func stopRunning() async throws {
        let tasks = running.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in tasks { task.cancel() }
        for task in tasks { try await task.value }
    }

    // MARK: Waiting

    /// Waits until everything queued on the writer so far is committed.
    package func fence() async throws(StorageError) {
        try await engine.writer.submit { (_: borrowing WriteTransaction) throws(StorageError) in }
    }

    /// Waits for a condition, looking after every commit of the writer.
    package func until(_ condition: () throws -> Bool) async throws {
        while try !condition() {
            await Task.yield()
            try await fence()
        }
    }

    /// Waits until the pipeline has handled every record there is.
    package func untilDrained(_ pipeline: Pipeline) async throws {
        try await until { try pipeline.progress().allSatisfy { $0.lag == 0 } }
    }

    // MARK: Orders

    /// Places an order and answers it.
    @discardableResult
    package func place(_ draft: OrderDraft, key: IdempotencyRequest? = nil) async throws -> Order {
        try order(Self.orderID(in: try await engine.placeOrder(draft, idempotency: key)))
    }

    /// An order as it is now, whoever its customer is.
    ///
    /// - Throws: as `Engine.order`.
    package func order(_ id: OrderID) throws(EngineError) -> Order { try engine.order(id, for: .shop) }

    /// The types of an order's events, oldest first.
    package func eventTypes(of id: OrderID) throws(EngineError) -> [String] {
        try engine.events(of: id, for: .shop).map(\.type)
    }

    /// The id in the JSON of an answer to a placed order.
    ///
    /// - Throws: `TestSupportError.failed` when it names none.
    package static func orderID(in answer: CommandAnswer) throws -> OrderID {
        let text = try JSONDocument(parsing: answer.body).root["order_id"]?.string
        guard let id = text.flatMap({ OrderID(text: $0) }) else {
            throw TestSupportError.failed("no order in the answer")
        }
        return id
    }

    /// What is on hand and reserved of a product.
    ///
    /// - Throws: `TestSupportError.failed` for a text that is no product id, and as `Engine.product`.
    package func stock(of product: String) throws -> StockLevel {
        guard let id = ProductID(product) else { throw TestSupportError.failed("no product \(product)") }
        return try engine.product(id).level
    }

    /// All records of a topic with their partitions, partition after partition.
    package func records(of topic: String) throws(EngineError) -> [(partition: TopicPartition, record: LogRecord)] {
        do throws(LogError) {
            var found: [(partition: TopicPartition, record: LogRecord)] = []
            for partition in try engine.log.topic(topic).partitions {
                let records = try engine.environment.read("test") { snapshot throws(LogError) in
                    try engine.log.fetch(partition, from: .zero, limit: FetchLimit(records: 100_000), in: snapshot)
                }
                found += records.map { (partition, $0) }
            }
            return found
        } catch {
            throw EngineError(error)
        }
    }

    // MARK: End

    /// Closes the shop and says what the full check finds, as `tradepost check` would.
    package func closeAndCheck() async throws -> Findings {
        try await stopRunning()
        await engine.close()
        let environment = try Environment(inspecting: DataDirectory("\(folder.path)/data"))
        defer { environment.close() }
        let check = ShopCheck(store: try Store(environment), environment: environment)
        return try environment.read("check") { snapshot throws(StorageError) in check.run(in: snapshot) }
    }

    /// Closes the shop.
    ///
    /// - Throws: `.damaged` with the findings of the full check.
    package func close() async throws {
        let findings = try await closeAndCheck()
        if !findings.isClean { throw TestSupportError.damaged(findings.lines) }
    }

    /// Closes, checks, and opens the same shop again.
    package func reopened(configure: (inout EngineConfiguration) -> Void = { _ in }) async throws -> EngineHarness {
        try await close()
        return try await EngineHarness(folder: folder, time: time, seed: 2, configure: configure)
    }
}
