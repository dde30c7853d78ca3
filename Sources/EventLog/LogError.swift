package import Storage

/// What can go wrong with the log.
package enum LogError: Error, Sendable, Equatable {
    /// There is no topic of that name.
    case unknownTopic(String)
    /// The topic has no such partition.
    case unknownPartition(topic: String, number: Int)
    /// The offset is below the log's start (retention took it) or behind its end.
    case offsetOutOfRange(requested: Offset, start: Offset, end: Offset)
    /// The position is older than what is kept of the global order.
    case positionExpired
    /// Damaged records: never skipped, never taken for the end.
    case corrupt(partition: String, offset: Offset, reason: String)
    /// The store below failed.
    case storage(StorageError)
}

extension LogError: StorageFailure {
    package init(_ error: StorageError) { self = .storage(error) }

    package var storageError: StorageError? {
        switch self {
        case .storage(let error): error
        case .corrupt(let partition, let offset, let reason):
            .corrupt(table: "log/\(partition)", key: "\(offset)", reason: reason)
        default: nil
        }
    }
}

extension LogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownTopic(let name): "there is no topic \(name)"
        case .unknownPartition(let topic, let number): "topic \(topic) has no partition \(number)"
        case .offsetOutOfRange(let requested, let start, let end):
            "offset \(requested) is not in the log, which holds \(start) up to \(end)"
        case .positionExpired: "the position is older than what is kept"
        case .corrupt(let partition, let offset, let reason):
            "damaged records in partition \(partition) at offset \(offset): \(reason)"
        case .storage(let error): error.description
        }
    }
}
