import ArgumentParser
import Engine
import Glibc
import Storage

/// `tradepost backup DEST`: a hot copy, also beside a running server.
struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store into a new directory while the server may go on writing."
    )

    @OptionGroup var data: DataOptions
    @Argument(help: "The directory to make; must be empty or not be there.") var destination: String

    func run() throws {
        do throws(StorageError) {
            let environment = try Environment(inspecting: data.directory)
            defer { environment.close() }
            let report = try environment.hotCopy(to: destination)
            Output.line("copied \(report.bytes) bytes at transaction \(report.transactionID) to \(destination)")
        } catch {
            throw Failure(error)
        }
    }
}

/// `tradepost restore SRC`: a data directory out of a copy.
struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the data directory out of a backup; it must be empty."
    )

    @OptionGroup var data: DataOptions
    @Argument(help: "The backup's directory.") var source: String

    func run() throws {
        do throws(StorageError) {
            let report = try Environment.restore(from: source, to: data.data, drawEpoch: drawEpoch)
            Output.line("restored \(report.bytes) bytes at transaction \(report.transactionID) to \(data.data)")
        } catch {
            throw Failure(error)
        }
    }
}

/// `tradepost lease -- CMD…`: runs a command while a plain copy of the live directory is good.
struct LeaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lease",
        abstract: "Run a command (cp, rsync, tar) while copying the live data directory is safe."
    )

    @OptionGroup var data: DataOptions
    @Option(help: "End the command after this many seconds.") var timeLimit = 3_600
    @Option(help: "End the command when the data file has grown by this many MiB meanwhile.") var growthLimit = 10_240
    @Argument(parsing: .postTerminator, help: "The command and its arguments.") var command: [String] = []

    func run() throws {
        guard !command.isEmpty else { throw ValidationError("lease needs a command behind `--`") }
        let status: Int32
        do throws(StorageError) {
            let environment = try Environment(inspecting: data.directory)
            defer { environment.close() }
            status = try runLeased(environment)
        } catch {
            throw Failure(error)
        }
        guard status == 0 else { throw ExitCode(status) }
    }

    private func runLeased(_ environment: Environment) throws(StorageError) -> Int32 {
        let lease = try Lease(of: environment)
        guard let child = ChildProcess(command) else {
            throw .system(operation: "run \(command[0])", code: errno, reason: "the command cannot be started")
        }
        let deadline = ContinuousClock.now + .seconds(timeLimit)
        while true {
            if let status = child.status(waitingMillis: 50) { return status }
            let isTooLong = ContinuousClock.now > deadline
            if isTooLong || lease.growthBytes > growthLimit << 20 {
                child.end()
                throw .system(
                    operation: "lease",
                    code: ETIMEDOUT,
                    reason: isTooLong ? "the time limit is reached" : "the growth limit is reached"
                )
            }
        }
    }
}
