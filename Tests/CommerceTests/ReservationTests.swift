import Commerce
import Testing

/// Goods set aside by themselves.
struct ReservationTests {
    private let program = Actor(id: UserID(high: 5, low: 5), role: .system)
    private let id = ReservationID(high: 9, low: 9)

    private func lines(_ lines: (String, Int)...) throws -> [ProductQuantity] {
        try lines.map { ProductQuantity(product: try Samples.product($0.0), quantity: $0.1) }
    }

    private func reserve(
        _ items: [ProductQuantity],
        stock: [StockLevel],
        seconds: Int64 = 600,
        order: OrderStatus? = nil,
        by actor: Actor? = nil
    ) throws -> ReservationDecision {
        try ReserveStock(id: id, items: items, order: order == nil ? nil : Samples.orderID, lifetimeSeconds: seconds)
            .decide(order: order, stock: stock, by: actor ?? program, now: Samples.start)
    }

    @Test func `lines of one product count together, and all is reserved at once`() throws {
        let stock = try [Samples.level("a", 5), Samples.level("b", 2, reserved: 1), Samples.level("c", 1)]
        let decision = try reserve(lines(("a", 2), ("b", 1), ("a", 3)), stock: stock, order: .pending)
        #expect(decision.reservation.items == (try lines(("a", 5), ("b", 1))))
        #expect(decision.reservation.status == .active && decision.reservation.order == Samples.orderID)
        #expect(decision.reservation.expiresAt == Samples.start.adding(millis: 600_000))
        #expect(decision.reservation.timerDue == decision.reservation.expiresAt)
        #expect(decision.reservation.endedAt == nil && decision.reservation.creator == program.id)
        #expect(decision.levels.map(\.available) == [0, 0])
        #expect(decision.movements.map(\.quantity) == [5, 1])
        #expect(decision.movements.allSatisfy { $0.reservation == id && $0.order == Samples.orderID })
        #expect(decision.events.map(\.typeName) == ["inventory.reserved", "inventory.reserved"])
    }

