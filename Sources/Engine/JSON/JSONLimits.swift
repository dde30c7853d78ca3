/// The bounds a JSON text must keep, so that a hostile body costs no more than an honest one of the same size.
///
/// A text at a bound is read; one past it is refused with the matching `JSONError`.
package struct JSONLimits: Sendable, Equatable {
    /// The largest `maxBytes` that can be asked for: positions on the tape are 32 bits wide.
    package static let largestMaxBytes = 256 * 1024 * 1024

    /// Containers inside each other; `[[1]]` has depth 2 and a bare scalar depth 0.
    package let maxDepth: Int
    /// Length of the whole text in bytes, white space included.
    package let maxBytes: Int
    /// Members of any one object.
    package let maxMembersPerObject: Int
    /// Keys and values of the whole text together; each costs 20 bytes of memory while the document lives.
    package let maxNodes: Int

    /// Bounds for a request body: depth 32, 1 MiB, 512 members in an object, 262,144 keys and values.
    ///
    /// Depth and members may be zero; `maxBytes` lies in 1…`largestMaxBytes`, `maxNodes` is at least 1.
    package init(
        maxDepth: Int = 32,
        maxBytes: Int = 1024 * 1024,
        maxMembersPerObject: Int = 512,
        maxNodes: Int = 262_144
    ) {
        precondition(maxDepth >= 0, "a depth limit is not negative")
        precondition((1...Self.largestMaxBytes).contains(maxBytes), "maxBytes lies in 1…largestMaxBytes")
        precondition(maxMembersPerObject >= 0, "a member limit is not negative")
        precondition(maxNodes >= 1, "a document has at least its root")
        self.maxDepth = maxDepth
        self.maxBytes = maxBytes
        self.maxMembersPerObject = maxMembersPerObject
        self.maxNodes = maxNodes
    }
}
