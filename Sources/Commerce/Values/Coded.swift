/// A closed vocabulary whose members have a stable byte for storage and a stable word for the outside.
///
/// Raw values and words are append-only: a value once written to disk or sent to a client keeps its meaning forever.
package protocol Coded: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == UInt8 {
    /// The stable word clients see.
    var text: String { get }
}

extension Coded {
    /// Finds the member with exactly this word; nil when there is none.
    package init?(text: String) {
        for member in Self.allCases where member.text == text {
            self = member
            return
        }
        return nil
    }
}
