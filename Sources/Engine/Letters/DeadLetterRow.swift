package import Commerce
import Crypto
package import EventLog
package import Storage

/// Names a dead letter: its offset in `dead_letter_queue`, whose one partition is never cut.
package struct DeadLetterID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The letter's offset.
    package let offset: Offset

    package init(_ offset: Offset) { self.offset = offset }

    /// Reads the decimal digits of an id; nil for any other spelling.
    package init?(text: String) {
        guard let number = Int64(text), number >= 0, "\(number)" == text else { return nil }
        offset = Offset(number)
    }

    package var description: String { "\(offset)" }

    package static func < (lhs: DeadLetterID, rhs: DeadLetterID) -> Bool { lhs.offset < rhs.offset }
}

extension DeadLetterID: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.append(UInt64(offset.value)) }

    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        guard let value = Int64(exactly: try key.read(UInt64.self)) else { throw .invalid("offset") }
        self.init(Offset(value))
    }
}

/// What became of a dead letter.
package enum DeadLetterStatus: UInt8, Coded {
    /// Nobody has decided about it yet.
    case open = 0
    /// Its record was handed to its group again; when that failed too, there is a letter behind it.
    case redriven = 1
    /// Given up.
    case discarded = 2

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .open: "open"
        case .redriven: "redriven"
        case .discarded: "discarded"
        }
    }
}

/// Letters of one group and one error are one kind.
package struct DeadLetterKind: Hashable, Sendable {
    /// Whose letters they are.
    package let group: GroupName
    /// The first eight bytes of the SHA-256 of the error's text.
    package let hash: UInt64

    /// The kind of an error in a group.
    package init(group: GroupName, error: String) {
        self.group = group
        hash = SHA256.hash(data: Array(error.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    init(group: GroupName, hash: UInt64) {
        self.group = group
        self.hash = hash
    }

    /// The hash in 16 hexadecimal digits.
    package var text: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The key of the kind's row, and the beginning of the keys of its open letters.
    var key: Key2<String, UInt64> { Key2(group.text, hash) }
}

/// A row of `dead_letters`: what is known of a letter besides its record in the log.
package struct DeadLetterRow: StoredValue, Equatable {
    /// The most Unicode scalars of an error's text that are kept.
    static let errorLimit = 1_000

    /// What became of it.
    package var status = DeadLetterStatus.open
    /// The group that could not handle the record.
    package var group: GroupName
    /// Where the record lies.
    package var topic: String
    /// The number of its partition.
    package var partition: Int
    /// Its offset there.
    package var offset: Offset
    /// The record's key.
    package var key: [UInt8]?
    /// Why the last attempt failed.
    package var error: String
    /// How many attempts were made in all.
    package var attempts: Int
    /// When the first one failed.
    package var firstFailedAt: Timestamp
    /// When the record was put aside.
    package var buriedAt: Timestamp
    /// How often it was redriven before.
    package var redrives: Int
    /// When it was redriven or discarded.
    package var settledAt: Timestamp?
    /// Who did that; nil for somebody without an account.
    package var settledBy: UserID?
    /// Why it was discarded.
    package var reason: String?
    /// The letter that a redrive which failed has led to.
    package var next: DeadLetterID?
    /// The value that an operator put in the record's place.
    package var edited: [UInt8]?

    /// Which letters it is counted with.
    package var kind: DeadLetterKind { DeadLetterKind(group: group, error: error) }

    package init(
        group: GroupName,
        partition: TopicPartition,
        offset: Offset,
        key: [UInt8]?,
        error: String,
        attempts: Int,
        firstFailedAt: Timestamp,
        buriedAt: Timestamp,
        redrives: Int
    ) {
        self.group = group
        topic = partition.topic.text
        self.partition = partition.number
        self.offset = offset
        self.key = key
        self.error = error
        self.attempts = attempts
        self.firstFailedAt = firstFailedAt
        self.buriedAt = buriedAt
        self.redrives = redrives
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(status)
        writer.write(group.text)
        writer.write(topic)
        writer.writeVarint(UInt64(partition))
        writer.writeVarint(UInt64(offset.value))
        writer.writeIfPresent(key) { $0.write($1) }
        writer.write(error)
        writer.writeVarint(UInt64(attempts))
        writer.write(firstFailedAt)
        writer.write(buriedAt)
        writer.writeVarint(UInt64(redrives))
        writer.writeIfPresent(settledAt) { $0.write($1) }
        writer.writeIfPresent(settledBy) { $0.write($1) }
        writer.writeIfPresent(reason) { $0.write($1) }
        writer.writeIfPresent(next) { $0.writeVarint(UInt64($1.offset.value)) }
        writer.writeIfPresent(edited) { $0.write($1) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        status = try reader.readCoded()
        group = try reader.readText { GroupName(validating: $0) }
        topic = try reader.readString()
        partition = try reader.readInt()
        offset = Offset(Int64(try reader.readInt()))
        key = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readBytes() }
        error = try reader.readString()
        attempts = try reader.readInt()
        firstFailedAt = try reader.readTime()
        buriedAt = try reader.readTime()
        redrives = try reader.readInt()
        settledAt = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readTime() }
        settledBy = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readIdentifier() }
        reason = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() }
        next = try reader.readIfPresent { reader throws(DecodingFailure) in
            DeadLetterID(Offset(Int64(try reader.readInt())))
        }
        edited = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readBytes() }
    }
}

/// A row of `dead_letter_kinds`: how many letters of a kind are open.
package struct DeadLetterCount: StoredValue, Equatable {
    /// The error that makes the kind.
    package var error: String
    /// Open letters of the kind.
    package var open: UInt64

    package init(error: String, open: UInt64) {
        self.error = error
        self.open = open
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(error)
        writer.writeVarint(open)
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        error = try reader.readString()
        open = try reader.readVarint()
    }
}
