import Commerce
import Testing

struct StockTests {
    private func move(_ kind: MovementKind, _ quantity: Int, of product: String = "pen") throws -> StockMovement {
        StockMovement(kind: kind, product: try Samples.product(product), quantity: quantity, at: Samples.start)
    }

    @Test(arguments: [
        (MovementKind.received, 4, 14, 3), (.reserved, 7, 10, 10), (.released, 3, 10, 0), (.committed, 2, 8, 1),
        (.returned, 2, 12, 3), (.adjusted, -7, 3, 3), (.adjusted, 5, 15, 3),
    ])
    func `each movement changes what it should`(kind: MovementKind, quantity: Int, onHand: Int, reserved: Int) throws {
        let level = try Samples.level("pen", 10, reserved: 3)
        let after = try level.applying(move(kind, quantity))
        #expect(after.onHand == onHand)
        #expect(after.reserved == reserved)
        #expect(after.isConsistent)
    }

    @Test func `what would go below nothing is refused`() throws {
        let level = try Samples.level("pen", 10, reserved: 3)
        let short = Shortage(product: level.product, requested: 8, available: 7)
        #expect(throws: StockError.insufficient(short)) { try level.applying(move(.reserved, 8)) }
        #expect(throws: StockError.insufficient(short)) { try level.applying(move(.adjusted, -8)) }
        #expect(throws: StockError.notReserved(level.product)) { try level.applying(move(.released, 4)) }
        #expect(throws: StockError.notReserved(level.product)) { try level.applying(move(.committed, 4)) }
        #expect(throws: StockError.otherProduct(try Samples.product("ink"))) {
            try level.applying(move(.received, 1, of: "ink"))
        }
    }

    @Test func `quantities that cannot be are refused`() throws {
        let level = try Samples.level("pen", 10)
        for kind in MovementKind.allCases {
            #expect(throws: StockError.quantity(0)) { try level.applying(move(kind, 0)) }
            #expect(throws: StockError.quantity(.max)) { try level.applying(move(kind, .max)) }
            #expect(throws: StockError.quantity(.min)) { try level.applying(move(kind, .min)) }
        }
        let limit = StockLevel.quantityLimit
        #expect(throws: StockError.quantity(limit)) { try level.applying(move(.received, limit)) }
    }

    @Test(arguments: [(-1, 0, 0), (1, 2, 0), (1, -1, 0), (0, 0, -1)])
    func `an inconsistent level is told`(onHand: Int, reserved: Int, threshold: Int) throws {
        #expect(try !Samples.level("pen", onHand, reserved: reserved, threshold: threshold).isConsistent)
    }

    @Test func `random movements never lead out of the consistent range, and add up`() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<200 {
            var level = try Samples.level("pen", 0)
            var (onHand, reserved) = (0, 0)
            for _ in 0..<100 {
                let kind = try #require(MovementKind.allCases.randomElement(using: &random))
                let movement = try move(kind, Int.random(in: -5...20, using: &random))
                do throws(StockError) {
                    level = try level.applying(movement)
                } catch {
                    continue
                }
                onHand += movement.onHandDelta
                reserved += movement.reservedDelta
                #expect(level.isConsistent)
            }
            #expect(level.onHand == onHand)
            #expect(level.reserved == reserved)
        }
    }

    @Test func `stock is corrected by hand, but never below what is promised`() throws {
        let level = try Samples.level("pen", 10, reserved: 4, threshold: 2)
        let counted = try AdjustStock.setTo(6).decide(level, reason: "count", now: Samples.start)
        #expect(counted.level.onHand == 6)
        #expect(counted.movement?.kind == .adjusted)
        #expect(counted.movement?.quantity == -4)
        #expect(counted.movement?.reason == "count")
        #expect(counted.events.map(\.typeName) == ["inventory.updated"])
        #expect(try AdjustStock.receive(5).decide(level, reason: nil, now: Samples.start).level.onHand == 15)
        #expect(try AdjustStock.delta(-6).decide(level, reason: nil, now: Samples.start).level.available == 0)
        #expect(throws: StockError.self) { try AdjustStock.setTo(3).decide(level, reason: nil, now: Samples.start) }
        #expect(throws: StockError.quantity(-1)) {
            try AdjustStock.setTo(-1).decide(level, reason: nil, now: Samples.start)
        }
        #expect(throws: StockError.quantity(-5)) {
            try AdjustStock.receive(-5).decide(level, reason: nil, now: Samples.start)
        }
        let same = try AdjustStock.setTo(10).decide(level, reason: nil, now: Samples.start)
        #expect(same == (try AdjustStock.setTo(10).decide(level, reason: "again", now: Samples.start)))
        #expect(same.movement == nil)
        #expect(same.events.isEmpty)
    }

    /// Available and threshold before and after a commit.
    @Test(arguments: [
        (4, 3, 3, 3, true), (4, 3, 0, 3, true), (3, 3, 2, 3, false), (3, 3, 4, 3, false), (4, 3, 4, 4, true),
        (4, 3, 4, 3, false), (2, 3, 2, 1, false), (2, 1, 2, 2, true), (5, 1, 1, 0, false), (0, 0, 0, 0, false),
        (1, 0, 0, 0, true),
    ])
    func `low stock is said when a commit leads down to the threshold, and only then`(
        available: Int,
        threshold: Int,
        then: Int,
        newThreshold: Int,
        isSaid: Bool
    ) throws {
        let before = try Samples.level("pen", available + 2, reserved: 2, threshold: threshold)
        let after = try Samples.level("pen", then + 5, reserved: 5, threshold: newThreshold)
        let event = InventoryLow(from: before, to: after, at: Samples.start)
        #expect((event != nil) == isSaid)
        #expect(event?.level ?? after == after)
    }

    @Test func `lines of one product are summed in the order of their first appearance`() throws {
        let items = try [Samples.item("b", 1, "1"), Samples.item("a", 2, "1"), Samples.item("b", 3, "2")]
        let sums = ProductQuantity.sums(of: items)
        #expect(sums.map(\.product.text) == ["b", "a"])
        #expect(sums.map(\.quantity) == [4, 2])
    }
}
