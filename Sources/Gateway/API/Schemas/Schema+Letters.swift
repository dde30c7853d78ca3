import Engine

extension Schema {
    private static let letterID = string(pattern: "^(0|[1-9][0-9]{0,17})$").example("17")
    private static let letterState = words(DeadLetterStatus.self)

    /// A dead letter without its record.
    static let deadLetter = component(Component("DeadLetter", object(letterFields)))

    /// A dead letter with its record.
    static let openedDeadLetter = component(
        Component(
            "OpenedDeadLetter",
            object(
                letterFields + [
                    Field("history", array(object(Field("at", time), Field("error", string())))),
                    Field("headers", recordHeaders),
                    Field("value", anything.about("JSON where it is; personal data is `***` unless revealed.")),
                    Field("edited_value", anything),
                ]
            )
        )
    )

    private static let letterFields: [Field] = [
        Field("id", letterID),
        Field("status", letterState),
        Field("group", string()),
        Field("kind", string()),
        Field("topic", string()),
        Field("partition", integer(from: 0)),
        Field("offset", integer(from: 0)),
        Field("key", string().orNull),
        Field("error", string()),
        Field("attempts", integer(from: 0)),
        Field("redrives", integer(from: 0)),
        Field("first_failed_at", time),
        Field("buried_at", time),
        Field("settled_at", time.orNull),
        Field("settled_by", uuid.orNull),
        Field("reason", string().orNull),
        Field("next_id", letterID.orNull),
        Field("edited", boolean),
    ]

    static let deadLetters = object(
        Field(
            "groups",
            array(
                object(
                    Field("group", string()),
                    Field("kind", string()),
                    Field("error", string()),
                    Field("open", integer(from: 1)),
                    Field("oldest", time),
                    Field("newest", time)
                )
            )
        ),
        Field("data", array(deadLetter)),
        Field("has_more", boolean),
        Field("next_cursor", string().orNull)
    )

    static let deadLetterEdit = closed(Field("value", object().about("An event.")))

    private static let letterFilter = closed(
        .optional("group", string(max: 249).orNull),
        .optional("topic", string(max: 249).orNull),
        .optional("error", string(max: 1_000).orNull),
        .optional("kind", string(pattern: "^[0-9a-f]{16}$").orNull),
        .optional("since", time.orNull)
    )
    private static let letterIDs = array(letterID, 1...RedriveRequest.limit)
    private static let letterMax = integer(1...RedriveRequest.limit).orNull
        .standard(.integer(RedriveRequest.standardMax))

    static let redrive = component(
        Component(
            "Redrive",
            closed(
                .optional("ids", letterIDs.orNull.about("These; or `filter`.")),
                .optional("filter", letterFilter.orNull.about("The oldest open ones of these.")),
                .optional("max", letterMax.about("So many at most, for `filter`.")),
                .optional("force", boolean.orNull.about("Also those that failed too often, for `ids`.")),
                .optional("dry_run", boolean.orNull.about("Try it and keep nothing."))
            )
        )
    )

    static let discard = component(
        Component(
            "Discard",
            closed(
                .optional("ids", letterIDs.orNull.about("These; or `filter`.")),
                .optional("filter", letterFilter.orNull.about("The oldest open ones of these.")),
                .optional("max", letterMax.about("So many at most, for `filter`.")),
                Field("reason", name(DiscardRequest.reasonRange.upperBound)),
                .optional("fail_order", boolean.orNull.standard(true)),
                .optional("dry_run", boolean.orNull.about("Try it and keep nothing."))
            )
        )
    )

    static let letterReport = component(
        Component(
            "LetterReport",
            object(
                Field("dry_run", boolean),
                Field(
                    "results",
                    array(
                        object(
                            Field("id", letterID),
                            Field("result", oneOf(LetterOutcome.Result.allCases.map(\.rawValue))),
                            Field("error", string().orNull),
                            Field("next_id", letterID.orNull)
                        )
                    )
                ),
                Field("counts", map(integer(from: 1))),
                Field("has_more", boolean)
            )
        )
    )
}
