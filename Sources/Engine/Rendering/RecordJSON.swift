import Commerce
package import EventLog

/// Records of the log as JSON for people: values that are JSON as such, personal data hidden unless asked for.
package enum RecordJSON {
    /// What stands in the place of what is hidden.
    package static let mask = "***"

    /// Members whose values say who somebody is, where they live, or what they wrote; with all that is inside them.
    private static let personal: Set<String> = [
        "street", "city", "zip", "customer_email", "email", "full_name", "phone", "last4", "metadata", "reason",
        "recipient",
    ]
    /// Members that are personal only inside of one that is named here; elsewhere they are words of ours.
    private static let personalInside = ["shipping_address": "state", "note": "text"]

    /// A record with its place.
    package static func write(
        _ record: LogRecord,
        _ partition: TopicPartition,
        reveals: Bool,
        to json: inout JSONWriter
    ) {
        json.beginObject()
        json.field("topic", partition.topic.text)
        json.field("partition", partition.number)
        json.field("offset", record.offset.value)
        json.field("timestamp", Timestamp(millis: record.timestampMillis))
        json.field("key", record.key.map { String(decoding: $0, as: UTF8.self) })
        json.key("headers")
        var headers: [RecordHeader] = []
        do throws(BatchError) {
            headers = try record.headers()
        } catch {
            headers = [RecordHeader(key: "error", value: Array("the headers do not decode".utf8))]
        }
        write(headers, to: &json)
        json.key("value")
        write(value: record.value.map { Array($0) }, reveals: reveals, to: &json)
        json.endObject()
    }

    /// Headers as an array, because their names may repeat.
    static func write(_ headers: [RecordHeader], to json: inout JSONWriter) {
        json.beginArray()
        for header in headers {
            json.beginObject()
            json.field("name", header.key)
            json.field("value", header.value.map { String(decoding: $0, as: UTF8.self) })
            json.endObject()
        }
        json.endArray()
    }

    /// A value: JSON as it is, anything else as text, nothing as null.
    static func write(value: [UInt8]?, reveals: Bool, to json: inout JSONWriter) {
        guard let value else { return json.null() }
        do throws(JSONError) {
            let root = try JSONDocument(parsing: value).root
            if reveals { json.raw(value) } else { write(root, in: "", to: &json) }
        } catch {
            // Nobody knows what is in it.
            json.string(reveals ? String(decoding: value, as: UTF8.self) : mask)
        }
    }

    private static func write(_ node: JSONNode, in parent: String, to json: inout JSONWriter) {
        switch node.kind {
        case .object:
            json.beginObject()
            for member in node.members {
                let key = member.key
                json.key(escaping: key)
                let isPersonal = personal.contains(key) || personalInside[parent] == key
                if isPersonal, !member.value.isNull {
                    json.string(mask)
                } else {
                    write(member.value, in: key, to: &json)
                }
            }
            json.endObject()
        case .array:
            json.beginArray()
            for element in node.elements { write(element, in: parent, to: &json) }
            json.endArray()
        case .null, .bool, .number, .string: json.raw(node.rawText)
        }
    }
}
