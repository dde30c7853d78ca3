extension Schema {
    static let greeting = object(
        Field("message", string()),
        Field("version", string()),
        .optional("demo", boolean.about("There, and true, in a demonstration."))
    )

    static let status = object(Field("status", string()))

    static let health = object(
        Field("status", oneOf(["healthy", "degraded"])),
        Field("version", string()),
        Field("uptime_seconds", integer(from: 0)),
        Field("checks", object(Field("storage", oneOf(["ok", "full"])), Field("position", position)))
    )

    static let errorEntry = object(
        Field("code", string()),
        Field("status", integer(400...599)),
        Field("title", string()),
        Field("explanation", string()),
        Field("remedy", string())
    )

    static let errorEntries = object(Field("data", array(errorEntry)))

    /// An error, RFC 9457.
    static let problem = component(
        Component(
            "Problem",
            object(
                Field("type", string().example("/errors/validation_error")),
                Field("title", string()),
                Field("status", integer(400...599)),
                Field("detail", string()),
                .optional("instance", string()),
                Field("code", oneOf(ErrorCode.allCases.map(\.rawValue))),
                .optional("request_id", string()),
                .optional(
                    "errors",
                    array(
                        object(
                            Field("pointer", string().about("RFC 6901; of the query, its name behind a slash.")),
                            Field("code", string()),
                            Field("detail", string())
                        )
                    )
                )
            )
        )
    )
}
