import Dispatch
package import Glibc
import Synchronization

/// Another process: a program, or this test binary again with a scenario of its own, so that a crash, a kill or an
/// injected fault hits only that one.
package final class ChildProcess: Sendable {
    /// How a process ended.
    package enum Ending: Sendable, Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    /// The process id; stays taken until `ending` has waited for it.
    package let identifier: pid_t
    private let output: Int32
    private let input: Int32

    /// The scenario this process was started for; nil in the process that runs the tests.
    package static var scenario: (name: String, arguments: [String])? {
        // SAFETY: the environment is not changed while tests run.
        guard let name = unsafe getenv("TRADEPOST_CHILD"), let rest = unsafe getenv("TRADEPOST_CHILD_ARGUMENTS") else {
            return nil
        }
        return unsafe (String(cString: name), String(cString: rest).split(separator: "\n").map(String.init))
    }

    /// Starts this test binary again; its suite `entry` (as `Target.Suite`) looks at `scenario`.
    ///
    /// - Parameter wrapper: a command to put in front, such as `strace …`.
    package convenience init(
        scenario: String,
        _ arguments: [String],
        entry: String,
        wrapper: [String] = []
    ) throws(TestSupportError) {
        let binary = CommandLine.arguments[0]
        try self.init(
            wrapper + [binary, "--testing-library", "swift-testing", "--filter", entry],
            environment: [
                "TRADEPOST_CHILD=\(scenario)", "TRADEPOST_CHILD_ARGUMENTS=\(arguments.joined(separator: "\n"))",
                "SWIFT_BACKTRACE=enable=no",
            ]
        )
    }

    /// Starts a program from `PATH` with this process's environment and more.
    package init(_ command: [String], environment: [String] = []) throws(TestSupportError) {
        let ends = try Self.starting.withLock { _ throws(TestSupportError) in try Self.start(command, environment) }
        (identifier, output, input) = ends
    }

    /// One start at a time, or another child would inherit the pipes before they are marked.
    private static let starting = Mutex(())

    private static func start(
        _ command: [String],
        _ environment: [String]
    ) throws(TestSupportError) -> (identifier: pid_t, output: Int32, input: Int32) {
        var (fromChild, toChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        // SAFETY: pipe fills two descriptors; all pointers handed to posix_spawn live until it returns.
        guard unsafe pipe(&fromChild) == 0, unsafe pipe(&toChild) == 0 else { throw .failed("pipe: \(errno)") }
        for descriptor in fromChild + toChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let (code, started) = unsafe spawn(command, environment, input: toChild[0], output: fromChild[1])
        close(fromChild[1])
        close(toChild[0])
        if code != 0 { throw .failed("start \(command[0]): \(code)") }
        return (started, fromChild[0], toChild[1])
    }

    // SAFETY: the caller hands over open descriptors; the C strings and the list of actions are made and freed here.
    @unsafe private static func spawn(
        _ command: [String],
        _ environment: [String],
        input: Int32,
        output: Int32
    ) -> (code: Int32, started: pid_t) {
        // SAFETY: as above.
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe self.environment(adding: environment) + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var started = pid_t()
        return unsafe (posix_spawnp(&started, command[0], &actions, nil, &arguments, &variables), started)
    }

    deinit {
        close(output)
        close(input)
    }

    // SAFETY: the caller frees the strings; the environment is not changed while tests run.
    @unsafe private static func environment(adding more: [String]) -> [UnsafeMutablePointer<CChar>?] {
        var all: [UnsafeMutablePointer<CChar>?] = unsafe []
        var index = 0
        // SAFETY: environ is a NULL-terminated list of NUL-terminated strings.
        while let entry = unsafe environ[index] {
            unsafe all.append(strdup(entry))
            index += 1
        }
        return unsafe all + more.map { unsafe strdup($0) }
    }

    /// Sends a signal, such as `SIGKILL`; nothing happens when the process has ended already.
    package func kill(_ signal: Int32) { _ = Glibc.kill(identifier, signal) }

    /// Waits until the process has written a line that begins with `prefix`; nil when its output ends before.
    package func line(beginning prefix: String) async -> String? {
        await onThread { [self] in
            while let line = readLine() {
                if line.hasPrefix(prefix) { return line }
            }
            return nil
        }
    }

    /// Reads the rest of the output and waits for the end.
    package func ending() async -> (ending: Ending, lines: [String]) {
        await onThread { [self] in
            var lines: [String] = []
            while let line = readLine() { lines.append(line) }
            var status: Int32 = 0
            // SAFETY: waitpid fills the status of a child of this process that nobody else waits for.
            while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            return (signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal), lines)
        }
    }

    private func readLine() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        // SAFETY: one byte is read into one byte.
        while unsafe read(output, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    private func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: body()) }
        }
    }
}
