package import Storage

/// A temporary store with its writer; closing it runs the full check and throws what that finds.
package final class StoreHarness<Tables: Sendable>: Sendable {
    /// Holds the store at `data`; hand it to another harness to open the store again.
    package let folder: TemporaryDirectory
    /// The open store.
    package let environment: Environment
    /// The store's writer, running.
    package let writer: Writer
    /// What `open` made of the store's tables.
    package let tables: Tables
    private let all: @Sendable (Tables) -> [RawTable]

    /// Makes a store in a new directory, or opens the one that `folder` holds at `data`.
    ///
    /// - Parameters:
    ///   - mapBytes: address space at first; small, so that tests see it grow.
    ///   - all: the tables that the check walks.
    package init(
        folder: TemporaryDirectory? = nil,
        mapBytes: Int = 8 << 20,
        reservedBytes: Int = 1 << 20,
        queueLimit: Int = Limits.queuedUnits,
        participants: [any CommitParticipant] = [],
        onFatal: @escaping @Sendable (StorageError) -> Void = { _ in },
        all: @escaping @Sendable (Tables) -> [RawTable],
        open: (borrowing TableOpener) throws(StorageError) -> Tables
    ) throws {
        self.folder = try folder ?? TemporaryDirectory()
        self.all = all
        var options = Environment.Options(drawEpoch: { UInt32.random(in: 1...UInt32.max) })
        (options.mapBytes, options.reservedBytes) = (mapBytes, reservedBytes)
        environment = try Environment(opening: DataDirectory("\(self.folder.path)/data"), options: options)
        do {
            tables = try environment.openTables(open)
            writer = try Writer(
                environment: environment,
                participants: participants,
                queueLimit: queueLimit,
                onFatal: onFatal
            )
        } catch {
            environment.close()
            throw error
        }
    }

    /// What the full check says now.
    package func check() throws(StorageError) -> Findings {
        var findings = Findings()
        environment.verifyStructure(&findings)
        return try environment.read("check") { snapshot throws(StorageError) in
            var findings = findings
            for table in all(tables) { table.verifyAll(in: snapshot, &findings) }
            return findings
        }
    }

    /// Stops the writer, checks the whole store, closes it.
    ///
    /// - Throws: `.damaged` with the findings.
    package func close() async throws {
        await writer.stop()
        let findings = try check()
        environment.close()
        if !findings.isClean { throw TestSupportError.damaged(findings.lines) }
    }
}
