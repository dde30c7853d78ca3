import Commerce
import Glibc

/// Asks for a password without showing it, or takes it from standard input when nobody sits there.
enum PasswordPrompt {
    /// A password that is new: typed twice at a terminal, the first line otherwise.
    ///
    /// - Throws: when there is none, the two differ, or `PasswordRule` does not accept it.
    static func newPassword(for name: String) throws -> String {
        let isTerminal = isatty(STDIN_FILENO) == 1
        let password = try isTerminal ? hidden("Password for \(name): ") : line()
        guard PasswordRule.accepts(password) else {
            let range = PasswordRule.byteRange
            throw Failure(
                line: "a password has \(range.lowerBound) to \(range.upperBound) bytes",
                exitCode: 64
            )
        }
        if isTerminal, try hidden("The same again: ") != password {
            throw Failure(line: "the two are not the same", exitCode: 64)
        }
        return password
    }

    /// Reads a line with the terminal's echo switched off.
    private static func hidden(_ prompt: String) throws -> String {
        var settings = termios()
        // SAFETY: tcgetattr fills the struct it is handed.
        guard unsafe tcgetattr(STDIN_FILENO, &settings) == 0 else {
            throw Failure(line: "the terminal cannot be asked", exitCode: 70)
        }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        defer {
            var before = before
            // SAFETY: the struct is the one tcgetattr filled.
            unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Output.prompt("\n")
        }
        Output.prompt(prompt)
        // SAFETY: the struct is the one tcgetattr filled, with one flag changed.
        guard unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) == 0 else {
            throw Failure(line: "the terminal's echo cannot be switched off", exitCode: 70)
        }
        return try line()
    }

    private static func line() throws -> String {
        guard let line = readLine(strippingNewline: true) else {
            throw Failure(line: "no password was given on standard input", exitCode: 64)
        }
        return line
    }
}
