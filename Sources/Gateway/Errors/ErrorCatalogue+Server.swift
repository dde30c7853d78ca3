import HTTPTypes

extension ErrorCatalogue {
    /// The server cannot do what is asked, whatever the request says.
    static let server = ErrorFamily(
        title: "The server's own troubles",
        entries: [
            ErrorEntry(
                .serverBusy,
                .serviceUnavailable,
                "The server has too much to do",
                explanation: """
                    A queue is full: of writes, or of passwords to be checked. The request was refused before it \
                    began and had no effect.
                    """,
                remedy: "Wait as long as `Retry-After` says and repeat with the same idempotency key.",
                retryAfterSeconds: 1
            ),
            ErrorEntry(
                .storageFull,
                .serviceUnavailable,
                "The disk is full",
                explanation: """
                    There is no room for the change, and nothing was changed. Reading goes on, and writing resumes \
                    by itself, without a restart, once there is room.
                    """,
                remedy: "Make room on the server's disk.",
                retryAfterSeconds: 30
            ),
            ErrorEntry(
                .storageFailed,
                .serviceUnavailable,
                "The disk refused a write",
                explanation: """
                    The disk reported an error while the change was being made safe, so it is not known whether it \
                    is there after a restart. The server stops rather than guess.
                    """,
                remedy: "Repeat with the same idempotency key, which has the effect once.",
                retryAfterSeconds: 5
            ),
            ErrorEntry(
                .shuttingDown,
                .serviceUnavailable,
                "The server is shutting down",
                explanation: """
                    The server was told to stop, finishes what it has begun, and begins nothing new. The request had \
                    no effect.
                    """,
                remedy: "Wait as long as `Retry-After` says and repeat with the same idempotency key.",
                retryAfterSeconds: 5
            ),
            ErrorEntry(
                .dataCorrupt,
                .internalServerError,
                "Stored data is damaged",
                explanation: """
                    What was read from the disk does not have its checksum. It is never given out, and the server \
                    takes no more writes; whatever is not damaged can still be read.
                    """,
                remedy: "The operator should run `tradepost check` and restore a backup."
            ),
            ErrorEntry(
                .internalError,
                .internalServerError,
                "Something went wrong here",
                explanation: """
                    The server ran into something it has no better name for; details are in its log, under the \
                    request id. A write that is repeated with its idempotency key has its effect at most once.
                    """,
                remedy: "Tell the operator the request id."
            ),
        ]
    )
}
