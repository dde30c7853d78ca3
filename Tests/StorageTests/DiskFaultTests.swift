import Glibc
import Storage
import Synchronization
import TestSupport
import Testing

/// What the machine can do for these tests.
private enum Machine {
    static let canMount = getuid() == 0 && FileBox("/bin/mount").exists
    static let hasTracer = FileBox("/usr/bin/strace").exists
}

@Suite(.serialized) struct DiskFaultTests {
    @Test(.enabled(if: Machine.canMount, "mounting a small file system needs root"), arguments: [1 << 20, 8 << 20])
    func `a full file system refuses writes, serves reads, and writes go on when there is room`(
        reserved: Int
    ) async throws {
        let folder = try TemporaryDirectory()
        let mount = try ChildProcess(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", folder.path])
        try #require(await mount.ending().ending == .exit(0))
        do {
            try await fill(folder, reserved: reserved)
        } catch {
            Issue.record(error)
        }
        #expect(await (try ChildProcess(["umount", "-l", folder.path])).ending().ending == .exit(0))
    }

    private func fill(_ folder: TemporaryDirectory, reserved: Int) async throws {
        let fatal = Mutex<StorageError?>(nil)
        let store = try SampleStore(
            folder: folder,
            mapBytes: 64 << 20,
            reservedBytes: reserved,
            onFatal: { error in fatal.withLock { $0 = error } }
        )
        let ballast = FileBox("\(folder.path)/ballast")
        try ballast.write([UInt8](repeating: 1, count: 12 << 20))
        var acknowledged = UInt64(0)
        await #expect(throws: StorageError.full) {
            while true {
                let number = acknowledged
                try await store.write { transaction, tables throws(StorageError) in
                    try tables.log.append(numberKey(number), [UInt8](repeating: 3, count: 1_500_000), in: transaction)
                }
                acknowledged += 1
            }
        }
        #expect(acknowledged > 2)
        #expect(store.writer.metrics.isFull)
        await #expect(throws: StorageError.full) {
            try await store.write { transaction, tables throws(StorageError) in
                try tables.rows.put(1, "x", in: transaction)
            }
        }
        try store.read { snapshot, tables throws(StorageError) in
            #expect(try tables.log.count(in: snapshot) == Int(acknowledged))
            #expect(try tables.log.get(numberKey(0), in: snapshot)?.count == 1_500_000)
            #expect(try tables.rows.get(1, in: snapshot) == nil)
        }
        TemporaryDirectory.remove(ballast.path)
        try await store.write { transaction, tables throws(StorageError) in try tables.rows.put(1, "x", in: transaction)
        }
        #expect(!store.writer.metrics.isFull)
        #expect(fatal.withLock { $0 } == nil)
        try await store.close()
    }

    /// LMDB forgets a failed sync: the next commit would succeed as if nothing had happened. So whichever one
    /// fails, nothing is acknowledged any more, the process ends with 74, and the next start finds all that was.
    @Test(.enabled(if: Machine.hasTracer, "strace injects the fault"))
    func `whichever of the first 50 syncs fails, the store stops there and is whole afterwards`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<2 {
                group.addTask {
                    for failing in stride(from: 1 + lane, through: 50, by: 2) { try await failSync(failing) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func failSync(_ failing: Int) async throws {
        let folder = try TemporaryDirectory()
        let tracer = [
            "strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync",
            "-e", "inject=fdatasync:error=EIO:when=\(failing)",
        ]
        let process = try ChildProcess(
            scenario: "write",
            [folder.path, "60"],
            entry: ChildEntry.filter,
            wrapper: tracer
        )
        let (ending, lines) = await process.ending()
        #expect(ending == .exit(74), "sync \(failing): \(lines.suffix(3))")
        #expect(lines.contains { $0.hasPrefix("error the disk refused a write") })
        let acknowledged = lines.filter { $0.hasPrefix("ack ") }.count
        #expect(acknowledged <= failing && acknowledged >= failing - 3, "sync \(failing): \(acknowledged) acknowledged")
        try await expectWhole(folder, acknowledged: acknowledged)
    }

    /// Opens what is left, looks for every acknowledged row, checks everything, and writes on.
    private func expectWhole(_ folder: TemporaryDirectory, acknowledged: Int) async throws {
        let store = try SampleStore(folder: folder)
        let rows = try store.read { snapshot, tables throws(StorageError) in
            for number in 0..<UInt64(acknowledged) {
                #expect(try tables.rows.get(number, in: snapshot) == "row \(number)")
            }
            return try tables.rows.count(in: snapshot)
        }
        #expect(rows == acknowledged || rows == acknowledged + 1, "\(rows) rows, \(acknowledged) acknowledged")
        try await store.write { transaction, tables throws(StorageError) in
            try tables.rows.put(9_999, "on", in: transaction)
        }
        try await store.close()
    }

    @Test func `a killed process leaves a whole store, never behind its high-water mark`() async throws {
        let folder = try TemporaryDirectory()
        var (acknowledged, random) = (0, SeededRandom(8))
        for _ in 0..<8 {
            let process = try ChildProcess(scenario: "write", [folder.path, "1000000"], entry: ChildEntry.filter)
            try #require(await process.line(beginning: "ready") != nil)
            for _ in 0..<(1 + random.next() % 200) {
                try #require(await process.line(beginning: "ack ") != nil)
                acknowledged += 1
            }
            process.kill(SIGKILL)
            let (ending, lines) = await process.ending()
            #expect(ending == .signal(SIGKILL))
            acknowledged += lines.filter { $0.hasPrefix("ack ") }.count
            let store = try SampleStore(folder: folder)
            let rows = try store.read { snapshot, tables throws(StorageError) in try tables.rows.count(in: snapshot) }
            #expect(rows == acknowledged || rows == acknowledged + 1)
            acknowledged = rows
            try await store.close()
        }
    }

    @Test func `the high-water mark follows the commits and never leads them`() async throws {
        let store = try SampleStore()
        let mark = FileBox("\(store.folder.path)/data/HWM")
        for number in UInt64(0)..<50 {
            try await store.write { transaction, tables throws(StorageError) in
                try tables.rows.put(number, "row", in: transaction)
            }
            let transactionID = store.environment.usage.transactionID
            #expect(try marked(mark) <= transactionID)
        }
        let last = store.environment.usage.transactionID
        try await store.close()
        #expect(try marked(mark) == last)
    }

    /// The newest transaction id in the high-water file's two slots (sequence at byte 8, transaction at 16).
    private func marked(_ mark: FileBox) throws -> UInt64 {
        let bytes = try mark.bytes()
        let slots = [0, 4_096].map { slot in (word(bytes, slot + 8), word(bytes, slot + 16)) }
        return slots[0].0 > slots[1].0 ? slots[0].1 : slots[1].1
    }

    private func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        (0..<8).reduce(UInt64(0)) { word, index in word | UInt64(bytes[offset + index]) << UInt64(8 * index) }
    }
}