    @Test func `when anything is short nothing is reserved, and all that is short is named`() throws {
        let stock = try [Samples.level("a", 4), Samples.level("b", 9), Samples.level("c", 3, reserved: 3)]
        let shortages = [
            Shortage(product: try Samples.product("a"), requested: 5, available: 4),
            Shortage(product: try Samples.product("c"), requested: 1, available: 0),
        ]
        #expect(throws: StockRejection.insufficient(shortages)) {
            try reserve(lines(("a", 2), ("b", 1), ("c", 1), ("a", 3)), stock: stock)
        }
        #expect(throws: StockRejection.unknownProduct(try Samples.product("d"))) {
            try reserve(lines(("a", 1), ("d", 1)), stock: stock)
        }
    }

    @Test(arguments: [(Int64(0), false), (1, true), (86_400, true), (86_401, false), (-1, false), (.max, false)])
    func `a lifetime is 1 to 86400 seconds`(seconds: Int64, isAccepted: Bool) throws {
        let stock = [try Samples.level("a", 9)]
        guard isAccepted else {
            #expect(throws: StockRejection.lifetime(seconds)) {
                try reserve(lines(("a", 1)), stock: stock, seconds: seconds)
            }
            return
        }
        let reservation = try reserve(lines(("a", 1)), stock: stock, seconds: seconds).reservation
        #expect(reservation.expiresAt.millis(since: Samples.start) == seconds * 1_000)
        let extended = ExtendReservation(lifetimeSeconds: seconds)
        #expect(try extended.decide(reservation, by: program, now: Samples.start).reservation == reservation)
    }

    @Test(arguments: [0, 101])
    func `there is at least one line and at most a hundred`(count: Int) throws {
        let stock = [try Samples.level("a", 1_000)]
        let items = try Array(repeating: lines(("a", 1))[0], count: count)
        #expect(throws: StockRejection.lines(count)) { try reserve(items, stock: stock) }
        let most = try Array(repeating: lines(("a", 1))[0], count: 100)
        #expect(try reserve(most, stock: stock).levels.map(\.reserved) == [100])
    }

    @Test(arguments: [0, -1, 1_000_001, .max, .min])
    func `a line has 1 to 1000000 pieces`(quantity: Int) throws {
        let stock = [try Samples.level("a", StockLevel.quantityLimit)]
        #expect(throws: StockRejection.books(.quantity(quantity))) {
            try reserve(lines(("a", 1), ("a", quantity)), stock: stock)
        }
    }

    @Test(arguments: OrderStatus.allCases)
    func `goods are set aside for orders that have not left or ended`(status: OrderStatus) throws {
        let stock = [try Samples.level("a", 1)]
        if status.isCancellable {
            #expect(try reserve(lines(("a", 1)), stock: stock, order: status).levels.map(\.available) == [0])
        } else {
            #expect(throws: StockRejection.orderClosed(status)) {
                try reserve(lines(("a", 1)), stock: stock, order: status)
            }
        }
    }

    @Test func `customers reserve by ordering and not by themselves`() throws {
        let stock = [try Samples.level("a", 1)]
        let customer = Actor(id: UserID(high: 1, low: 1), role: .user)
        let reservation = try reserve(lines(("a", 1)), stock: stock).reservation
        #expect(throws: StockRejection.accessDenied) { try reserve(lines(("a", 1)), stock: stock, by: customer) }
        #expect(throws: StockRejection.accessDenied) {
            try ExtendReservation(lifetimeSeconds: 1).decide(reservation, by: customer, now: Samples.start)
        }
        #expect(throws: StockRejection.accessDenied) {
            try EndReservation.release(customer).decide(reservation, stock: stock, now: Samples.start)
        }
        let admin = Actor(id: nil, role: .admin)
        #expect(try reserve(lines(("a", 1)), stock: stock, by: admin).reservation.status == .active)
    }

    @Test func `an extension counts from now and never shortens`() throws {
        let stock = [try Samples.level("a", 1)]
        let reservation = try reserve(lines(("a", 1)), stock: stock).reservation
        let later = Samples.start.adding(millis: 300_000)
        let longer = try ExtendReservation(lifetimeSeconds: 600).decide(reservation, by: program, now: later)
        #expect(longer.reservation.expiresAt == Samples.start.adding(millis: 900_000))
        #expect(longer.reservation.updatedAt == later)
        #expect(longer.movements.isEmpty && longer.events.isEmpty && longer.levels.isEmpty)
        let shorter = try ExtendReservation(lifetimeSeconds: 299).decide(reservation, by: program, now: later)
        #expect(shorter.reservation == reservation)
    }

    @Test func `goods go back exactly once, by hand or when the time is over`() throws {
        let stock = [try Samples.level("a", 5)]
        let made = try reserve(lines(("a", 2), ("a", 2)), stock: stock)
        let (reservation, due) = (made.reservation, made.reservation.expiresAt)
        let early = due.adding(millis: -1)
        #expect(throws: StockRejection.notDue(due)) {
            try EndReservation.expire.decide(reservation, stock: made.levels, now: early)
        }
        for (end, at, status, actor) in [
            (EndReservation.release(program), early, ReservationStatus.released, program.id),
            (.expire, due, .expired, nil),
        ] {
            let ended = try end.decide(reservation, stock: made.levels, now: at)
            #expect(ended.reservation.status == status && ended.reservation.endedAt == at)
            #expect(ended.reservation.timerDue == nil && ended.reservation.expiresAt == due)
            #expect(ended.levels.map(\.reserved) == [0])
            #expect(ended.movements.map(\.reason) == [status.text] && ended.movements.map(\.actor) == [actor])
            guard case .inventoryReleased(let event)? = ended.events.first else {
                Issue.record("no release")
                continue
            }
            #expect(event.reason == status.text && event.quantity == 4 && event.reservation == id)
            let again = try EndReservation.release(program).decide(ended.reservation, stock: ended.levels, now: due)
            #expect(again.reservation == ended.reservation && again.movements.isEmpty && again.events.isEmpty)
            #expect(throws: StockRejection.reservationEnded(status)) {
                try EndReservation.expire.decide(ended.reservation, stock: ended.levels, now: due)
            }
            #expect(throws: StockRejection.reservationEnded(status)) {
                try ExtendReservation(lifetimeSeconds: 60).decide(ended.reservation, by: program, now: due)
            }
        }
    }

    @Test func `books that do not show what is held stop the end`() throws {
        let reservation = try reserve(lines(("a", 2)), stock: [Samples.level("a", 5)]).reservation
        let a = try Samples.product("a")
        #expect(throws: StockRejection.unknownProduct(a)) {
            try EndReservation.release(program).decide(reservation, stock: [], now: Samples.start)
        }
        #expect(throws: StockRejection.books(.notReserved(a))) {
            let stock = [try Samples.level("a", 5, reserved: 1)]
            _ = try EndReservation.release(program).decide(reservation, stock: stock, now: Samples.start)
        }
    }
}
