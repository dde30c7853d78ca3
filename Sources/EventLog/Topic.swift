/// A topic's name: 1 to 249 of `a–z A–Z 0–9 . _ -`, as Kafka's `Topic.validate` has it.
package struct TopicName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name as it is stored and shown.
    package let text: String

    /// The name `text`; nil when it is too long or has other characters, and for `.` and `..`.
    package init?(_ text: String) {
        let isAllowed: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard (1...249).contains(text.utf8.count), text != ".", text != "..", text.utf8.allSatisfy(isAllowed) else {
            return nil
        }
        self.text = text
    }

    package var description: String { text }

    package static func < (lhs: TopicName, rhs: TopicName) -> Bool { lhs.text < rhs.text }
}

/// How a topic is made. Once it exists, what the store says holds: partitions and retention are only read then.
package struct TopicConfiguration: Sendable {
    /// How many partitions a topic may have.
    package static let partitionCounts = 1...1_000

    /// What the topic is found by; one topic per name.
    package var name: TopicName
    /// 1 to 1,000.
    package var partitions: Int
    /// What is kept of each partition.
    package var retention: Retention

    package init(_ name: TopicName, partitions: Int, retention: Retention = .forever) {
        precondition(Self.partitionCounts.contains(partitions), "a topic has 1 to 1,000 partitions")
        self.name = name
        self.partitions = partitions
        self.retention = retention
    }
}

/// How long and how much of each partition is kept; whole batches go, oldest first, the newest always stays.
package struct Retention: Sendable, Equatable {
    /// Age of a batch's newest record, in milliseconds, from which on the batch goes; nil keeps it.
    package var millis: Int64?
    /// Bytes on disk of a partition above which its oldest batches go; nil keeps them.
    package var bytes: Int?

    package init(millis: Int64? = nil, bytes: Int? = nil) {
        self.millis = millis
        self.bytes = bytes
    }

    /// Nothing is ever deleted.
    package static let forever = Retention()
}

/// A topic of an open log.
package struct Topic: Sendable {
    /// What the topic is found by.
    package let name: TopicName
    /// The topic's number in the store; never used again.
    package let id: UInt16
    /// What is kept of each partition, as the store says.
    package let retention: Retention
    /// Where the topic's partitions begin in the log's list of all partitions.
    let firstSlot: Int
    /// How many partitions the topic has, 1 to 1,000; never changes.
    package let partitionCount: Int

    /// The partition of a key, chosen as Kafka's Java producer does.
    package func partition(forKey key: [UInt8]) -> Int { Partitioner.partition(forKey: key, count: partitionCount) }

    /// The partition of a number from 0 on; nil when the topic has fewer.
    package func partition(_ number: Int) -> TopicPartition? {
        (0..<partitionCount).contains(number)
            ? TopicPartition(topic: name, number: number, slot: firstSlot + number) : nil
    }

    /// All partitions in the order of their numbers.
    package var partitions: [TopicPartition] { (0..<partitionCount).compactMap(partition) }
}

/// One partition of a topic of an open log.
package struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    /// The topic it belongs to.
    package let topic: TopicName
    /// Its number within the topic, from 0 on.
    package let number: Int
    let slot: Int

    package var description: String { "\(topic)-\(number)" }
}

extension EventLog {
    /// A partition by its topic's number in the store; nil when there is none.
    package func partition(id topic: UInt16, _ number: Int) -> TopicPartition? {
        guard let partition = UInt16(exactly: number) else { return nil }
        return slot(topic: topic, partition: partition).map { slots[$0].name }
    }
}
