package import HTTPTypes

/// All that is said of one error, for every occurrence the same.
package struct ErrorEntry: Sendable {
    /// The stable name.
    package let code: ErrorCode
    /// The HTTP status of the answer.
    package let status: HTTPResponse.Status
    /// A short sentence for people; the problem's `title`.
    package let title: String
    /// When it happens and what was and was not done, for a developer; `code` between backticks.
    package let explanation: String
    /// What the one who gets it can do; `code` between backticks.
    package let remedy: String
    /// `Retry-After` where the occurrence says nothing of its own, in seconds; every 503 has it.
    package let retryAfterSeconds: Int?

    init(
        _ code: ErrorCode,
        _ status: HTTPResponse.Status,
        _ title: String,
        explanation: String,
        remedy: String,
        retryAfterSeconds: Int? = nil
    ) {
        self.code = code
        self.status = status
        self.title = title
        self.explanation = explanation
        self.remedy = remedy
        self.retryAfterSeconds = retryAfterSeconds
    }
}

/// Errors that belong together, a section of the list.
package struct ErrorFamily: Sendable {
    /// The section's heading.
    package let title: String
    /// Its errors, in the order of the list.
    package let entries: [ErrorEntry]
}
