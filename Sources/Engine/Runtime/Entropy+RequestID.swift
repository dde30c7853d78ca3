package import Commerce

/// The kind of ids that name a request in headers and logs.
enum RequestTag {}

extension Entropy {
    /// A new request id as text.
    package func requestID(at now: Timestamp) -> String {
        let id: Identifier<RequestTag> = identifier(at: now)
        return id.text
    }
}
