import HTTPTypes

extension ErrorCatalogue {
    /// What operators and consumers outside meet at the log and its workers.
    static let pipeline = ErrorFamily(
        title: "Dead letters, workers and consumer groups",
        entries: [
            ErrorEntry(
                .deadLetterNotFound,
                .notFound,
                "Dead letter not found",
                explanation: "There is no dead letter with this id.",
                remedy: "Read `GET /admin/dlq` for the ids."
            ),
            ErrorEntry(
                .deadLetterSettled,
                .conflict,
                "The dead letter was redriven or discarded",
                explanation: "Somebody has settled the letter before, which happens once. Nothing was changed.",
                remedy: "Read the dead letter: `next_id` leads to the one that a failed redrive made."
            ),
            ErrorEntry(
                .workerNotFound,
                .notFound,
                "Worker not found",
                explanation: "The server runs no worker of this name.",
                remedy: "Read `GET /admin/workers` for the names."
            ),
            ErrorEntry(
                .groupNotFound,
                .notFound,
                "Consumer group not found",
                explanation: "No consumer group has this name, or none of its partitions is meant.",
                remedy: "Read `GET /admin/groups` for names and partitions."
            ),
            ErrorEntry(
                .workerRunning,
                .conflict,
                "The worker is running",
                explanation: "The offsets of a worker can only be set while it is paused. Nothing was changed.",
                remedy: "Pause the worker first."
            ),
            ErrorEntry(
                .groupReserved,
                .conflict,
                "The name belongs to a worker of the server",
                explanation: "Consumers outside keep their place under names of their own. Nothing was kept.",
                remedy: "Choose another name for the group."
            ),
        ]
    )
}
