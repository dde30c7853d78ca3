import Glibc
import Storage
import TestSupport
import Testing

/// Everything a start may find. Each store is opened by another process, since the worst of it would end that one.
@Suite struct StartUpTests {
    private typealias Result = (ending: ChildProcess.Ending, lines: [String])

    /// A closed store with some content.
    private func makeStore() async throws -> TemporaryDirectory {
        let store = try SampleStore()
        try await SampleContent.fill(store, seed: 5)
        try await store.close()
        return store.folder
    }

    private func open(_ path: String, asNobody: Bool = false) async throws -> Result {
        let process = try ChildProcess(
            scenario: asNobody ? "open as nobody" : "open",
            [path],
            entry: ChildEntry.filter
        )
        let (ending, lines) = await process.ending()
        return (ending, lines.filter { line in ["error ", "state ", "entries "].contains { line.hasPrefix($0) } })
    }

    /// Expects a refusal with this exit code, one line, and a directory without anything new.
    private func expectRefusal(
        _ path: String,
        exit code: Int32,
        saying words: String,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await open(path)
        #expect(result.ending == .exit(code), sourceLocation: location)
        #expect(result.lines.count == 1 && result.lines[0].contains(words), "\(result.lines)", sourceLocation: location)
    }

    private func file(_ folder: TemporaryDirectory, _ name: String) -> FileBox {
        FileBox("\(folder.path)/data/\(name)")
    }

    @Test func `a whole store opens with everything in it`() async throws {
        let folder = try await makeStore()
        let content = SampleContent(seed: 5).expected.reduce(0) { $0 + $1.count }
        let result = try await open("\(folder.path)/data")
        #expect(result.ending == .exit(0))
        #expect(result.lines.last == "entries \(content) findings 0")
        #expect(result.lines.first?.hasPrefix("state old") == true)
    }

    @Test func `an empty and a missing directory become a new store, with what may lie in it untouched`() async throws {
        let folder = try TemporaryDirectory()
        try FileBox.makeDirectory("\(folder.path)/empty")
        try FileBox("\(folder.path)/empty/.gitkeep").write([])
        try FileBox("\(folder.path)/empty/catalogue.csv").write([1])
        for name in ["empty", "missing"] {
            #expect(try await open("\(folder.path)/\(name)").lines.first?.hasPrefix("state new") == true)
            #expect(try await open("\(folder.path)/\(name)").lines.first?.hasPrefix("state old") == true)
        }
        #expect(try FileBox("\(folder.path)/empty/catalogue.csv").bytes() == [1])
    }

    @Test func `a data file that is gone is missing, and no new one is made`() async throws {
        let folder = try await makeStore()
        let data = file(folder, "store/data.mdb")
        TemporaryDirectory.remove(data.path)
        try await expectRefusal("\(folder.path)/data", exit: 66, saying: "no store at")
        #expect(!data.exists)
        TemporaryDirectory.remove("\(folder.path)/data/store")
        try await expectRefusal("\(folder.path)/data", exit: 66, saying: "no store at")
        #expect(!data.exists)
    }

    @Test func `a file cut at any length is refused and left as it is`() async throws {
        let folder = try await makeStore()
        let data = file(folder, "store/data.mdb")
        let whole = try data.bytes()
        var random = SeededRandom(50)
        let edges = [0, 1, 4_095, 4_096, 8_191, 8_192, whole.count - 4_096, whole.count - 1]
        for size in edges + (0..<50).map({ _ in Int(random.next() % UInt64(whole.count)) }) {
            try data.write(Array(whole[..<size]))
            do throws(StorageError) {
                let (environment, _) = try Environment.opened("\(folder.path)/data")
                environment.close()
                Issue.record("a file of \(size) bytes of \(whole.count) was opened")
            } catch {
                #expect(error.exitCode == 65, "\(size): \(error)")
                #expect(!"\(error)".contains("\n"))
            }
            #expect(try data.bytes().count == size)
        }
        try data.write(whole)
        #expect(try await open("\(folder.path)/data").ending == .exit(0))
    }

    @Test func `a truncated file ends in an exit code and not in a signal`() async throws {
        let folder = try await makeStore()
        let data = file(folder, "store/data.mdb")
        try data.truncate(to: data.bytes().count / 2)
        try await expectRefusal("\(folder.path)/data", exit: 65, saying: "is damaged (it has")
        try data.truncate(to: 0)
        try await expectRefusal("\(folder.path)/data", exit: 65, saying: "the file is empty")
    }

