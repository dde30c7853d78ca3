package import Commerce
package import EventLog
package import Storage

/// Makes records of events: JSON as the value, CloudEvents 1.0 attributes as headers in the binary mode of its Kafka
/// binding, and the id of the thing as the key.
package struct EventEncoder: Sendable {
    private let entropy: Entropy
    /// The topics in the order of `DomainEvent.topicIndex`.
    private let topics: [Topic]

    /// `ce_source` of everything that happens here.
    static let source = "/tradepost"

    /// An encoder for a log that has the shop's topics.
    ///
    /// - Throws: `.unknownTopic` when the log lacks one of the shop's topics.
    package init(log: EventLog, entropy: Entropy) throws(LogError) {
        self.entropy = entropy
        var topics: [Topic] = []
        for type in DomainEvent.typeNames { topics.append(try log.topic(Topics.name(forEventType: type))) }
        self.topics = topics
    }

    /// Appends an event to its topic.
    ///
    /// - Parameter cause: the `ce_id` of the event that made this one happen.
    @discardableResult
    package func append(
        _ event: DomainEvent,
        causedBy cause: [UInt8]?,
        to log: EventLog,
        in transaction: borrowing WriteTransaction
    ) -> (reference: EventReference, appended: Appended) {
        let topic = topics[event.topicIndex]
        let appended = log.append(record(of: event, causedBy: cause), to: topic, in: transaction)
        let reference = EventReference(
            topic: topic.id,
            partition: UInt16(appended.partition),
            offset: appended.offset.value,
            sequence: appended.sequence
        )
        return (reference, appended)
    }

    private func record(of event: DomainEvent, causedBy cause: [UInt8]?) -> Record {
        let id: EventID = entropy.identifier(at: event.at)
        let order = event.order?.utf8
        let key = event.product == nil ? order ?? Array(event.keyText.utf8) : Array(event.keyText.utf8)
        var headers: [RecordHeader] = []
        headers.reserveCapacity(8)
        headers.append(RecordHeader(key: "ce_id", value: id.utf8))
        headers.append(RecordHeader(key: "ce_type", value: Self.typeNames[event.topicIndex]))
        headers.append(RecordHeader(key: "ce_source", value: Self.sourceBytes))
        headers.append(RecordHeader(key: "ce_specversion", value: Self.versionBytes))
        headers.append(RecordHeader(key: "ce_time", value: event.at.utf8))
        headers.append(RecordHeader(key: "ce_subject", value: key))
        if let order { headers.append(RecordHeader(key: "ce_correlationid", value: order)) }
        if let cause { headers.append(RecordHeader(key: "ce_causationid", value: cause)) }
        return Record(key: key, value: EventJSON.encode(event), headers: headers, timestampMillis: event.at.millis)
    }

    private static let typeNames = DomainEvent.typeNames.map { Array($0.utf8) }
    private static let sourceBytes = Array(source.utf8)
    /// The version of CloudEvents.
    private static let versionBytes = Array("1.0".utf8)
}

extension Identifier {
    /// The id's text as bytes.
    package var utf8: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(36)
        append(to: &bytes)
        return bytes
    }
}

extension Timestamp {
    /// The time's text as bytes.
    package var utf8: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(to: &bytes)
        return bytes
    }
}
