import HTTPTypes

extension ErrorCatalogue {
    /// Requests of this server to those of others.
    static let webhooks = ErrorFamily(
        title: "Webhooks",
        entries: [
            ErrorEntry(
                .webhookNotFound,
                .notFound,
                "Webhook not found",
                explanation: """
                    The id names no webhook, or one of somebody else: the two are not told apart. Nothing was changed.
                    """,
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .deliveryNotFound,
                .notFound,
                "Delivery not found",
                explanation: """
                    The id names no delivery, one of somebody else's webhook, or one that was finished more than 30 days \
                    ago. Nothing was sent.
                    """,
                remedy: "Check the path and the id."
            ),
            ErrorEntry(
                .webhookURLNotAllowed,
                .unprocessableContent,
                "Webhooks are not sent to this address",
                explanation: """
                    The address is not https, is written in a way that is read differently elsewhere, or leads to a \
                    machine that is not of the public internet. `reason` says it in a word. Nothing was changed.
                    """,
                remedy: "Use an https address of the public internet."
            ),
            ErrorEntry(
                .webhookPaused,
                .conflict,
                "The webhook is paused",
                explanation: """
                    Nothing is sent to a webhook that is paused, tests and redeliveries included. What it misses is kept.
                    """,
                remedy: "Resume it first."
            ),
            ErrorEntry(
                .tooManyWebhooks,
                .conflict,
                "You have as many webhooks as you may",
                explanation: """
                    A customer has a limited number of webhooks; `detail` says how many. No webhook was added.
                    """,
                remedy: "Remove one first."
            ),
        ]
    )
}
