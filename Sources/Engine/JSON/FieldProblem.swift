/// One reason why a well-formed body is not acceptable.
package struct FieldProblem: Equatable, Sendable {
    /// The value at fault as an RFC 6901 pointer into the body; empty for the body as a whole.
    package let pointer: String
    /// The stable name of the rule, for programs.
    package let code: String
    /// A sentence for people; it never repeats what was sent.
    package let detail: String

    /// A problem of a rule that is the caller's own; `FieldRule` names those checked here.
    package init(pointer: String, code: String, detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }

    /// The way to the value in FastAPI's form: `["body", "items", 0, "quantity"]`.
    package var location: [JSONPointer.Step] {
        [.name("body")] + JSONPointer.steps(pointer)
    }
}

/// The rules `FieldReader` checks; the raw values are the codes clients see and never change.
package enum FieldRule: String, Sendable, CaseIterable {
    case required
    case wrongType = "wrong_type"
    case tooShort = "too_short"
    case tooLong = "too_long"
    case invalidCharacters = "invalid_characters"
    case notInteger = "not_integer"
    case outOfRange = "out_of_range"
    case tooFew = "too_few"
    case tooMany = "too_many"
    case unknownField = "unknown_field"
}
