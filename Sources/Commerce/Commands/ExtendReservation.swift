/// Keeps a reservation's goods aside for longer.
package struct ExtendReservation: Hashable, Sendable {
    /// How long they are to be kept from now on.
    package let lifetimeSeconds: Int64

    /// Names the new lifetime; `decide` checks it.
    package init(lifetimeSeconds: Int64) { self.lifetimeSeconds = lifetimeSeconds }

    /// Decides on the extension, which never makes a reservation end earlier than it would have.
    ///
    /// As long as its goods have not been given back, a reservation can be extended, also when its time is over: nothing
    /// is given out twice by that.
    ///
    /// - Throws: `accessDenied`, `lifetime`, `reservationEnded`.
    package func decide(
        _ reservation: Reservation,
        by actor: Actor,
        now: Timestamp
    ) throws(StockRejection) -> ReservationDecision {
        try StockAccess.checkReservations(actor)
        let expiry = try Reservation.expiry(in: lifetimeSeconds, from: now)
        guard reservation.status == .active else { throw .reservationEnded(reservation.status) }
        var reservation = reservation
        if expiry > reservation.expiresAt {
            reservation.expiresAt = expiry
            reservation.updatedAt = now
        }
        return ReservationDecision(reservation, StockBook([]))
    }
}
