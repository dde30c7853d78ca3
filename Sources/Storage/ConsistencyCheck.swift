import CLMDB

/// What the full check found: nothing, or one line per contradiction.
package struct Findings: Sendable, Equatable {
    /// More findings than this are counted and not kept.
    static let kept = 1_000

    /// The first 1,000 findings, in the order they were met.
    package private(set) var lines: [String] = []
    /// How many there were, those that are not kept included.
    package private(set) var total = 0

    package init() {}

    /// Whether the check found nothing.
    package var isClean: Bool { total == 0 }

    /// Adds a finding: one line of text without a line break.
    package mutating func add(_ line: String) {
        total += 1
        if lines.count < Self.kept { lines.append(line) }
    }

    /// Runs a part of the check; a storage error becomes a finding, so that the other parts still run.
    package mutating func collect(_ body: (inout Findings) throws(StorageError) -> Void) {
        do throws(StorageError) {
            try body(&self)
        } catch {
            add("\(error)")
        }
    }
}

extension RawTable {
    /// Walks the whole table: every checksum holds, keys ascend, every entry that walking finds is found by its key
    /// too (a damaged separator hides what lies behind it), and there are as many as LMDB counts.
    ///
    /// - Returns: the number of entries.
    @discardableResult
    package func verifyAll(in snapshot: borrowing some Snapshot & ~Copyable, _ findings: inout Findings) -> Int {
        var walked = 0
        var found = findings
        do throws(StorageError) {
            var previous: [UInt8]?
            try scan(.first, in: snapshot) { key, value throws(StorageError) in
                if let previous, !precedes(previous, key) {
                    found.add("table \(name): keys are out of order at \(hexadecimal(key))")
                }
                if kind == .number, key.count != 8 {
                    found.add("table \(name): \(hexadecimal(key)) is not a number")
                } else if try get(key, in: snapshot) != value {
                    found.add("table \(name): \(hexadecimal(key)) is there and cannot be found by its key")
                }
                previous = key
                walked += 1
                return .next
            }
            let counted = try count(in: snapshot)
            if counted != walked { found.add("table \(name): \(counted) entries counted, \(walked) found") }
        } catch {
            found.add("\(error)")
        }
        findings = found
        return walked
    }

    private func precedes(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        switch kind {
        case .bytes: first.lexicographicallyPrecedes(second)
        case .number: number(first) < number(second)
        }
    }

    private func number(_ key: [UInt8]) -> UInt64 {
        // SAFETY: eight bytes are read only when there are as many.
        unsafe key.withUnsafeBytes { unsafe $0.count < 8 ? 0 : $0.loadUnaligned(as: UInt64.self) }
    }
}
