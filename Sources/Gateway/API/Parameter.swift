/// A value in the path, the query or the header fields of a request.
struct Parameter: Sendable {
    /// Where it is found.
    enum Place: String, Sendable {
        case path, query, header
    }

    let name: String
    let place: Place
    let schema: Schema
    let meaning: String
    var isRequired = false

    /// A parameter of the query.
    static func query(_ name: String, _ schema: Schema, _ meaning: String) -> Parameter {
        Parameter(name: name, place: .query, schema: schema, meaning: meaning)
    }

    /// A header field.
    static func header(_ name: String, _ schema: Schema, _ meaning: String) -> Parameter {
        Parameter(name: name, place: .header, schema: schema, meaning: meaning)
    }

    /// A part of the path.
    static func path(_ name: String, _ schema: Schema, _ meaning: String) -> Parameter {
        Parameter(name: name, place: .path, schema: schema, meaning: meaning, isRequired: true)
    }
}

extension Parameter {
    /// Longest cursor, in Unicode scalars.
    static let cursorLimit = 512

    /// Those of every list.
    static let paging: [Parameter] = [
        .query(
            "page",
            .integer(1...100_000),
            "Which page; the first 10,000 entries have pages, then `cursor` goes on."
        ),
        .query("page_size", .integer(1...Paging.maxSize).standard(.integer(Paging.defaultSize)), "Entries of a page."),
        .query("cursor", .string(min: 1, max: cursorLimit), "`next_cursor` of the page before, as it came."),
    ]

    /// The older form of lists: a bare array.
    static let bareList: [Parameter] = [
        .query("skip", .integer(0...Paging.maxSkip), "Entries to leave out; the answer is a bare array then."),
        .query("limit", .integer(1...Paging.maxSize), "Most entries of the answer, which is a bare array then."),
    ]

    static let ifMatch = Parameter.header(
        "If-Match",
        .string().example("\"v3\""),
        "Only if the resource still has this `ETag`; otherwise 412."
    )

    static let ifNoneMatch = Parameter.header(
        "If-None-Match",
        .string().example("\"v3\""),
        "Only if the resource has another `ETag` by now; otherwise 304."
    )

    static let idempotencyKey = Parameter.header(
        "Idempotency-Key",
        .string(min: 1, max: 255, pattern: "^[!-~]([ -~]*[!-~])?$").example("8e03978e-40d5-43dd-bc93-6894a57f9324"),
        "The same key with the same request is answered again and not done again, for 24 hours."
    )
}
