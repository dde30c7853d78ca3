/// Something an administrator wrote down about an order; never changed and never removed.
package struct OrderNote: Hashable, Sendable {
    /// The most Unicode scalars a note may have; it has at least one.
    package static let lengthLimit = 2_000

    /// Counts the order's notes from 1.
    package let number: Int
    /// The account of the one who wrote it; nil when a program without one did.
    package let author: UserID?
    /// What was written.
    package let text: String
    /// True when the customer may read it as well.
    package let isVisibleToCustomer: Bool
    /// When it was written.
    package let at: Timestamp

    /// Builds a note from its fields; new ones come from `ChangeOrder`.
    package init(number: Int, author: UserID?, text: String, isVisibleToCustomer: Bool, at: Timestamp) {
        self.number = number
        self.author = author
        self.text = text
        self.isVisibleToCustomer = isVisibleToCustomer
        self.at = at
    }
}

extension Order {
    /// The notes that somebody may read, oldest first.
    package func notes(for viewer: OrderViewer) -> [OrderNote] {
        viewer == .staff ? notes : notes.filter(\.isVisibleToCustomer)
    }
}
