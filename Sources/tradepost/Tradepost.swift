import ArgumentParser
import Glibc

/// The program: one subcommand each in `Commands/`.
@main
struct Tradepost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tradepost",
        abstract: "A real-time order server: API, pipeline, log and shop in one process on one data directory.",
        version: Version.text,
        subcommands: [
            Serve.self, Check.self, Backup.self, Restore.self, LeaseCommand.self, Topics.self, GroupCommand.self,
            Consume.self, DeadLetterCommand.self, WorkerCommand.self, Load.self, Import.self, Admin.self, Keys.self,
            VersionCommand.self, Docs.self,
        ],
        defaultSubcommand: Serve.self
    )

    static func main() async {
        // A peer that goes away must not end the process (swift-nio #3479).
        signal(SIGPIPE, SIG_IGN)
        Memory.keepFreed()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            Output.error(failure.line)
            Glibc.exit(failure.exitCode)
        } catch {
            exit(withError: error)
        }
    }
}

/// What this build is.
enum Version {
    static let text = "0.1.0"
}

/// Ends the program with one line and a status.
struct Failure: Error {
    var line: String
    var exitCode: Int32
}

/// `tradepost version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() { Output.line("tradepost \(Version.text)") }
}

/// Lines on standard output and standard error.
enum Output {
    static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// As it is and without a line's end, on standard output.
    static func text(_ text: String) { write(text, to: STDOUT_FILENO) }

    static func error(_ text: String) { write("tradepost: \(text)\n", to: STDERR_FILENO) }

    /// As it is and without a line's end, on standard error.
    static func prompt(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is alive for the call and its own count is passed.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
