import Glibc

/// A command that was started from here.
struct ChildProcess {
    private let process: pid_t

    /// Starts a command found on the PATH; nil when that fails.
    init?(_ command: [String]) {
        var process = pid_t()
        // SAFETY: the argument array is NULL-terminated, its strings live until posix_spawnp has copied them.
        let arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        let code = unsafe posix_spawnp(&process, command[0], nil, nil, arguments, environ)
        guard code == 0 else {
            errno = code
            return nil
        }
        self.process = process
    }

    /// The exit status once it has ended (128 and the signal's number for one ended by a signal), nil before.
    func status(waitingMillis millis: UInt32) -> Int32? {
        var status: Int32 = 0
        // SAFETY: waitpid fills the integer it is handed.
        guard unsafe waitpid(process, &status, WNOHANG) == process else {
            usleep(millis * 1_000)
            return nil
        }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
    }

    /// Ends it.
    func end() { kill(process, SIGTERM) }
}
