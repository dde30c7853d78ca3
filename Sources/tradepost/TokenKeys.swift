import Commerce
import Engine
import Gateway
import Logging
import ServiceLifecycle
import Storage
import Synchronization
import UnixSignals

/// Where the keys of access tokens come from: the environment, or files in the data directory.
struct TokenKeys: Sendable {
    let directory: DataDirectory
    let time: any TimeSource
    let entropy: Entropy

    private var files: KeyFiles { KeyFiles(directory, time: time, entropy: entropy) }

    /// The keys as environment and files have them now; files are made, retired and removed with it. For the server.
    ///
    /// `JWT_SECRET_KEY` signs when it is set; keys that signed before it was verify until their tokens have expired.
    func load(lifetimeSeconds: Int) throws -> KeySet {
        let settings = Settings(file: "\(directory.path)/tradepost.env")
        let algorithm = try settings.tokenAlgorithm()
        let secret = algorithm == .hs256 ? try settings.tokenSecret() : nil
        let previous = algorithm == .hs256 ? try settings.previousTokenSecret() : nil
        let first = try secret == nil ? firstSecret(algorithm) : []
        let files: [KeyFile]
        do throws(StorageError) {
            files = try self.files.settle(
                algorithm,
                lifetimeSeconds: lifetimeSeconds,
                signsElsewhere: secret != nil
            ) { first }
        } catch {
            throw Failure(error)
        }
        var keys = try files.map(Self.key)
        if let previous = previous.flatMap({ SigningKey(secret: $0) }) { keys.insert(previous, at: 0) }
        if let signing = secret.flatMap({ SigningKey(secret: $0) }) { keys.append(signing) }
        guard let signing = keys.last else { throw Failure(line: "there is no key to sign tokens with", exitCode: 70) }
        return KeySet(signing: signing, others: keys.dropLast())
    }

    /// The secret of a first key; empty when there are keys already, for a pair takes a while to find.
    private func firstSecret(_ algorithm: TokenAlgorithm) throws -> [UInt8] {
        do throws(StorageError) {
            if try !files.all(algorithm).isEmpty { return [] }
        } catch {
            throw Failure(error)
        }
        return try SigningKey.newSecret(algorithm, entropy: entropy)
    }

    private static func key(_ file: KeyFile) throws -> SigningKey {
        guard let key = SigningKey(file) else {
            throw Failure(line: "keys/\(file.name) holds no key of \(file.algorithm.rawValue)", exitCode: 65)
        }
        return key
    }

    /// Adds a key, which signs as soon as the server has seen it.
    ///
    /// - Throws: when the environment says what signs.
    func rotate() throws {
        let settings = Settings(file: "\(directory.path)/tradepost.env")
        let algorithm = try settings.tokenAlgorithm()
        if algorithm == .hs256, try settings.tokenSecret() != nil {
            throw Failure(
                line: "JWT_SECRET_KEY is set: put its value into JWT_SECRET_KEY_PREVIOUS and set a new one",
                exitCode: 78
            )
        }
        let secret = try SigningKey.newSecret(algorithm, entropy: entropy)
        do throws(StorageError) {
            guard try directory.format() != nil else { throw .missing(path: directory.path) }
            try files.add(algorithm, secret)
        } catch {
            throw Failure(error)
        }
    }
}

/// Takes over new keys on SIGHUP, and lets old ones go once their tokens have expired.
final class KeyKeeper: Service {
    /// How often old keys are looked at, in milliseconds.
    private static let intervalMillis: Int64 = 3_600_000

    let keys: TokenKeys
    let lifetimeSeconds: Int
    let tokens: TokenService
    let engine: Engine
    let logger: Logger
    /// What tokens are signed with.
    private let signing: Mutex<String>

    init(keys: TokenKeys, first: KeySet, lifetimeSeconds: Int, tokens: TokenService, engine: Engine, logger: Logger) {
        (self.keys, self.lifetimeSeconds, self.tokens) = (keys, lifetimeSeconds, tokens)
        (self.engine, self.logger) = (engine, logger)
        signing = Mutex(first.signing.id)
    }

    func run() async throws {
        let hangUps = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in hangUps { await self.take() }
                }
                group.addTask {
                    while !Task.isCancelled {
                        let next = self.keys.time.now.adding(millis: Self.intervalMillis)
                        do throws(CancellationError) { try await self.keys.time.sleep(until: next) } catch { return }
                        await self.take()
                    }
                }
            }
        }
    }

    /// Keys that cannot be read leave everything as it was: a running server does not end by a rotation.
    private func take() async {
        do {
            let next = try keys.load(lifetimeSeconds: lifetimeSeconds)
            await tokens.use(next)
            let old = signing.withLock { signing in
                defer { signing = next.signing.id }
                return signing
            }
            if old != next.signing.id { try await engine.auditKeyRotation(from: old, to: next.signing.id) }
            logger.info("the keys of access tokens were read", metadata: ["signing": "\(next.signing.id)"])
        } catch let failure as Failure {
            logger.error("the keys of access tokens could not be read", metadata: ["error": "\(failure.line)"])
        } catch {
            logger.error("the keys of access tokens could not be read", metadata: ["error": "\(error)"])
        }
    }
}
