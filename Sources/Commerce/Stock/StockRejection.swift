/// Why a command about stock or a reservation is refused. Nothing is changed then.
package enum StockRejection: Error, Hashable, Sendable {
    /// The actor's role does not allow it.
    case accessDenied
    /// Another quantity is on hand than the command was made for; the level as it is.
    case changed(StockLevel)
    /// Less in stock than is wanted, per product over all lines.
    case insufficient([Shortage])
    /// A product without a stock level.
    case unknownProduct(ProductID)
    /// No line at all, or more than `Reservation.itemLimit`; the lines given.
    case lines(Int)
    /// A lifetime outside `Reservation.lifetimeRange`; the seconds given.
    case lifetime(Int64)
    /// The order that the goods would be for is closed or has been shipped.
    case orderClosed(OrderStatus)
    /// The reservation has ended and holds nothing any more.
    case reservationEnded(ReservationStatus)
    /// The reservation has not run out yet; when it does.
    case notDue(Timestamp)
    /// A threshold that is negative or beyond `StockLevel.quantityLimit`.
    case threshold(Int)
    /// The books do not allow the movement.
    case books(StockError)

    /// What the books refuse, with a shortage told as one.
    init(_ error: StockError) {
        if case .insufficient(let shortage) = error { self = .insufficient([shortage]) } else { self = .books(error) }
    }
}
