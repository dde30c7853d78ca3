/// Who may do what with stock; everybody may read the levels.
package enum StockAccess {
    /// Throws `accessDenied` for whoever may neither correct stock nor look into its books: all but administrators and
    /// programs of the shop.
    package static func checkBooks(_ actor: Actor) throws(StockRejection) {
        guard actor.isStaff else { throw .accessDenied }
    }

    /// Throws `accessDenied` for whoever may not make, extend or end reservations: all but administrators and programs
    /// of the shop. Customers reserve by placing an order.
    package static func checkReservations(_ actor: Actor) throws(StockRejection) {
        guard actor.isStaff else { throw .accessDenied }
    }
}
