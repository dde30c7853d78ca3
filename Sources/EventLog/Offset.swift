/// A record's place in its partition: dense, beginning at 0.
package struct Offset: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// At least 0; signed because Kafka's wire format has it so.
    package let value: Int64

    package init(_ value: Int64) {
        precondition(value >= 0, "offsets begin at 0")
        self.value = value
    }

    /// The offset of a partition's first record.
    package static let zero = Offset(0)

    package var description: String { "\(value)" }

    package static func < (lhs: Offset, rhs: Offset) -> Bool { lhs.value < rhs.value }
    /// The offset a number of records further on; traps below 0.
    package static func + (lhs: Offset, count: Int) -> Offset { Offset(lhs.value + Int64(count)) }
    /// How many records lie from `rhs` up to, and without, `lhs`; negative when `lhs` comes first.
    package static func - (lhs: Offset, rhs: Offset) -> Int { Int(lhs.value - rhs.value) }
}

/// A record's place in the one order of all records of the store: dense, beginning at 1; 0 is before the first.
package struct LogSequence: Hashable, Comparable, Sendable {
    /// The number itself; 0 is no record's.
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }

    /// Where a reader stands that has seen nothing yet.
    package static let beforeFirst = LogSequence(0)

    package static func < (lhs: LogSequence, rhs: LogSequence) -> Bool { lhs.value < rhs.value }
}

/// Where a realtime stream stands: a sequence that only means something within its epoch. Text: `<epoch>.<seq>`.
package struct Position: Hashable, Sendable, CustomStringConvertible {
    /// The epoch of the data directory whose log is meant.
    package let epoch: UInt32
    /// The last record that was seen.
    package let sequence: LogSequence

    package init(epoch: UInt32, sequence: LogSequence) {
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Reads `<epoch in 8 lower-case hexadecimal digits>.<sequence in decimal>`; nil for any other spelling.
    package init?(text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = UInt32(parts[0], radix: 16), let sequence = UInt64(parts[1]) else {
            return nil
        }
        self.init(epoch: epoch, sequence: LogSequence(sequence))
        // The integers also read signs, capitals and leading zeros.
        guard description == text else { return nil }
    }

    package var description: String {
        let digits = String(epoch, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits + "." + String(sequence.value)
    }
}
