/// An error type that a storage error can become: what a transaction's body may throw.
package protocol StorageFailure: Error, Sendable {
    /// The error that says that the store failed under the work.
    init(_ error: StorageError)

    /// The storage error inside, if it is one: the writer has to know.
    var storageError: StorageError? { get }
}

extension StorageError: StorageFailure {
    package init(_ error: StorageError) { self = error }
    package var storageError: StorageError? { self }
}
