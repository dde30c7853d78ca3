package import Commerce
package import EventLog
import Storage

/// Where in a partition to begin.
package enum LogPlace: Sendable, Equatable {
    /// The first record that is kept.
    case earliest
    /// The newest records, as many as are asked for.
    case latest
    /// This record; the first one kept when retention took it.
    case offset(Int64)
    /// The first record that is not older.
    case time(Timestamp)

    /// Reads `earliest`, `latest`, an offset, or a time of RFC 3339; nil for anything else.
    package init?(text: String) {
        switch text {
        case "earliest": self = .earliest
        case "latest": self = .latest
        default:
            if let id = DeadLetterID(text: text) {
                self = .offset(id.offset.value)
            } else if let time = Timestamp(text: text) {
                self = .time(time)
            } else {
                return nil
            }
        }
    }
}

/// Some records of a partition, with the bounds of all.
package struct PartitionPage: Sendable {
    /// The partition.
    package let partition: TopicPartition
    /// The first offset that is kept.
    package let start: Offset
    /// The offset behind the newest record.
    package let end: Offset
    /// The records, oldest first.
    package let records: [LogRecord]
}

extension Engine {
    /// The topics of the log by name, with the bounds of their partitions.
    package func topics() throws(EngineError) -> [(topic: Topic, bounds: [(start: Offset, end: Offset)])] {
        try read("topics") { snapshot throws(EngineError) in
            try logged { () throws(LogError) in
                var topics: [(topic: Topic, bounds: [(start: Offset, end: Offset)])] = []
                for topic in log.topics.sorted(by: { $0.name < $1.name }) {
                    var bounds: [(start: Offset, end: Offset)] = []
                    for partition in topic.partitions { bounds.append(try log.bounds(of: partition, in: snapshot)) }
                    topics.append((topic, bounds))
                }
                return topics
            }
        }
    }

    /// Records of a partition from a place on, at most `limit`; none behind the end.
    ///
    /// - Throws: `.log(.unknownTopic)`, `.log(.unknownPartition)`, `.log(.corrupt)`.
    package func records(
        of topic: String,
        _ number: Int,
        from place: LogPlace,
        limit: Int
    ) throws(EngineError) -> PartitionPage {
        try read("records") { snapshot throws(EngineError) in
            try logged { () throws(LogError) in
                let partition = try log.partition(topic, number)
                let (start, end) = try log.bounds(of: partition, in: snapshot)
                let wanted =
                    switch place {
                    case .earliest: start
                    case .latest: Offset(max(end.value - Int64(limit), 0))
                    case .offset(let offset): Offset(max(offset, 0))
                    case .time(let time): try log.offset(atOrAfter: time.millis, partition, in: snapshot)
                    }
                let from = min(max(wanted, start), end)
                let records = try log.fetch(partition, from: from, limit: FetchLimit(records: limit), in: snapshot)
                return PartitionPage(partition: partition, start: start, end: end, records: records)
            }
        }
    }
}
