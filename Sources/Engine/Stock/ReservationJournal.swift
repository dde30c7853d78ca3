import Commerce
import Storage

/// Reads and writes reservations: the row, its timer, and the stock with its books. Everything in the transaction it
/// is handed.
struct ReservationJournal: Sendable {
    let tables: Tables
    let commits: CommitJournal

    func get(
        _ id: ReservationID,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> Reservation? {
        try tables.reservations.get(id, in: snapshot)
    }

    /// The levels of some products, changes of the running batch included; each product once.
    func stock(
        of items: [ProductQuantity],
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> [StockLevel] {
        try commits.levels(of: items.lazy.map(\.product), in: transaction)
    }

    /// Writes a decision; one that changed nothing writes nothing.
    ///
    /// - Parameter before: the reservation as it was; nil for a new one.
    func apply(
        _ decision: ReservationDecision,
        before: Reservation?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        let reservation = decision.reservation
        guard reservation != before else { return }
        try commits.record(
            decision.movements,
            levels: decision.levels,
            events: decision.events,
            in: transaction
        )
        try tables.timers.move(
            .reservation,
            of: reservation.id,
            from: before?.timerDue,
            to: reservation.timerDue,
            in: transaction
        )
        try tables.reservations.put(reservation.id, reservation, in: transaction)
    }
}

extension Engine {
    var reservations: ReservationJournal { ReservationJournal(tables: tables, commits: journal.commits) }
}