    @Test(arguments: ["text", "zeros", "random"]) func `a file of something else is foreign`(kind: String) async throws
    {
        let folder = try await makeStore()
        var random = SeededRandom(9)
        let bytes =
            switch kind {
            case "text": Array(String(repeating: "SQLite format 3\n", count: 2_000).utf8)
            case "zeros": [UInt8](repeating: 0, count: 100_000)
            default: random.bytes(100_000)
            }
        try file(folder, "store/data.mdb").write(bytes)
        try await expectRefusal("\(folder.path)/data", exit: 68, saying: "it is not an LMDB data file")
        #expect(try file(folder, "store/data.mdb").bytes() == bytes)
    }

    @Test func `another program's LMDB file is not ours`() async throws {
        let folder = try await makeStore()
        let other = try StoreHarness(all: { [$0] }) { opener throws(StorageError) in try opener.raw("theirs") }
        try await other.close()
        try file(folder, "store/data.mdb").write(file(other.folder, "store/data.mdb").bytes())
        TemporaryDirectory.remove("\(folder.path)/data/HWM")
        try file(folder, "HWM").write(file(other.folder, "HWM").bytes())
        try await expectRefusal("\(folder.path)/data", exit: 65, saying: "table rows is missing")
    }

    @Test func `a directory with other files and without FORMAT is refused and nothing is put into it`() async throws {
        let folder = try TemporaryDirectory()
        try FileBox("\(folder.path)/letter.txt").write([1, 2, 3])
        try await expectRefusal(folder.path, exit: 68, saying: "it has no FORMAT file and is not empty (letter.txt)")
        #expect(!FileBox("\(folder.path)/LOCK").exists && !FileBox("\(folder.path)/store").exists)
        try await expectRefusal("\(folder.path)/letter.txt", exit: 68, saying: "is not a Tradepost store")
    }

    @Test func `a store whose FORMAT is gone is refused, not made anew`() async throws {
        let folder = try await makeStore()
        TemporaryDirectory.remove(file(folder, "FORMAT").path)
        try await expectRefusal("\(folder.path)/data", exit: 68, saying: "it has no FORMAT file")
    }

    @Test(
        arguments: [
            (
                "tradepost data\nformat 2\nepoch 00000001\nstate ready\nsum 00000000\n", 69,
                "format 2 and this program reads format 1"
            ),
            ("tradepost data\nformat 1\nepoch 00000001\nstate ready\nsum 00000000\n", 65, "FORMAT fails its checksum"),
            ("tradepost data\nformat 1\n", 65, "FORMAT is not complete"),
            ("tradepost data\nformat 1\nepoch zz\nstate ready\nsum 00000000\n", 65, "FORMAT is not complete"),
            ("", 68, "FORMAT does not begin with"), ("version: 7\n", 68, "FORMAT does not begin with"),
        ] as [(String, Int32, String)]
    )
    func `a FORMAT that does not hold is refused`(text: String, code: Int32, words: String) async throws {
        let folder = try await makeStore()
        try file(folder, "FORMAT").write(Array(text.utf8))
        try await expectRefusal("\(folder.path)/data", exit: code, saying: words)
    }

