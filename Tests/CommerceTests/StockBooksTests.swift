import Commerce
import Testing

/// Corrections by hand, thresholds, and what the movements add up to.
struct StockBooksTests {
    private let admin = Actor(id: UserID(high: 3, low: 3), role: .admin)

    @Test func `a correction is entered with reason and actor`() throws {
        let level = try Samples.level("pen", 10, reserved: 4)
        let command = CorrectStock(.delta(-6), reason: "broken", expectedOnHand: 10)
        let decision = try command.decide(level, by: admin, now: Samples.start)
        #expect(decision.level.onHand == 4 && decision.level.available == 0)
        #expect(decision.movement?.kind == .adjusted && decision.movement?.quantity == -6)
        #expect(decision.movement?.reason == "broken" && decision.movement?.actor == admin.id)
        #expect(decision.events.map(\.typeName) == ["inventory.updated"])
    }

    @Test(arguments: [
        (AdjustStock.delta(-7), Int?.none), (.setTo(3), .none), (.delta(-11), .none), (.setTo(0), 10),
    ])
    func `nothing that is promised is taken away`(change: AdjustStock, expected: Int?) throws {
        let level = try Samples.level("pen", 10, reserved: 4)
        let requested = if case .delta(let delta) = change { -delta } else { change == .setTo(3) ? 7 : 10 }
        let short = Shortage(product: level.product, requested: requested, available: 6)
        #expect(throws: StockRejection.insufficient([short])) {
            try CorrectStock(change, reason: "x", expectedOnHand: expected).decide(level, by: admin, now: Samples.start)
        }
    }

    @Test(arguments: [9, 11, 0])
    func `a correction for another quantity is refused with the level as it is`(expected: Int) throws {
        let level = try Samples.level("pen", 10, reserved: 4)
        for change in [AdjustStock.delta(1), .setTo(10), .delta(-100)] {
            #expect(throws: StockRejection.changed(level)) {
                try CorrectStock(change, reason: "x", expectedOnHand: expected)
                    .decide(level, by: admin, now: Samples.start)
            }
        }
    }

    @Test func `quantities that cannot be are refused`() throws {
        let level = try Samples.level("pen", 10)
        for change in [AdjustStock.delta(0), .delta(.max), .delta(.min), .setTo(-1), .setTo(.max)] {
            #expect(throws: StockRejection.self) {
                try CorrectStock(change, reason: "x").decide(level, by: admin, now: Samples.start)
            }
        }
        let limit = StockLevel.quantityLimit
        #expect(throws: StockRejection.books(.quantity(limit))) {
            try CorrectStock(.delta(limit), reason: "x").decide(level, by: admin, now: Samples.start)
        }
    }

    @Test func `only the shop corrects stock and thresholds`() throws {
        let level = try Samples.level("pen", 10)
        let customer = Actor(id: nil, role: .user)
        #expect(throws: StockRejection.accessDenied) {
            try CorrectStock(.delta(1), reason: "x").decide(level, by: customer, now: Samples.start)
        }
        #expect(throws: StockRejection.accessDenied) {
            try SetStockThreshold(1).decide(level, by: customer, now: Samples.start)
        }
        let counted = try CorrectStock(.delta(1), reason: "x").decide(level, by: .shop, now: Samples.start)
        #expect(counted.level.onHand == 11)
        #expect(try SetStockThreshold(1).decide(level, by: .shop, now: Samples.start).level.lowStockThreshold == 1)
    }

    @Test func `a threshold moves nothing and is told once`() throws {
        let level = try Samples.level("pen", 10, threshold: 2)
        let decision = try SetStockThreshold(20).decide(level, by: admin, now: Samples.start)
        #expect(decision.level.lowStockThreshold == 20 && decision.level.onHand == 10)
        #expect(decision.movement == nil)
        #expect(decision.events.map(\.typeName) == ["inventory.updated"])
        let same = try SetStockThreshold(20).decide(decision.level, by: admin, now: Samples.start)
        #expect(same.level == decision.level && same.events.isEmpty)
        for threshold in [-1, StockLevel.quantityLimit + 1] {
            #expect(throws: StockRejection.threshold(threshold)) {
                try SetStockThreshold(threshold).decide(level, by: admin, now: Samples.start)
            }
        }
    }

    @Test func `every figure is the sum of the movements, kind by kind`() throws {
        var level = try Samples.level("pen", 0)
        var sums = StockSums()
        let steps: [(MovementKind, Int)] = [
            (.received, 10), (.reserved, 4), (.committed, 3), (.released, 1), (.returned, 2), (.adjusted, -5),
            (.adjusted, 1), (.reserved, 5),
        ]
        for (kind, quantity) in steps {
            let movement = StockMovement(kind: kind, product: level.product, quantity: quantity, at: Samples.start)
            level = try level.applying(movement)
            sums.add(movement)
        }
        #expect(sums.movements == steps.count)
        #expect(sums.onHand == level.onHand && level.onHand == 5)
        #expect(sums.reserved == level.reserved && level.reserved == 5)
        #expect(sums.available == level.available)
        #expect(sums.quantity(of: .adjusted) == -4 && sums.quantity(of: .reserved) == 9)
        for kind in MovementKind.allCases { #expect(kind.availableSign == kind.onHandSign - kind.reservedSign) }
    }

    @Test func `open holds are found in the books, each with its holder and its beginning`() throws {
        let pen = try Samples.product("pen")
        let (order, other) = (OrderID(high: 1, low: 1), OrderID(high: 1, low: 2))
        let reservation = ReservationID(high: 2, low: 1)
        var holds = StockHolds()
        func move(_ kind: MovementKind, _ quantity: Int, _ order: OrderID?, _ id: ReservationID?, after: Int64) {
            holds.add(
                StockMovement(
                    kind: kind,
                    product: pen,
                    quantity: quantity,
                    order: order,
                    reservation: id,
                    at: Samples.start.adding(millis: after)
                )
            )
        }
        move(.received, 100, nil, nil, after: 0)
        move(.reserved, 5, order, nil, after: 1)
        move(.reserved, 2, order, reservation, after: 2)
        move(.reserved, 7, other, nil, after: 3)
        move(.committed, 5, order, nil, after: 4)
        move(.returned, 5, order, nil, after: 5)
        move(.reserved, 1, other, nil, after: 6)
        #expect(
            holds.open == [
                .order(other): StockHold(quantity: 8, since: Samples.start.adding(millis: 3)),
                .reservation(reservation): StockHold(quantity: 2, since: Samples.start.adding(millis: 2)),
            ]
        )
        move(.released, 2, order, reservation, after: 7)
        move(.released, 8, other, nil, after: 8)
        #expect(holds.open.isEmpty)
        move(.released, 1, nil, nil, after: 9)
        #expect(holds.open.keys.first == .nobody)
    }
}
