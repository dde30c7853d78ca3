import Commerce
import EventLog

/// The headers that a dead letter has besides those of its record.
enum LetterHeader: String, CaseIterable {
    case topic = "x-original-topic"
    case partition = "x-original-partition"
    case offset = "x-original-offset"
    case group = "x-group"
    case error = "x-error"
    case attempts = "x-attempts"
    case firstFailedAt = "x-first-failed-at"
    case redrives = "x-redrive-count"
    /// The attempts as JSON: `[{"at": …, "error": …}]`.
    case history = "x-attempt-history"

    /// Attempts as the header has them.
    static func encode(_ history: [FailedAttempt]) -> [UInt8] {
        var json = JSONWriter()
        json.beginArray()
        for attempt in history {
            json.beginObject()
            json.field("at", attempt.at.text)
            json.field("error", attempt.error)
            json.endObject()
        }
        json.endArray()
        return json.bytes
    }

    /// Reads what `encode` wrote; what cannot be read is left out.
    static func history(_ bytes: [UInt8]) -> [FailedAttempt] {
        do throws(JSONError) {
            return try JSONDocument(parsing: bytes).root.elements.compactMap { element in
                guard let at = element["at"]?.string.flatMap({ Timestamp(text: $0) }),
                    let error = element["error"]?.string
                else { return nil }
                return FailedAttempt(at: at, error: error)
            }
        } catch {
            return []
        }
    }

    /// The text of one of a letter's own headers; nil when it has none.
    func text(in headers: [RecordHeader]) -> String? {
        headers.last { $0.key == rawValue }?.value.map { String(decoding: $0, as: UTF8.self) }
    }
}
