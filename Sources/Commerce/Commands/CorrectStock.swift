/// Corrects what is on hand on an administrator's word, for a reason that goes into the books.
package struct CorrectStock: Hashable, Sendable {
    /// The lengths a reason may have, in Unicode scalars.
    package static let reasonRange = 1...500

    /// By how much, or to what.
    package let change: AdjustStock
    /// Why, for whoever reads the books.
    package let reason: String
    /// What has to be on hand for the correction to make sense; nil when it always does.
    package let expectedOnHand: Int?

    /// Gathers the parts; the reason's length is for whoever reads it from outside to check.
    package init(_ change: AdjustStock, reason: String, expectedOnHand: Int? = nil) {
        self.change = change
        self.reason = reason
        self.expectedOnHand = expectedOnHand
    }

    /// Decides on the correction.
    ///
    /// - Throws: `accessDenied`, `changed` when something else is on hand than expected, `insufficient` when less would be left than
    ///   is reserved, `books` for quantities that cannot be.
    package func decide(_ level: StockLevel, by actor: Actor, now: Timestamp) throws(StockRejection) -> StockDecision {
        try StockAccess.checkBooks(actor)
        if let expectedOnHand, expectedOnHand != level.onHand { throw .changed(level) }
        do throws(StockError) {
            return try change.decide(level, reason: reason, by: actor.id, now: now)
        } catch {
            throw StockRejection(error)
        }
    }
}
