import Glibc
import Storage
import TestSupport
import Testing

@Suite struct CopyTests {
    /// Writes without pause while `body` runs; every unit keeps both tables at one number.
    private func whileWriting(_ store: SampleStore, _ body: () async throws -> Void) async throws {
        let writing = Task {
            var number = UInt64(0)
            while !Task.isCancelled {
                number += 1
                let now = number
                try await store.write { transaction, tables throws(StorageError) in
                    for part in UInt64(0)..<20 {
                        try tables.rows.put(
                            part * 131 + now % 131,
                            String(repeating: "v\(now) ", count: 60),
                            in: transaction
                        )
                    }
                    try tables.names.put("rows", UInt64(try tables.rows.count(in: transaction)), in: transaction)
                    try tables.names.put("now", now, in: transaction)
                }
            }
        }
        do {
            try await body()
        } catch {
            writing.cancel()
            throw error
        }
        writing.cancel()
        do { try await writing.value } catch StorageError.cancelled {}
    }

    /// Opens a copy in another process, which checks all of it.
    private func open(_ path: String) async throws -> (ending: ChildProcess.Ending, state: String, entries: String) {
        let process = try ChildProcess(scenario: "open", [path], entry: ChildEntry.filter)
        let (ending, lines) = await process.ending()
        let told = { (prefix: String) in lines.first { $0.hasPrefix(prefix) } ?? "" }
        return (ending, told("state "), told("entries ") + told("error "))
    }

    @Test func `20 hot copies under load open and check clean, with the epoch of their source`() async throws {
        let store = try SampleStore()
        try await whileWriting(store) {
            for number in 0..<20 {
                let target = "\(store.folder.path)/copy \(number)"
                let report = try store.environment.hotCopy(to: target)
                #expect(report.bytes == (try FileBox("\(target)/store/data.mdb").bytes().count))
                let opened = try await open(target)
                #expect(opened.ending == .exit(0) && opened.entries.hasSuffix("findings 0"), "\(opened)")
                #expect(opened.state == "state old epoch \(store.environment.epoch)")
                TemporaryDirectory.remove(target)
            }
        }
        try await store.close()
    }

    @Test func `20 plain copies under a lease and under load open and check clean, each with a new epoch`() async throws
    {
        let store = try SampleStore()
        var epochs: Set<String> = ["state old epoch \(store.environment.epoch)"]
        try await whileWriting(store) {
            for number in 0..<20 {
                let target = "\(store.folder.path)/copy \(number)"
                do {
                    let lease = try Lease(of: store.environment)
                    try await FileBox("\(store.folder.path)/data").copy(to: target)
                    #expect(lease.growthBytes >= 0)
                }
                let opened = try await open(target)
                #expect(opened.ending == .exit(0) && opened.entries.hasSuffix("findings 0"), "\(opened)")
                #expect(epochs.insert(opened.state).inserted, "the epoch is new")
                #expect(!FileBox("\(target)/LEASE").exists)
                TemporaryDirectory.remove(target)
            }
        }
        #expect(!FileBox("\(store.folder.path)/data/LEASE").exists)
        try await store.close()
    }

    /// Without a lease a copy may be broken. It must then be refused or show in the check: never half of a state
    /// that passes for a whole one.
    @Test func `plain copies without a lease are whole or known to be broken`() async throws {
        let store = try SampleStore()
        var broken = 0
        try await whileWriting(store) {
            for number in 0..<20 {
                let target = "\(store.folder.path)/copy \(number)"
                try await FileBox("\(store.folder.path)/data").copy(to: target)
                let opened = try await open(target)
                if opened.ending != .exit(0) || !opened.entries.hasSuffix("findings 0") { broken += 1 }
                TemporaryDirectory.remove(target)
            }
        }
        print("FIGURES copies without lease: \(broken) of 20 known to be broken")
        try await store.close()
    }

    @Test func `a lease is taken once at a time, and again after it ended`() async throws {
        let store = try SampleStore()
        do {
            let lease = try Lease(of: store.environment)
            #expect(FileBox("\(store.folder.path)/data/LEASE").exists)
            #expect(throws: StorageError.self) { _ = try Lease(of: store.environment) }
            #expect(FileBox("\(store.folder.path)/data/LEASE").exists, "the refused one must not end the running one")
            #expect(lease.growthBytes == 0)
        }
        #expect(!FileBox("\(store.folder.path)/data/LEASE").exists)
        _ = try Lease(of: store.environment)
        try await store.close()
    }

