import ArgumentParser
import Engine
import Gateway
import Glibc
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Storage
import UnixSignals

/// `tradepost serve`: the server.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server (the default).")

    /// The process ends by itself this long after a graceful shutdown began, whatever still hangs, in seconds.
    private static let shutdownLimitSeconds = 10

    @OptionGroup var data: DataOptions
    @Option(help: "The address to listen on.") var host: String?
    @Option(help: "The port to listen on; 0 lets the system choose.") var port: Int?
    @Flag(help: "Allow anonymous orders and unknown products, for trying things out.") var demo = false
    @Option(help: "Serve the frontend from this folder.") var frontend: String?
    @Option(help: .hidden) var mapMegabytes: Int?
    @Option(help: .hidden) var reservedMegabytes: Int?
    @Flag(help: .hidden) var hello = false

    func run() async throws {
        // Until the keeper of the keys listens for it, a rotation that comes too early must not end the process.
        ignoreKeyRotation()
        let settings = Settings(file: "\(data.data)/tradepost.env")
        let logger = Self.logger(settings)
        let isDemo = demo || settings.isDevelopment
        note(settings, isDemo: isDemo, logger)
        let firstAdmin = try FirstAdmin(settings)
        let engine = try open(settings, isDemo: isDemo, logger)
        try await loadCatalogue(into: engine, logger)
        try await firstAdmin?.make(in: engine, logger)
        let outside = try OutsideClients(settings, engine)
        do {
            try await serve(engine, outside, settings, isDemo: isDemo, logger)
        } catch {
            try await outside.shutdown()
            throw error
        }
        try await outside.shutdown()
        await engine.close()
    }

    private func serve(
        _ engine: Engine,
        _ outside: OutsideClients,
        _ settings: Settings,
        isDemo: Bool,
        _ logger: Logger
    ) async throws {
        let callers = try reporting { () throws(EngineError) in
            if let payments = outside.payments { try GatewayCaller.all(engine, payments) } else { [GatewayCaller]() }
        }
        let pipeline = try reporting { () throws(EngineError) in
            try Pipeline(
                engine,
                workers: Pipeline.standardWorkers(engine, hasGateway: outside.payments != nil),
                others: callers
            )
        }
        let couriers = try reporting { () throws(EngineError) in
            try outside.transports.map { transport throws(EngineError) in try NotificationCourier(engine, transport) }
        }
        let keys = TokenKeys(directory: data.directory, time: engine.time, entropy: engine.entropy)
        let configuration = try gatewayConfiguration(settings, keys, isDemo: isDemo)
        let gateway = await Gateway(
            engine: engine,
            pipeline: pipeline,
            configuration: configuration,
            logger: logger
        )
        if hello { gateway.addHello() }
        let host = host ?? settings.text("HOST") ?? "127.0.0.1"
        let port = try self.port ?? settings.int("PORT", 0...65_535) ?? 8_000
        let server = gateway.server(
            on: .hostname(host, port: port),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton
        ) { address in
            Output.line("Tradepost \(Version.text) is open: http://\(host):\(address?.port ?? port)")
        }
        let own: [any Service] = [
            server, gateway.stream, gateway.waits, gateway.feed, pipeline, TimerService(engine),
            Housekeeping(engine),
            KeyKeeper(
                keys: keys,
                first: configuration.tokenKeys,
                lifetimeSeconds: configuration.accessTokenSeconds,
                tokens: gateway.tokens,
                engine: engine,
                logger: logger
            ),
            WebhookDispatcher(engine, sender: outside.webhooks, version: Version.text),
        ]
        try await run(own + (callers as [any Service]) + (couriers as [any Service]), logger)
    }

    // MARK: Parts

    private func open(_ settings: Settings, isDemo: Bool, _ logger: Logger) throws -> Engine {
        var options = Environment.Options(drawEpoch: drawEpoch)
        if let mapMegabytes { options.mapBytes = mapMegabytes << 20 }
        if let reservedMegabytes { options.reservedBytes = reservedMegabytes << 20 }
        var configuration = try settings.engineConfiguration(isDemo: isDemo, in: data.directory)
        try settings.notify(&configuration, data: data.data)
        return try reporting { () throws(EngineError) in
            try Engine(
                opening: data.directory,
                options: options,
                configuration: configuration,
                time: SystemTime(),
                entropy: Entropy(),
                logger: logger
            ) { error in
                logger.critical("the store has failed", metadata: ["error": "\(error)"])
                Output.error(error.description)
                // Damage stops writing and reads go on, so that orders can still be looked up; a disk that refuses
                // writes leaves nothing that could be trusted.
                switch error {
                case .corrupt, .damagedFile: break
                default: Self.endSoon(error.exitCode)
                }
            }
        }
    }

    /// Ends the process once the answers that are on their way had their moment.
    private static func endSoon(_ exitCode: Int32) {
        DeadlineThread.run(afterMillis: 300) { Glibc._exit(exitCode) }
    }

    private func loadCatalogue(into engine: Engine, _ logger: Logger) async throws {
        guard try reporting({ () throws(EngineError) in try engine.hasEmptyCatalogue() }) else { return }
        let own = SmallFile.read("\(data.data)/catalogue.csv")
        let file: CatalogueFile
        do throws(CatalogueFile.Flaw) {
            file = try CatalogueFile(parsing: own ?? SampleCatalogue.bytes)
        } catch {
            throw Failure(line: "catalogue.csv cannot be used: \(error)", exitCode: 78)
        }
        do throws(EngineError) {
            let count = try await engine.load(file)
            logger.info("the catalogue was loaded", metadata: ["products": "\(count)"])
        } catch {
            throw Failure(error)
        }
    }

    private func gatewayConfiguration(
        _ settings: Settings,
        _ keys: TokenKeys,
        isDemo: Bool
    ) throws -> GatewayConfiguration {
        let lifetimeSeconds = try settings.accessTokenSeconds()
        var configuration = GatewayConfiguration(
            tokenKeys: try keys.load(lifetimeSeconds: lifetimeSeconds),
            version: Version.text
        )
        configuration.accessTokenSeconds = lifetimeSeconds
        configuration.addressKey = try reporting { () throws(EngineError) in
            do throws(StorageError) {
                return try data.directory.secret("audit-address") { keys.entropy.bytes(32) }
            } catch {
                throw .storage(error)
            }
        }
        configuration.isDemo = isDemo
        configuration.frontendFolder = frontend
        configuration.allowedOrigins = try settings.allowedOrigins(isDemo: isDemo)
        try settings.limitRequests(in: &configuration)
        return configuration
    }

    private func run(_ services: [any Service], _ logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(Self.shutdownLimitSeconds - 1)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as IOError {
            throw Failure(line: "cannot listen: \(error)", exitCode: 71)
        }
    }

    private func note(_ settings: Settings, isDemo: Bool, _ logger: Logger) {
        let unneeded = settings.unneeded
        if !unneeded.isEmpty {
            logger.notice(
                "these variables are not needed: storage, log and cache are built in",
                metadata: ["variables": "\(unneeded.joined(separator: ", "))"]
            )
        }
        if isDemo {
            Output.line("DEMO: anonymous orders are accepted and unknown products added. Not for a real shop.")
        }
    }

    private static func logger(_ settings: Settings) -> Logger {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "tradepost")
        let level = settings.text("LOG_LEVEL")?.lowercased() ?? "info"
        logger.logLevel = Logger.Level(rawValue: level) ?? .info
        return logger
    }
}
