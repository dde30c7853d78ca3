import Commerce
import EventLog

/// Dead letters, and what was done about them, as JSON.
package enum LetterJSON {
    /// A letter without its record.
    package static func render(_ letter: DeadLetter) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        writeFields(of: letter, to: &json)
        json.endObject()
        return json.bytes
    }

    /// A letter with its record and its attempts.
    ///
    /// - Parameter reveals: whether personal data is shown.
    package static func render(_ opened: LetterOffice.Opened, reveals: Bool) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        writeFields(of: opened.letter, to: &json)
        json.arrayField("history") { json in
            for attempt in opened.history {
                json.beginObject()
                json.field("at", attempt.at)
                json.field("error", attempt.error)
                json.endObject()
            }
        }
        json.key("headers")
        RecordJSON.write(opened.record?.headers ?? [], to: &json)
        json.key("value")
        RecordJSON.write(value: opened.record?.value, reveals: reveals, to: &json)
        json.key("edited_value")
        RecordJSON.write(value: opened.letter.row.edited, reveals: reveals, to: &json)
        json.endObject()
        return json.bytes
    }

    /// What a command came to.
    package static func render(_ report: LetterReport) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("dry_run", report.isRehearsal)
        json.arrayField("results") { json in
            for outcome in report.outcomes {
                json.beginObject()
                json.field("id", "\(outcome.id)")
                json.field("result", outcome.result.rawValue)
                json.field("error", outcome.error)
                json.field("next_id", outcome.next.map { "\($0)" })
                json.endObject()
            }
        }
        json.objectField("counts") { json in
            for result in LetterOutcome.Result.allCases {
                let count = report.outcomes.count { $0.result == result }
                guard count > 0 else { continue }
                json.key(escaping: result.rawValue)
                json.integer(Int64(count))
            }
        }
        json.field("has_more", report.hasMore)
        json.endObject()
        return json.bytes
    }

    /// A page of letters with the kinds of all open ones.
    package static func render(_ page: LetterOffice.Page) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.arrayField("groups") { json in
            for kind in page.kinds {
                json.beginObject()
                json.field("group", kind.kind.group.text)
                json.field("kind", kind.kind.text)
                json.field("error", kind.error)
                json.field("open", kind.open)
                json.field("oldest", kind.oldest)
                json.field("newest", kind.newest)
                json.endObject()
            }
        }
        json.arrayField("data") { json in
            for letter in page.letters {
                json.beginObject()
                writeFields(of: letter, to: &json)
                json.endObject()
            }
        }
        json.field("has_more", page.next != nil)
        json.field("next_cursor", page.next.map { "\($0)" })
        json.endObject()
        return json.bytes
    }

    private static func writeFields(of letter: DeadLetter, to json: inout JSONWriter) {
        let row = letter.row
        json.field("id", "\(letter.id)")
        json.field("status", row.status.text)
        json.field("group", row.group.text)
        json.field("kind", row.kind.text)
        json.field("topic", row.topic)
        json.field("partition", row.partition)
        json.field("offset", row.offset.value)
        json.field("key", row.key.map { String(decoding: $0, as: UTF8.self) })
        json.field("error", row.error)
        json.field("attempts", row.attempts)
        json.field("redrives", row.redrives)
        json.field("first_failed_at", row.firstFailedAt)
        json.field("buried_at", row.buriedAt)
        json.field("settled_at", row.settledAt?.text)
        json.field("settled_by", row.settledBy?.text)
        json.field("reason", row.reason)
        json.field("next_id", row.next.map { "\($0)" })
        json.field("edited", row.edited != nil)
    }
}
