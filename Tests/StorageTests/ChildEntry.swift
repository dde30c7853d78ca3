import Glibc
import Storage
import TestSupport
import Testing

/// What this test binary does when a test has started it again.
@Suite(.enabled(if: ChildProcess.scenario != nil)) struct ChildEntry {
    static let filter = "StorageTests.ChildEntry"

    @Test func `a child plays its scenario`() async throws {
        let (name, arguments) = try #require(ChildProcess.scenario)
        switch name {
        case "open as nobody":
            // The binary may lie where only root can reach it, so the rights go when it runs.
            guard setgid(65_534) == 0, setuid(65_534) == 0 else { exit(1) }
            try OpenScenario(path: arguments[0]).run()
        case "open": try OpenScenario(path: arguments[0]).run()
        case "hold": try HoldScenario(path: arguments[0]).run()
        case "write": try await WriteScenario(folder: arguments[0], until: #require(UInt64(arguments[1]))).run()
        case "flips": try FlipScenario(arguments).run()
        default: say("no scenario \(name)")
        }
        exit(0)
    }
}

/// Writes a line to the parent at once.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    // SAFETY: the buffer is alive and its own count is passed.
    _ = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
}

/// Ends the process as the server would for a storage error.
func exit(with error: StorageError) -> Never {
    say("error \(error)")
    exit(error.exitCode)
}

extension Environment {
    /// Opens a store as the children of these tests do.
    static func opened(_ path: String) throws(StorageError) -> (environment: Environment, tables: SampleTables) {
        var options = Options(drawEpoch: { UInt32.random(in: 1...UInt32.max) })
        options.mapBytes = 8 << 20
        let environment = try Environment(opening: DataDirectory(path), options: options)
        do throws(StorageError) {
            let tables = try environment.openTables { opener throws(StorageError) in try SampleTables(opener) }
            return (environment, tables)
        } catch {
            environment.close()
            throw error
        }
    }
}

/// Opens a store, reads and checks everything in it; a line says how many entries there are.
struct OpenScenario {
    let path: String

    func run() throws {
        do throws(StorageError) {
            let (environment, tables) = try Environment.opened(path)
            let (entries, findings) = try environment.read("open") { snapshot throws(StorageError) in
                var (entries, findings) = (0, Findings())
                for table in tables.all { entries += table.verifyAll(in: snapshot, &findings) }
                return (entries, findings)
            }
            var all = findings
            environment.verifyStructure(&all)
            say("state \(environment.isNew ? "new" : "old") epoch \(environment.epoch)")
            say("entries \(entries) findings \(all.total)")
            environment.close()
        } catch {
            exit(with: error)
        }
    }
}

/// Holds a store open until its input ends.
struct HoldScenario {
    let path: String

    func run() throws {
        do throws(StorageError) {
            let (environment, _) = try Environment.opened(path)
            say("holding \(getpid())")
            var byte: UInt8 = 0
            // SAFETY: one byte is read into one byte.
            while unsafe read(0, &byte, 1) > 0 {}
            environment.close()
        } catch {
            exit(with: error)
        }
    }
}

/// Writes one row per commit, says each number once it is acknowledged, and ends as the server would when the disk
/// fails.
struct WriteScenario {
    let folder: String
    let until: UInt64

    func run() async throws {
        do throws(StorageError) {
            let (environment, tables) = try Environment.opened("\(folder)/data")
            let first = try environment.read("first") { snapshot throws(StorageError) in
                UInt64(try tables.rows.count(in: snapshot))
            }
            let writer = try Writer(environment: environment) { say("fatal \($0.exitCode)") }
            say("ready")
            for number in first..<until {
                try await writer.submit { transaction throws(StorageError) in
                    try tables.rows.put(number, "row \(number)", in: transaction)
                    try tables.log.append(numberKey(number), [UInt8](repeating: 1, count: 700), in: transaction)
                }
                say("ack \(number)")
            }
            await writer.stop()
            environment.close()
        } catch {
            exit(with: error)
        }
    }
}
