import Commerce
import EventLog

/// An event that is no part of the domain's fold: something that is told and never replayed.
struct PlainEvent {
    /// The stable type, such as `notification.sent`.
    let type: String
    /// What it is about, the record's key.
    let key: String
    /// The order behind it, if there is one.
    let order: OrderID?
    /// When it happened.
    let at: Timestamp
    /// The members of its JSON between `event_type` and `timestamp`.
    let members: (inout JSONWriter) -> Void

    /// The event as a record with the headers that all events have.
    func record(id: EventID, causedBy cause: [UInt8]? = nil) -> Record {
        var json = JSONWriter(capacity: 320)
        json.beginObject()
        json.field("event_type", type)
        members(&json)
        json.field("timestamp", at)
        json.endObject()
        let subject = Array(key.utf8)
        var headers = [
            RecordHeader(key: "ce_id", value: id.utf8), RecordHeader(key: "ce_type", value: Array(type.utf8)),
            RecordHeader(key: "ce_source", value: Array(EventEncoder.source.utf8)),
            RecordHeader(key: "ce_specversion", value: Array("1.0".utf8)),
            RecordHeader(key: "ce_time", value: at.utf8), RecordHeader(key: "ce_subject", value: subject),
        ]
        if let order { headers.append(RecordHeader(key: "ce_correlationid", value: order.utf8)) }
        if let cause { headers.append(RecordHeader(key: "ce_causationid", value: cause)) }
        return Record(key: subject, value: json.bytes, headers: headers, timestampMillis: at.millis)
    }
}
