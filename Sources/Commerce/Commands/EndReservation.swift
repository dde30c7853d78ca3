/// Gives a reservation's goods back, once.
package enum EndReservation: Hashable, Sendable {
    /// By hand.
    case release(Actor)
    /// Because its time is over.
    case expire

    /// Decides on the end. Releasing one that has ended already is accepted and moves nothing, however it ended.
    ///
    /// - Parameter stock: the levels of the reservation's products.
    /// - Throws: `accessDenied`; for an expiry `notDue` before its time and `reservationEnded` after its end;
    ///   `unknownProduct` and `books` when the books do not show what it holds.
    package func decide(
        _ reservation: Reservation,
        stock: [StockLevel],
        now: Timestamp
    ) throws(StockRejection) -> ReservationDecision {
        var ended = reservation
        var book = StockBook(stock)
        let actor: UserID?
        switch self {
        case .release(let person):
            try StockAccess.checkReservations(person)
            guard reservation.status == .active else { return ReservationDecision(reservation, book) }
            (ended.status, actor) = (.released, person.id)
        case .expire:
            guard reservation.status == .active else { throw .reservationEnded(reservation.status) }
            guard reservation.expiresAt <= now else { throw .notDue(reservation.expiresAt) }
            (ended.status, actor) = (.expired, nil)
        }
        ended.updatedAt = now
        try book.move(.released, reservation, reason: ended.status.text, by: actor, at: now)
        return ReservationDecision(ended, book)
    }
}
