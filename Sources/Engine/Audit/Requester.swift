/// Where a command comes from: what the audit knows of it besides the actor.
package struct Requester: Sendable {
    /// The requester of the running task, bound by the Gateway around a request; nil for commands of the shop itself and
    /// of its command line. docs/decisions/0042 says why it is not passed.
    @TaskLocal package static var current: Requester?
    /// The identity of whoever comes without credentials.
    package static let anonymous = "anonymous"

    /// Who asks, with what they are: `user:` or `key:` and an id, or `anonymous`.
    package var identity: String
    /// The request's `X-Request-Id`.
    package var requestID: String
    /// Makes a keyed hash of the client's address, so that requests of one client are known as such without naming it;
    /// nil without an address.
    package var addressHash: @Sendable () -> String?

    package init(identity: String, requestID: String, addressHash: @escaping @Sendable () -> String?) {
        self.identity = identity
        self.requestID = requestID
        self.addressHash = addressHash
    }
}
