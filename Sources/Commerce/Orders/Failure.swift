/// Why and where an order failed.
package struct Failure: Hashable, Sendable {
    /// The stable word for programs.
    package let code: FailureCode
    /// A sentence for people.
    package let message: String
    /// The stage of the pipeline that gave up.
    package let stage: Stage
    /// When it gave up.
    package let at: Timestamp

    /// Records a failure.
    package init(code: FailureCode, message: String, stage: Stage, at: Timestamp) {
        self.code = code
        self.message = message
        self.stage = stage
        self.at = at
    }
}
