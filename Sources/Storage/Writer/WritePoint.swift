/// A place on the way of a batch to the disk, where a test may end the process.
package enum WritePoint: Sendable, Hashable, CustomStringConvertible {
    /// Before a row of a table is written.
    case put(table: String)
    /// Before a row of a table is deleted.
    case delete(table: String)
    /// Everything is written, nothing is committed.
    case beforeCommit
    /// Everything is on disk, nobody has heard of it.
    case afterCommit

    package var description: String {
        switch self {
        case .put(let table): "put \(table)"
        case .delete(let table): "delete \(table)"
        case .beforeCommit: "before the commit"
        case .afterCommit: "after the commit"
        }
    }
}