    @Test func `every flipped bit of FORMAT is noticed`() async throws {
        let folder = try await makeStore()
        let format = file(folder, "FORMAT")
        for offset in 0..<(try format.bytes().count) {
            let bit = UInt8(offset % 8)
            try format.flip(offset, bit)
            #expect(throws: StorageError.self) {
                let (environment, _) = try Environment.opened("\(folder.path)/data")
                environment.close()
            }
            try format.flip(offset, bit)
        }
        #expect(try await open("\(folder.path)/data").ending == .exit(0))
    }

    @Test func `a high-water file that is gone or damaged is refused; one damaged slot of two is not`() async throws {
        let folder = try await makeStore()
        let mark = file(folder, "HWM")
        let whole = try mark.bytes()
        try mark.flip(17, 3)
        try mark.flip(4_096 + 17, 3)
        try await expectRefusal("\(folder.path)/data", exit: 65, saying: "no slot passes its checksum")
        TemporaryDirectory.remove(mark.path)
        try await expectRefusal("\(folder.path)/data", exit: 66, saying: "HWM")
        for slot in [0, 4_096] {
            try mark.write(whole)
            try mark.flip(slot + 17, 3)
            #expect(try await open("\(folder.path)/data").ending == .exit(0))
        }
    }

    @Test func `an old data file that was put back is noticed`() async throws {
        let folder = try await makeStore()
        let data = file(folder, "store/data.mdb")
        let old = try data.bytes()
        let store = try SampleStore(folder: folder)
        for number in UInt64(0)..<2 {
            try await store.write { transaction, tables throws(StorageError) in
                try tables.rows.put(9_000 + number, "newer", in: transaction)
            }
        }
        try await store.close()
        try data.write(old)
        try await expectRefusal("\(folder.path)/data", exit: 67, saying: "this directory has already seen")
        #expect(try data.bytes() == old)
    }

    @Test func `a flipped transaction number in either meta page is noticed`() async throws {
        let folder = try await makeStore()
        let data = file(folder, "store/data.mdb")
        for page in 0..<2 {
            for bit in 0..<48 {
                try data.flip(page * 4_096 + 144 + bit / 8, UInt8(bit % 8))
                #expect(throws: StorageError.self) {
                    let (environment, _) = try Environment.opened("\(folder.path)/data")
                    environment.close()
                }
                try data.flip(page * 4_096 + 144 + bit / 8, UInt8(bit % 8))
            }
        }
    }

    @Test func `a second process is told who holds the store`() async throws {
        let folder = try await makeStore()
        let holder = try ChildProcess(scenario: "hold", ["\(folder.path)/data"], entry: ChildEntry.filter)
        let line = try #require(await holder.line(beginning: "holding "))
        let identifier = line.split(separator: " ").last.map(String.init) ?? ""
        try await expectRefusal(
            "\(folder.path)/data",
            exit: 73,
            saying: "in use by another process (process \(identifier))"
        )
        holder.kill(SIGKILL)
        #expect(await holder.ending().ending == .signal(SIGKILL))
        #expect(try await open("\(folder.path)/data").ending == .exit(0))
    }

    @Test func `the same process cannot open a store twice, and can again after closing it`() async throws {
        let store = try SampleStore()
        #expect(throws: StorageError.locked(path: "\(store.folder.path)/data", holder: "process \(getpid())")) {
            try SampleStore(folder: store.folder)
        }
        try await store.close()
        try await SampleStore(folder: store.folder).close()
    }

    @Test(.enabled(if: getuid() == 0, "only root can become somebody without rights"))
    func `a directory without rights is refused`() async throws {
        let folder = try await makeStore()
        let result = try await open("\(folder.path)/data", asNobody: true)
        #expect(result.ending == .exit(77))
        #expect(result.lines.count == 1 && result.lines[0].hasSuffix(": Permission denied"))
    }

    @Test func `a creation that was interrupted is begun anew`() async throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/data"
        var options = Environment.Options(drawEpoch: { 7 })
        options.mapBytes = 8 << 20
        // Interrupted after LMDB made its file and before the tables were committed.
        try Environment(opening: DataDirectory(path), options: options).close()
        #expect(FileBox("\(path)/store/data.mdb").exists)
        let result = try await open(path)
        #expect(result.lines.first?.hasPrefix("state new") == true)
        #expect(result.lines.last == "entries 0 findings 0")
        #expect(try await open(path).lines.first?.hasPrefix("state old") == true)
    }

    @Test func `a creation that was interrupted before FORMAT had its name is begun anew`() async throws {
        let folder = try TemporaryDirectory()
        try FileBox("\(folder.path)/FORMAT.new").write([1])
        #expect(try await open(folder.path).lines.first?.hasPrefix("state new") == true)
    }

    @Test func `every refusal has an exit code of its own where the remedy differs`() {
        let errors: [StorageError] = [
            .damagedFile(path: "", reason: ""), .missing(path: ""), .rolledBack(found: 1, expected: 2),
            .foreign(path: "", reason: ""), .formatVersion(found: 2, supported: 1), .locked(path: "", holder: ""),
            .full, .busy, .notPermitted(path: "", reason: ""),
        ]
        #expect(Set(errors.map(\.exitCode)).count == errors.count)
        #expect(errors.allSatisfy { !"\($0)".isEmpty && !"\($0)".contains("\n") })
    }
}
