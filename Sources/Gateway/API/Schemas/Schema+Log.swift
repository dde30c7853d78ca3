import Engine

extension Schema {
    static let recordHeaders = array(object(Field("name", string()), Field("value", string().orNull)))

    static let topics = listing(
        object(
            Field("topic", string()),
            Field("records", integer(from: 0)),
            Field("retention_ms", integer(from: 0).orNull),
            Field("retention_bytes", integer(from: 0).orNull),
            Field(
                "partitions",
                array(
                    object(
                        Field("partition", integer(from: 0)),
                        Field("start", integer(from: 0)),
                        Field("end", integer(from: 0))
                    )
                )
            )
        )
    )

    static let records = object(
        Field("partition", integer(from: 0)),
        Field("start", integer(from: 0)),
        Field("end", integer(from: 0)),
        Field("next_offset", integer(from: 0)),
        Field(
            "data",
            array(
                object(
                    Field("topic", string()),
                    Field("partition", integer(from: 0)),
                    Field("offset", integer(from: 0)),
                    Field("timestamp", time),
                    Field("key", string().orNull),
                    Field("headers", recordHeaders),
                    Field("value", anything)
                )
            )
        )
    )

    private static let placeFields: [Field] = [
        Field("topic", string()),
        Field("partition", integer(from: 0)),
        Field("committed", integer(from: 0)),
        Field("end", integer(from: 0)),
        Field("lag", integer),
    ]

    static let group = component(
        Component(
            "Group",
            object(
                Field("group", string()),
                Field("kind", oneOf(["inside", "outside"])),
                Field("paused_at", time.orNull),
                Field("lag", integer),
                Field("position", position.orNull),
                Field("committed_at", time.orNull),
                Field("partitions", array(object(placeFields)))
            )
        )
    )

    static let groups = listing(group)

    static let groupReset = component(
        Component(
            "GroupReset",
            closed(
                Field("to", oneOf(GroupBody.Target.allCases.map(\.rawValue))),
                .optional("topic", string(max: 249).orNull.about("Only its partitions.")),
                .optional("partition", integer(0...999).orNull.about("Only partitions of this number.")),
                .optional("offset", integer(0...Int(GroupBody.highestOffset)).orNull.about("With `to: offset`.")),
                .optional("time", time.orNull.about("With `to: time`.")),
                .optional("dry_run", boolean.orNull)
            )
        )
    )

    static let groupResetReport = object(
        Field("group", string()),
        Field("dry_run", boolean),
        Field(
            "partitions",
            array(
                object(
                    Field("topic", string().orNull),
                    Field("partition", integer(from: 0).orNull),
                    Field("old", integer(from: 0)),
                    Field("new", integer(from: 0)),
                    Field("read_again", integer(from: 0)),
                    Field("skipped", integer(from: 0))
                )
            )
        )
    )

    static let groupCommit = component(
        Component(
            "GroupCommit",
            closed(
                .optional("position", position.orNull.about("Everything up to here is handled; or `offsets`.")),
                .optional(
                    "offsets",
                    array(
                        closed(
                            Field("topic", string(min: 1, max: 249)),
                            Field("partition", integer(0...999)),
                            Field("offset", integer(0...Int(GroupBody.highestOffset)).about("The next one to read."))
                        ),
                        1...GroupBody.offsetLimit
                    ).orNull
                )
            )
        )
    )

    static let groupCommitted = object(
        Field("group", string()),
        Field("committed_at", time),
        .optional("position", position),
        .optional("offsets", array(anything))
    )

    private static let switchFields: [Field] = [
        Field("name", string()),
        Field("state", oneOf(["running", "paused"])),
        Field("paused_at", time.orNull),
    ]

    static let workerState = object(switchFields)

    static let workers = listing(
        object(
            switchFields + [
                Field("handled", integer(from: 0)),
                Field("failures", integer(from: 0)),
                Field("lag", integer),
                Field("partitions", array(object(placeFields + [Field("retry_at", time.orNull)]))),
            ]
        )
    )

    private static func listing(_ element: Schema) -> Schema { object(Field("data", array(element))) }
}
