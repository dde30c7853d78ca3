import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird

/// `/admin/dlq`: records that no attempt could handle, for administrators.
struct LetterRoutes {
    let office: LetterOffice
    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/admin/dlq", "listDeadLetters", "Dead letters, newest first", for: .admin, list)
                .details(
                    """
                    `groups` has the open letters of all pages counted by group and error. A page may be short and still \
                    lead on: only so many letters are looked at for one.
                    """
                )
                .query(LetterQuery.parameters)
                .answers(.ok, "A page of letters", .deadLetters),
            Endpoint(.get, "/admin/dlq/{letter_id}", "getDeadLetter", "A dead letter with its record", for: .admin, get)
                .query(.reveal)
                .answers(.ok, "The letter, its record and its attempts", .openedDeadLetter)
                .refuses(.deadLetterNotFound),
            Endpoint(
                .patch,
                "/admin/dlq/{letter_id}",
                "editDeadLetter",
                "Give a dead letter another value",
                for: .admin,
                edit
            )
            .details(
                """
                The value has to be an event of the record's type with its key. The record in the log stays as it is; \
                a redrive takes the new value.
                """
            )
            .takes(.deadLetterEdit)
            .answers(.ok, "The letter", .deadLetter)
            .refuses(.deadLetterNotFound, .deadLetterSettled),
            Endpoint(
                .post,
                "/admin/dlq/redrive",
                "redriveDeadLetters",
                "Hand records to their groups again",
                for: .admin,
                redrive
            )
            .details(
                """
                In one transaction, oldest first. A record that fails again becomes a letter again, with one redrive \
                more; after \(RedriveRequest.guardCount) a filter passes it over, and its id needs `force`. With \
                `dry_run` everything is tried and nothing is kept.
                """
            )
            .takes(.redrive, example: ["filter": ["group": "inventory-group"], "dry_run": true])
            .answers(.ok, "What became of each letter", .letterReport),
            Endpoint(.post, "/admin/dlq/discard", "discardDeadLetters", "Give records up", for: .admin, discard)
                .details(
                    "Orders that wait for them fail, with stock and money given back, unless `fail_order` is false. With `dry_run` nothing is kept."
                )
                .takes(.discard, example: ["ids": ["17"], "reason": "The customer was called."])
                .answers(.ok, "What became of each letter", .letterReport),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let query = try LetterQuery.read(call)
        return .json(LetterJSON.render(try office.list(query.filter, before: query.before, limit: query.limit)))
    }

    private func get(_ call: Call) async throws -> Response {
        let (id, reveals) = (try call.letterID(), try call.reveals())
        let opened = reveals ? try await office.reveal(id, to: call.actor) : try office.open(id)
        return .json(LetterJSON.render(opened, reveals: reveals))
    }

    private func edit(_ call: Call) async throws -> Response {
        let id = try call.letterID()
        let value = try call.read { LetterBody.edit(&$0) }
        return try await office.edit(id, value: value, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    private func redrive(_ call: Call) async throws -> Response {
        let (request, isRehearsal) = try call.read { LetterBody.redrive(&$0) }
        if isRehearsal { return .json(LetterJSON.render(try await office.rehearse(request))) }
        return try await office.redrive(request, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    private func discard(_ call: Call) async throws -> Response {
        let (request, isRehearsal) = try call.read { LetterBody.discard(&$0) }
        if isRehearsal { return .json(LetterJSON.render(try await office.rehearse(request))) }
        return try await office.discard(request, by: call.actor, idempotency: call.idempotency).response(engine)
    }
}

extension Call {
    fileprivate func letterID() throws(Problem) -> DeadLetterID {
        try id("letter_id", .deadLetterNotFound) { DeadLetterID(text: $0) }
    }

    /// Whether personal data is asked for.
    func reveals() throws(Problem) -> Bool { try query("reveal", Flag.self)?.isTrue ?? false }
}

extension Parameter {
    /// Whether personal data is shown.
    static let reveal = Parameter.query(
        "reveal",
        .oneOf(Flag.allCases.map(\.rawValue)).standard("false"),
        "Whether names, addresses and what people wrote are shown and not hidden behind `***`."
    )
}

/// The filters of `GET /admin/dlq`.
struct LetterQuery {
    static let parameters: [Parameter] = [
        .query("status", .oneOf(states).standard("open"), "Only letters of this state."),
        .query("group", .string(min: 1, max: GroupName.byteLimit), "Only of this group."),
        .query("topic", .string(min: 1, max: 249), "Only of this topic."),
        .query("error", .string(min: 1, max: 1_000), "Only with exactly this error."),
        .query("kind", .string(pattern: "^[0-9a-f]{16}$"), "Only of this kind, see `groups`."),
        .query("since", .time, "Only put aside at this time or later."),
        .query("page_size", .integer(1...Paging.maxSize).standard(.integer(Paging.defaultSize)), "Letters of a page."),
        .query("cursor", .string(min: 1, max: 18), "`next_cursor` of the page before, as it came."),
    ]

    private static let states = DeadLetterStatus.allCases.map(\.text) + ["all"]

    var filter = DeadLetterFilter()
    var before: DeadLetterID?
    var limit: Int

    /// - Throws: 422 for values that cannot be used.
    static func read(_ call: Call) throws(Problem) -> LetterQuery {
        var query = LetterQuery(
            before: try call.request.cursor { DeadLetterID(text: $0) },
            limit: try call.number("page_size", 1...Paging.maxSize, standard: Paging.defaultSize)
        )
        if let text = call.query("status") {
            query.filter.status = DeadLetterStatus(text: text)
            if query.filter.status == nil, text != "all" {
                throw Problem("status", code: "unknown_value", "One of \(states.joined(separator: ", ")) is expected.")
            }
        }
        query.filter.group = try call.parsed("group", "The name of a group is expected.") { GroupName(validating: $0) }
        query.filter.topic = try call.query("topic", max: 249)
        query.filter.error = try call.query("error", max: 1_000)
        query.filter.kind = try call.parsed("kind", "Sixteen hexadecimal digits are expected.", LetterBody.kind)
        query.filter.since = try call.parsed("since", "A time is expected.") { Timestamp(text: $0) }
        return query
    }
}

extension Call {
    /// A parameter of the query that has rules of its own; nil without it.
    ///
    /// - Throws: 422 for what `parse` cannot read.
    func parsed<Value>(
        _ name: String,
        _ detail: String,
        _ parse: (String) -> Value?
    ) throws(Problem) -> Value? {
        guard let text = query(name) else { return nil }
        guard let value = parse(text) else {
            throw Problem(name, code: "invalid", detail)
        }
        return value
    }

    /// A whole number of the query.
    ///
    /// - Throws: 422 for another text and outside of the range.
    func number(_ name: String, _ range: ClosedRange<Int>, standard: Int) throws(Problem) -> Int {
        guard let text = query(name) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            let detail = "A whole number from \(range.lowerBound) to \(range.upperBound) is expected."
            throw Problem(name, code: "out_of_range", detail)
        }
        return number
    }
}
