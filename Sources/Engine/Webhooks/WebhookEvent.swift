import Commerce
import EventLog
import Storage

/// What a record of the log is to webhooks: which type, whose, and whether customers may see it.
struct WebhookEvent: Sendable {
    let sequence: UInt64
    let id: EventID
    let type: String
    /// The order whose events keep their order.
    let order: OrderID?
    /// Whose order it is about, for the events that customers are told of.
    let customer: CustomerID?
    let isVisibleToCustomer: Bool
    let at: Timestamp
    /// The record's value, JSON.
    let data: ArraySlice<UInt8>

    /// Reads a record; nil for one that is no event, such as a dead letter.
    init?(_ record: SequencedRecord) throws(EngineError) {
        guard record.partition.topic.text != Topics.deadLetters, let value = record.record.value else { return nil }
        let header: (id: [UInt8]?, type: [UInt8]?)
        do throws(BatchError) {
            header = (try record.record.header("ce_id"), try record.record.header("ce_type"))
        } catch {
            throw .log(
                .corrupt(partition: "\(record.partition)", offset: record.record.offset, reason: "\(error)")
            )
        }
        guard let id = header.id.flatMap({ EventID(utf8: $0) }), let type = header.type else { return nil }
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(parsing: Array(value)).root
        } catch {
            return nil
        }
        sequence = record.sequence.value
        self.id = id
        self.type = String(decoding: type, as: UTF8.self)
        order = root["order_id"]?.string.flatMap { OrderID(text: $0) }
        // Stock events name an order too, and speak of the shop's stock; an account's own are not about orders.
        let isOfOrder = self.type.hasPrefix("order.") || self.type.hasPrefix("payment.")
        customer = isOfOrder ? root["user_id"]?.string.flatMap { CustomerID(text: $0) } : nil
        isVisibleToCustomer = root["note"].map { $0["visible_to_customer"]?.bool == true } ?? true
        at = Timestamp(millis: record.record.timestampMillis)
        data = value
    }

    /// The body of a delivery: an envelope of Standard Webhooks 1.0 (`type`, `timestamp`, `data`) with the event's place.
    ///
    /// The same record always gives the same bytes: whoever gets it twice gets it twice alike.
    func body(_ format: WebhookFormat, epoch: UInt32) -> [UInt8] {
        var json = JSONWriter(capacity: data.count + 320)
        json.beginObject()
        json.field("type", type)
        json.field("timestamp", at)
        json.field("id", id)
        json.field("position", "\(Position(epoch: epoch, sequence: LogSequence(sequence)))")
        json.field("order_id", order?.text)
        switch format {
        case .full: json.rawField("data", data)
        case .thin:
            json.objectField("data") { json in
                json.field("event_id", id)
                json.field("order_id", order?.text)
            }
        }
        json.endObject()
        return json.bytes
    }

    /// The body of a test.
    static func testBody(_ event: EventID, _ webhook: WebhookID, at now: Timestamp) -> [UInt8] {
        var json = JSONWriter(capacity: 320)
        json.beginObject()
        json.field("type", testType)
        json.field("timestamp", now)
        json.field("id", event)
        json.nullField("position")
        json.nullField("order_id")
        json.objectField("data") { json in
            json.field("webhook_id", webhook)
            json.field("message", "This is a test.")
        }
        json.endObject()
        return json.bytes
    }

    /// The type of tests.
    static let testType = "webhook.test"
}
