/// Which versions of a thing a change was made for; another one means that somebody else was faster.
package enum ExpectedVersion: Hashable, Sendable {
    /// Whatever it is at.
    case any
    /// One of these; none of them exists when the list is empty.
    case oneOf([Int])

    /// Whether a change may be made to this version.
    package func accepts(_ version: Int) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let versions): versions.contains(version)
        }
    }
}
