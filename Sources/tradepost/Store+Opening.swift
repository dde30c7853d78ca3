import ArgumentParser
import Engine
import EventLog
import Glibc
import Storage

/// `--data DIR`, the same for all commands.
struct DataOptions: ParsableArguments {
    @Option(name: .long, help: "The data directory.")
    var data = "data"

    var directory: DataDirectory { DataDirectory(data) }
}

/// A store opened for looking, beside a server that may be running on it.
struct Inspection {
    let environment: Environment
    let store: Store

    init(_ options: DataOptions) throws {
        (environment, store) = try reporting { () throws(EngineError) in
            let environment: Environment
            do throws(StorageError) {
                environment = try Environment(inspecting: options.directory)
            } catch {
                throw EngineError(error)
            }
            return (environment, try Store(environment))
        }
    }

    /// Runs a read on a snapshot.
    func read<Result>(_ body: (borrowing ReadTransaction) throws(EngineError) -> Result) throws -> Result {
        try reporting { () throws(EngineError) in try environment.read("inspection", body) }
    }
}

/// Runs engine work and ends the program with its error's line and status.
func reporting<Result>(_ body: () throws(EngineError) -> Result) throws -> Result {
    do throws(EngineError) {
        return try body()
    } catch {
        throw Failure(error)
    }
}

/// Runs engine work that waits and ends the program with its error's line and status.
func reporting<Result>(waiting body: () async throws(EngineError) -> Result) async throws -> Result {
    do throws(EngineError) {
        return try await body()
    } catch {
        throw Failure(error)
    }
}

extension Failure {
    init(_ error: EngineError) {
        switch error {
        case .storage(let error): self.init(line: error.description, exitCode: error.exitCode)
        case .log(let error): self.init(line: error.description, exitCode: error.storageError?.exitCode ?? 65)
        default: self.init(line: "\(error)", exitCode: 70)
        }
    }

    init(_ error: StorageError) { self.init(line: error.description, exitCode: error.exitCode) }
}

/// Keeps a command that works on the directory for itself from being ended by `tradepost keys rotate`, which tells
/// whoever holds the directory.
func ignoreKeyRotation() { signal(SIGHUP, SIG_IGN) }

/// Draws the epoch of a new or restored directory.
func drawEpoch() -> UInt32 { UInt32.random(in: 1 ... .max) }
