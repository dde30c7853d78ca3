import Commerce
import Engine
import EventLog
import TestSupport
import Testing

/// Pages and totals against a plain list.
@Suite(.timeLimit(.minutes(10))) struct OrderListTests {
    @Test(arguments: [UInt64(7), 8])
    func `pages, cursors, filters and totals agree with a plain model`(seed: UInt64) async throws {
        let shop = try await EngineHarness(seed: seed)
        let pipeline = try shop.startPipeline()
        var random = SeededRandom(seed)
        let customers = (0..<4).map { CustomerID.guest("guest-\($0)") }
        var ids: [OrderID] = []
        for _ in 0..<120 {
            let card = Bool.random(using: &random) ? nil : "4000000000000002"
            let customer = customers[Int.random(in: 0..<3, using: &random)]
            let draft = try SampleShop.draft([SampleShop.line("mug")], customer: customer, card: card)
            let id = try await shop.place(draft).id
            ids.append(id)
            if Int.random(in: 0..<4, using: &random) == 0 {
                // Lost races with the pipeline are part of the history.
                do throws(EngineError) {
                    _ = try await shop.engine.cancelOrder(
                        id,
                        reason: nil,
                        as: .admin,
                        idempotency: nil
                    )
                } catch {
                    #expect(
                        error == .rejected(.notCancellable(.shipped)) || error == .rejected(.notCancellable(.failed))
                    )
                }
            }
            shop.time.advance(millis: Int64.random(in: 0...3, using: &random))
        }
        try await shop.untilDrained(pipeline)
        let model = try ids.reversed().map { try shop.order($0) }
        for customer in customers.map(Optional.some) + [nil] {
            for status in OrderStatus.allCases.map(Optional.some) + [nil] {
                let expected = model.filter {
                    (customer == nil || $0.customer == customer) && (status == nil || $0.status == status)
                }
                try expectPages(shop, OrderFilter(customer: customer, statuses: status.map { [$0] } ?? []), expected)
            }
        }
        try await shop.close()
    }

    private func expectPages(_ shop: EngineHarness, _ filter: OrderFilter, _ expected: [Order]) throws {
        for limit in [1, 7, 100] {
            var (bySkip, byCursor): ([Order], [Order]) = ([], [])
            var cursor: OrderCursor?
            while true {
                let page = try shop.engine.orders(filter, skip: bySkip.count, limit: limit)
                #expect(page.total == UInt64(expected.count))
                #expect((page.next != nil) == (bySkip.count + page.orders.count < expected.count))
                bySkip += page.orders
                let next = try shop.engine.orders(filter, after: cursor, limit: limit)
                #expect(next.total == page.total)
                #expect((next.next == nil) == (page.next == nil))
                cursor = next.next
                byCursor += next.orders
                guard page.next != nil else { break }
            }
            #expect(bySkip == expected)
            #expect(byCursor == expected)
        }
    }

    @Test func `a snapshot has the newest orders and the position they are true at`() async throws {
        let shop = try await EngineHarness()
        var ids: [OrderID] = []
        for _ in 0..<5 { ids.append(try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id) }
        let (orders, sequence) = try shop.engine.snapshot(of: SampleShop.guest, limit: 3)
        #expect(orders.map(\.id) == ids.suffix(3).reversed())
        #expect(sequence == shop.engine.log.lastSequence)
        try await shop.close()
    }
}
