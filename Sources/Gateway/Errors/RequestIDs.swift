import HTTPTypes

/// Where request ids come from: the client's own when it is harmless, or a new one.
package struct RequestIDs: Sendable {
    private let make: @Sendable () -> String

    /// Ids that `make` draws when the client sent none.
    package init(_ make: @escaping @Sendable () -> String) { self.make = make }

    /// The id of a request that sent `given` as its `X-Request-Id`.
    func id(given: String?) -> String {
        guard let given, (1...64).contains(given.utf8.count),
            given.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") })
        else { return make() }
        return given
    }
}
