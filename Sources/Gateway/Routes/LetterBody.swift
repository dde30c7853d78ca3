import Commerce
import Engine
import EventLog

/// The bodies of requests about dead letters: read field by field, all problems collected.
enum LetterBody {
    /// `{value}`.
    static func edit(_ body: inout FieldReader) -> [UInt8]? {
        body.unknownFields(allowed: ["value"])
        guard let value = body.required("value") else { return nil }
        guard value.kind == .object else {
            body.report("value", code: "wrong_type", detail: "An object is expected.")
            return nil
        }
        return Array(value.rawText)
    }

    /// `{ids | filter, max?, force?, dry_run?}`.
    static func redrive(_ body: inout FieldReader) -> (request: RedriveRequest, isRehearsal: Bool)? {
        body.unknownFields(allowed: ["ids", "filter", "max", "force", "dry_run"])
        let choice = letters(&body)
        let max = body.optionalInt("max", 1...Int64(RedriveRequest.limit))
        let force = body.optionalBool("force")
        let isRehearsal = body.optionalBool("dry_run")
        guard let choice else { return nil }
        var request = RedriveRequest(choice)
        if let max { request.max = Int(max) }
        request.force = force ?? false
        return (request, isRehearsal ?? false)
    }

    /// `{ids | filter, max?, reason, fail_order?, dry_run?}`.
    static func discard(_ body: inout FieldReader) -> (request: DiscardRequest, isRehearsal: Bool)? {
        body.unknownFields(allowed: ["ids", "filter", "max", "reason", "fail_order", "dry_run"])
        let choice = letters(&body)
        let max = body.optionalInt("max", 1...Int64(RedriveRequest.limit))
        let lengths = DiscardRequest.reasonRange
        let reason = body.requiredString("reason", min: lengths.lowerBound, max: lengths.upperBound)
        let failsOrders = body.optionalBool("fail_order")
        let isRehearsal = body.optionalBool("dry_run")
        guard let choice, let reason else { return nil }
        var request = DiscardRequest(choice, reason: reason)
        if let max { request.max = Int(max) }
        request.failsOrders = failsOrders ?? true
        return (request, isRehearsal ?? false)
    }

    /// The hash of a kind, from its sixteen digits.
    static func kind(_ text: String) -> UInt64? {
        guard text.utf8.count == 16, text == text.lowercased() else { return nil }
        return text.first == "+" ? nil : UInt64(text, radix: 16)
    }

    private static func letters(_ body: inout FieldReader) -> LetterChoice? {
        switch (body.optional("ids") != nil, body.optional("filter") != nil) {
        case (false, false):
            body.report("ids", code: "required", detail: "Either `ids` or `filter` is required.")
            return nil
        case (true, true):
            body.report("filter", code: "exclusive", detail: "Either `ids` or `filter` is expected, not both.")
            return nil
        case (true, false):
            guard let texts = body.requiredStrings("ids", count: 1...RedriveRequest.limit, maxLength: 18) else {
                return nil
            }
            let ids = texts.compactMap { DeadLetterID(text: $0) }
            guard ids.count == texts.count else {
                body.report("ids", code: "invalid", detail: "Ids of dead letters are expected: digits.")
                return nil
            }
            return .ids(ids)
        case (false, true):
            return body.optionalObject("filter") { filter(&$0) }.map { .filter($0) }
        }
    }

    private static func filter(_ body: inout FieldReader) -> DeadLetterFilter? {
        body.unknownFields(allowed: ["group", "topic", "error", "kind", "since"])
        var filter = DeadLetterFilter()
        if let text = body.optionalString("group", max: GroupName.byteLimit, text: .anything) {
            filter.group = GroupName(validating: text)
            if filter.group == nil { body.report("group", code: "invalid", detail: "The name of a group is expected.") }
        }
        filter.topic = body.optionalString("topic", max: 249)
        filter.error = body.optionalString("error", max: 1_000, text: .anything)
        if let text = body.optionalString("kind", max: 16) {
            filter.kind = kind(text)
            if filter.kind == nil { body.report("kind", code: "invalid", detail: "Sixteen digits are expected.") }
        }
        if let text = body.optionalString("since", max: 64) {
            filter.since = Timestamp(text: text)
            if filter.since == nil { body.report("since", code: "invalid", detail: "A time is expected.") }
        }
        return filter
    }
}
