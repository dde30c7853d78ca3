package import EventLog

/// The consumer groups inside the process. Consumers outside cannot use their names.
package enum ConsumerGroups {
    /// The groups of the stages that every order goes through.
    package static let stages: Set<GroupName> = [
        GroupName("order-validator-group"), GroupName("payment-processor-group"), GroupName("inventory-group"),
        GroupName("fulfillment-group"),
    ]

    /// All of them, those that have nothing to do in this configuration included.
    package static let inside: Set<GroupName> = stages.union([
        GroupName("refund-group"), GroupName("notification-group"), GroupName("webhook-dispatcher-group"),
        GroupName("websocket-group"),
    ])
}
