import Commerce

/// Values that appear all over the API.
extension Schema {
    /// An id that the server made.
    static let uuid = string(format: "uuid").example("0197a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")
    /// A moment in UTC with milliseconds.
    static let time = string(format: "date-time").example("2026-02-20T10:30:00.123Z")
    /// An amount as it is answered: a number with exactly two decimals.
    static let money = Schema.component(
        Component(
            "Money",
            Schema(members: [.init("type", "number"), .init("minimum", 0)])
                .about("A number with exactly two decimals.").example(.decimal("29.99"))
        )
    )
    /// An amount as it may be sent.
    static let amount = Schema.component(
        Component(
            "Amount",
            anyOf(
                Schema(members: [
                    .init("type", "number"), .init("minimum", 0), .init("maximum", .decimal(Money.maximum.text)),
                    .init("multipleOf", .decimal("0.01")),
                ]),
                string(pattern: "^[0-9]{1,8}(\\.[0-9]{1,2})?$")
            )
            .about("A number or a decimal string with at most two decimals, read from its digits.")
            .example(.decimal("29.99"))
        )
    )
    static let currency = string(pattern: "^[A-Z]{3}$").example("USD")
    /// Where the answer's effect stands in the log.
    static let position = string(pattern: "^[0-9a-f]+\\.[0-9]+$").example("1af56e23.4711")

    /// A text in one line.
    static func line(_ max: Int, min: Int = 0) -> Schema {
        string(min: min, max: max, pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$")
    }

    /// A text that is there and has something in it.
    static func name(_ max: Int) -> Schema {
        let control = "\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069"
        return string(min: 1, max: max, pattern: "^[^\(control)]*[^\\s\(control)][^\(control)]*$")
    }

    /// A text of several lines.
    static func paragraphs(_ max: Int, min: Int = 0) -> Schema { string(min: min, max: max) }

    /// The product's id: opaque, without white space around it.
    static let productID = name(ProductID.byteLimit).example("prod-001")

    static let email = string(min: 3, max: EmailAddress.byteLimit, format: "email").example("ada@example.com")

    /// The words of an enumeration.
    static func words<Value: Coded>(_: Value.Type) -> Schema { oneOf(Value.allCases.map(\.text)) }

    /// A page of a list.
    static func page(of element: Schema) -> Schema {
        object(
            Field("data", array(element)),
            Field("has_more", boolean),
            Field("next_cursor", string().orNull),
            Field("page", integer(from: 1)),
            Field("page_size", integer(1...Paging.maxSize)),
            Field("total", integer(from: 0).orNull)
        )
    }

    /// A page, or the bare array of older clients.
    static func list(of element: Schema) -> Schema { anyOf(page(of: element), array(element)) }
}