    @Test func `a store that is closed under a lease ends it`() async throws {
        let store = try SampleStore()
        let lease = try Lease(of: store.environment)
        try await store.close()
        _ = consume lease
        #expect(!FileBox("\(store.folder.path)/data/LEASE").exists)
    }

    @Test func `a map grows under a lease`() async throws {
        let store = try SampleStore(mapBytes: 1 << 20)
        let lease = try Lease(of: store.environment)
        try await store.write { transaction, tables throws(StorageError) in
            try tables.log.put(numberKey(1), [UInt8](repeating: 1, count: 6 << 20), in: transaction)
        }
        #expect(lease.growthBytes >= 6 << 20)
        _ = consume lease
        try await store.close()
    }

    @Test func `a lease file whose holder died gives the store a new epoch, once`() async throws {
        let store = try SampleStore()
        let epoch = store.environment.epoch
        let held = "\(store.folder.path)/held"
        do {
            let lease = try Lease(of: store.environment)
            try FileBox(held).write(FileBox("\(store.folder.path)/data/LEASE").bytes())
            _ = lease.growthBytes
        }
        try await store.close()
        try FileBox("\(store.folder.path)/data/LEASE").write(FileBox(held).bytes())
        let first = try await open("\(store.folder.path)/data")
        let second = try await open("\(store.folder.path)/data")
        #expect(first.ending == .exit(0) && first.state != "state old epoch \(epoch)")
        #expect(first.state == second.state)
        #expect(!FileBox("\(store.folder.path)/data/LEASE").exists)
    }

    @Test(arguments: [0, 5, 20]) func `a lease file that was never finished does not stand in the way`(
        size: Int
    ) async throws {
        let store = try SampleStore()
        try await store.close()
        try FileBox("\(store.folder.path)/data/LEASE").write([UInt8](repeating: 1, count: size))
        #expect(try await open("\(store.folder.path)/data").ending == .exit(0))
        #expect(!FileBox("\(store.folder.path)/data/LEASE").exists)
    }

    @Test func `a copy needs an empty directory, or one with a copy that was interrupted`() async throws {
        let store = try SampleStore()
        let target = "\(store.folder.path)/copy"
        try FileBox.makeDirectory(target)
        try FileBox("\(target)/letter.txt").write([1])
        #expect { _ = try store.environment.hotCopy(to: target) } throws: { ($0 as? StorageError)?.exitCode == 68 }
        #expect(!FileBox("\(target)/store").exists)
        TemporaryDirectory.remove("\(target)/letter.txt")
        _ = try store.environment.hotCopy(to: target)
        #expect { _ = try store.environment.hotCopy(to: target) } throws: { ($0 as? StorageError)?.exitCode == 68 }
        try await store.close()
        let other = try TemporaryDirectory()
        try Environment(opening: DataDirectory(other.path), options: .init(drawEpoch: { 1 })).close()
        let again = try SampleStore(folder: store.folder)
        _ = try again.environment.hotCopy(to: other.path)
        #expect(try await open(other.path).ending == .exit(0))
        try await again.close()
    }

    @Test func `a restored copy has the content under a new epoch`() async throws {
        let store = try SampleStore()
        try await SampleContent.fill(store, seed: 3)
        let (copy, restored) = ("\(store.folder.path)/copy", "\(store.folder.path)/restored")
        _ = try store.environment.hotCopy(to: copy)
        try await store.close()
        _ = try Environment.restore(from: copy, to: restored, drawEpoch: { 99 })
        let (environment, tables) = try Environment.opened(restored)
        #expect(environment.epoch == 99)
        #expect(Reading(environment, tables, expected: SampleContent(seed: 3).expected) == Reading())
        environment.close()
        #expect(throws: StorageError.self) { try Environment.restore(from: copy, to: restored, drawEpoch: { 1 }) }
        #expect(throws: StorageError.missing(path: "\(copy)/no")) {
            try Environment.restore(from: "\(copy)/no", to: "\(copy)/there", drawEpoch: { 1 })
        }
    }

    @Test func `copies are readable by their owner alone`() async throws {
        let store = try SampleStore()
        let target = "\(store.folder.path)/copy"
        _ = try store.environment.hotCopy(to: target)
        for (name, mode) in [
            ("store/data.mdb", 0o600), ("FORMAT", 0o600), ("HWM", 0o600), ("store", 0o700), ("keys", 0o700),
        ] {
            var status = stat()
            // SAFETY: stat fills the struct; the path is NUL-terminated by the bridge.
            #expect(unsafe stat("\(target)/\(name)", &status) == 0)
            #expect(Int(status.st_mode & 0o777) == mode, "\(name)")
        }
        try await store.close()
    }
}
