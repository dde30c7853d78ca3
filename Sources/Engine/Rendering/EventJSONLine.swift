import Commerce
package import EventLog

/// An event as consumers outside get it: its place, its CloudEvents type and id, and its value.
package enum EventJSONLine {
    /// What the type of a dead letter is.
    package static let deadLetterType = "dead_letter"

    /// The type of a record.
    package static func type(of record: SequencedRecord) -> String {
        let topic = record.partition.topic.text
        // A dead letter has the headers of its record, whose event it is not.
        if topic == Topics.deadLetters { return deadLetterType }
        return header("ce_type", of: record) ?? topic
    }

    /// Writes an event as an object.
    package static func write(_ record: SequencedRecord, epoch: UInt32, to json: inout JSONWriter) {
        json.beginObject()
        json.field("position", "\(Position(epoch: epoch, sequence: record.sequence))")
        json.field("id", header("ce_id", of: record))
        json.field("type", type(of: record))
        json.field("topic", record.partition.topic.text)
        json.field("partition", record.partition.number)
        json.field("offset", record.record.offset.value)
        json.field("key", record.record.key.map { String(decoding: $0, as: UTF8.self) })
        json.field("timestamp", Timestamp(millis: record.record.timestampMillis))
        json.key("data")
        RecordJSON.write(value: record.record.value.map { Array($0) }, reveals: true, to: &json)
        json.endObject()
    }

    private static func header(_ name: String, of record: SequencedRecord) -> String? {
        do throws(BatchError) {
            return try record.record.header(name).map { String(decoding: $0, as: UTF8.self) }
        } catch {
            return nil
        }
    }
}
