import Commerce

/// Which letters a command is for.
package enum LetterChoice: Sendable {
    /// These.
    case ids([DeadLetterID])
    /// The oldest open ones that a filter accepts.
    case filter(DeadLetterFilter)
}

/// What a command came to for one letter.
package struct LetterOutcome: Sendable, Equatable {
    /// What happened, or in a rehearsal would happen.
    package enum Result: String, Sendable, CaseIterable {
        /// The group has handled the record.
        case redriven
        /// The group failed again; `next` is the letter of that.
        case failed
        /// The group would handle the record now.
        case wouldSucceed = "would_succeed"
        /// The group would fail again now.
        case wouldFail = "would_fail"
        /// The record would be asked about at the payment gateway, which nobody does for a rehearsal.
        case wouldAsk = "would_ask"
        /// It was redriven too often to do it again without force.
        case guarded
        /// It is given up.
        case discarded
        /// It would be given up.
        case wouldDiscard = "would_discard"
        /// Somebody settled it before.
        case settled
        /// There is no such letter.
        case notFound = "not_found"
        /// Nobody here can handle its record.
        case unavailable
        /// It could not be done, and the letter is as it was.
        case refused
    }

    /// The letter.
    package let id: DeadLetterID
    /// What happened to it.
    package internal(set) var result: Result
    /// Why, where something went wrong.
    package var error: String?
    /// The letter that a redrive which failed has led to.
    package var next: DeadLetterID?

    init(_ id: DeadLetterID, _ result: Result, error: String? = nil, next: DeadLetterID? = nil) {
        self.id = id
        self.result = result
        self.error = error
        self.next = next
    }
}

/// What a command came to for all its letters.
package struct LetterReport: Sendable {
    /// Whether nothing was done.
    package var isRehearsal: Bool
    /// One for each letter.
    package var outcomes: [LetterOutcome]
    /// Whether there are more letters that the filter accepts.
    package var hasMore: Bool
}
