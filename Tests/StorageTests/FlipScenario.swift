import Glibc
import Storage
import TestSupport

/// What came of one damaged file.
enum FlipOutcome: String, CaseIterable, Sendable {
    /// Everything was served rightly and the check found nothing: the bit means nothing.
    case meaningless
    /// Everything was served rightly and the full check found the damage.
    case foundByCheck
    case refusedAtStart
    /// A read was refused; nothing wrong was served.
    case refusedOnRead
    /// Something that is there was answered as absent; the full check found the damage.
    case hiddenAndFound
    /// As before, and the full check found nothing.
    case hidden
    /// A value that was never stored under its key, or no longer, was served; the full check found the damage.
    case wrongAndFound
    case wrong
    /// The process ended by a signal.
    case crashed
}

/// Flips bits of a data file, one at a time, and reads everything through the store each time.
///
/// Arguments: the directory with the whole store, an empty one to work in, the content's seed, then either
/// `tamper`, or offsets as `byte:bit`.
struct FlipScenario {
    private let work: String
    private let expected: [[[UInt8]: [UInt8]]]
    private let flips: [(offset: Int, bit: UInt8)]
    private let tampers: Bool

    init(_ arguments: [String]) throws {
        work = "\(arguments[1])/data"
        let seed = UInt64(arguments[2]) ?? 0
        expected = SampleContent(seed: seed).expected
        tampers = arguments[3] == "tamper"
        flips = arguments[3...].compactMap { argument in
            let parts = argument.split(separator: ":").compactMap { Int($0) }
            return parts.count == 2 ? (parts[0], UInt8(parts[1])) : nil
        }
        for part in ["store", "keys"] { try FileBox.makeDirectory("\(work)/\(part)") }
        for name in ["FORMAT", "HWM", "store/data.mdb"] {
            try FileBox("\(work)/\(name)").write(FileBox("\(arguments[0])/\(name)").bytes())
        }
    }

    func run() throws {
        if tampers {
            try tamper()
            say("outcome 0 \(outcome())")
        }
        let file = FileBox("\(work)/store/data.mdb")
        for (number, flip) in flips.enumerated() {
            try file.flip(flip.offset, flip.bit)
            say("outcome \(number) \(outcome())")
            try file.flip(flip.offset, flip.bit)
        }
    }

    /// Stores another value under one key, checksum and all: what the comparison has to notice.
    private func tamper() throws {
        let (environment, tables) = try Environment.opened(work)
        try environment.openTables { opener throws(StorageError) in
            try opener.write { transaction throws(StorageError) in
                try tables.log.put(numberKey(3), [1, 2, 3], in: transaction)
            }
        }
        environment.close()
    }

    private func outcome() -> FlipOutcome {
        do throws(StorageError) {
            let (environment, tables) = try Environment.opened(work)
            defer { environment.close() }
            let reading = Reading(environment, tables, expected: expected)
            let isFound = try !check(environment, tables).isClean
            if reading.wrong > 0 { return isFound ? .wrongAndFound : .wrong }
            if reading.refused > 0 { return .refusedOnRead }
            if reading.hidden > 0 { return isFound ? .hiddenAndFound : .hidden }
            return isFound ? .foundByCheck : .meaningless
        } catch {
            return .refusedAtStart
        }
    }

    private func check(_ environment: Environment, _ tables: SampleTables) throws(StorageError) -> Findings {
        var findings = Findings()
        environment.verifyStructure(&findings)
        return try environment.read("check") { snapshot throws(StorageError) in
            var findings = findings
            for table in tables.all { table.verifyAll(in: snapshot, &findings) }
            return findings
        }
    }
}
