import Commerce
import Storage

/// Reservations are well formed, an active one has its timer and an ended one has none, and the orders they name exist.
struct ReservationCheck {
    let tables: Tables

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            var active = 0
            try tables.reservations.scan(in: snapshot) { id, reservation throws(StorageError) in
                if reservation.id != id { findings.add("reservation \(id): the row says \(reservation.id)") }
                let sums = ProductQuantity.sums(of: reservation.items)
                if sums != reservation.items || sums.isEmpty || sums.contains(where: { $0.quantity <= 0 }) {
                    findings.add("reservation \(id): its lines are not one positive quantity per product")
                }
                if let order = reservation.order, try !tables.orders.contains(order, in: snapshot) {
                    findings.add("reservation \(id): the order \(order) is missing")
                }
                guard let due = reservation.timerDue else { return .next }
                active += 1
                let key = TimerKey(due.millis, TimerKind.reservation.rawValue, id)
                if try !tables.timers.contains(key, in: snapshot) {
                    findings.add("reservation \(id): its timer is missing")
                }
                return .next
            }
            try TimerCheck(tables: tables).compare([.reservation], wanted: active, in: snapshot, &findings)
        }
    }
}
