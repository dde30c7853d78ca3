extension Schema {
    /// An event as consumers outside get it.
    static let event = component(
        Component(
            "Event",
            object(
                Field("position", position),
                Field("id", string().orNull),
                Field("type", string().example("order.created")),
                Field("topic", string()),
                Field("partition", integer(from: 0)),
                Field("offset", integer(from: 0)),
                Field("key", string().orNull),
                Field("timestamp", time),
                Field("data", anything)
            )
        )
    )

    static let events = object(
        Field("data", array(event)),
        Field("next", position),
        Field("has_more", boolean)
    )
}
