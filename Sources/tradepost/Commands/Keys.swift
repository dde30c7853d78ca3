import ArgumentParser
import Engine
import Glibc
import Storage

/// `tradepost keys`: the keys that sign access tokens.
struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Manage the keys that sign access tokens.",
        subcommands: [Rotate.self]
    )

    /// `tradepost keys rotate`.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign access tokens with a new key from now on.",
            discussion: """
                Nobody is logged out: tokens of the old key are accepted until they expire. A running server takes the key \
                over at once, a stopped one when it starts.
                """
        )

        @OptionGroup var data: DataOptions

        func run() throws {
            try TokenKeys(directory: data.directory, time: SystemTime(), entropy: Entropy()).rotate()
            let holder: Int32?
            do throws(StorageError) {
                holder = try data.directory.holder()
            } catch {
                throw Failure(error)
            }
            guard let holder else { return Output.line("a new key will sign tokens when the server starts") }
            guard kill(holder, SIGHUP) == 0 else {
                throw Failure(
                    line: "a new key was written, and process \(holder) cannot be told: send it SIGHUP",
                    exitCode: 77
                )
            }
            Output.line("a new key signs tokens: process \(holder) was told")
        }
    }
}
