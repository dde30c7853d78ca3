import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// An order from placed to its end, as rows, records and events.
@Suite(.timeLimit(.minutes(10))) struct OrderJourneyThroughEngineTests {
    static let lifecycle = [
        "order.created", "order.validated", "payment.requested", "payment.completed", "order.payment_processed",
        "order.fulfilled", "order.shipped",
    ]

    @Test func `an order is shipped with exactly one of each lifecycle event`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug", 2), SampleShop.line("pencil")])).id
        try await shop.untilDrained(pipeline)
        let order = try shop.order(id)
        #expect(order.status == .shipped)
        #expect(order.reservation == .committed)
        #expect(order.version == 6)
        #expect(order.orderTimerDue == nil && order.paymentTimerDue == nil)
        #expect(order.shipping != nil && order.failure == nil)
        #expect(try shop.eventTypes(of: id) == Self.lifecycle)
        #expect(try shop.stock(of: "mug") == StockLevel(product: order.items[0].product, onHand: 999_998))
        try await shop.close()
    }

    @Test func `each event lies in its topic under the order's key with CloudEvents headers`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let order = try await shop.place(SampleShop.draft([SampleShop.line("mug")]))
        try await shop.untilDrained(pipeline)
        var ids: [String: String] = [:]
        var causes: [String: String] = [:]
        for type in Self.lifecycle {
            let topic = Topics.name(forEventType: type)
            let found = try shop.records(of: topic)
            let (partition, record) = try #require(found.first)
            #expect(found.count == 1)
            #expect(partition.topic.text == topic)
            #expect(try partition.number == shop.engine.log.topic(topic).partition(forKey: order.id.utf8))
            #expect(record.key.map(Array.init) == order.id.utf8)
            #expect(record.timestampMillis == shop.time.now.millis)
            let headers = try record.headers()
            func header(_ name: String) -> String? {
                headers.first { $0.key == name }?.value.map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(header("ce_type") == type)
            #expect(header("ce_source") == "/tradepost")
            #expect(header("ce_specversion") == "1.0")
            #expect(header("ce_time") == shop.time.now.text)
            #expect(header("ce_subject") == order.id.text)
            #expect(header("ce_correlationid") == order.id.text)
            let id = try #require(header("ce_id"))
            #expect(EventID(text: id) != nil)
            ids[type] = id
            causes[type] = header("ce_causationid")
        }
        #expect(Set(ids.values).count == Self.lifecycle.count)
        #expect(causes["order.created"] == nil)
        #expect(causes["order.validated"] == ids["order.created"])
        #expect(causes["payment.requested"] == ids["order.validated"])
        #expect(causes["payment.completed"] == ids["payment.requested"])
        #expect(causes["order.payment_processed"] == ids["payment.requested"])
        #expect(causes["order.fulfilled"] == ids["order.payment_processed"])
        #expect(causes["order.shipped"] == ids["order.fulfilled"])
        try await shop.close()
    }

    @Test func `payloads carry the documented fields`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let draft = try SampleShop.draft(
            [SampleShop.line("mug", 2)],
            card: "4242424242424242",
            metadata: #"{"gift":true}"#
        )
        let order = try await shop.place(draft)
        try await shop.untilDrained(pipeline)
        func payload(_ topic: String) throws -> JSONNode {
            try JSONDocument(parsing: Array(try #require(shop.records(of: topic).first?.record.value))).root
        }
        let created = try payload("order_created")
        #expect(created["event_type"]?.string == "order.created")
        #expect(created["order_id"]?.string == order.id.text)
        #expect(created["user_id"]?.string == "guest-1")
        #expect(created["status"]?.string == "pending")
        #expect(created["order_number"]?.string == "A-10001")
        #expect(created["items"]?.elements.map { $0["product_id"]?.string } == ["mug"])
        #expect(created["items"]?.elements.map { $0["quantity"]?.int64 } == [2])
        #expect(created["total_amount"]?.numberText.map(Array.init) == Array("59.98".utf8))
        #expect(created["currency"]?.string == "USD")
        #expect(created["shipping_address"]?["zip"]?.string == "90001")
        #expect(created["card"]?["last4"]?.string == "4242")
        #expect(created["metadata"]?["gift"]?.bool == true)
        #expect(created["timestamp"]?.string == shop.time.now.text)
        let validated = try payload("order_validated")
        for check in ["inventory_check", "pricing_check", "customer_check"] {
            #expect(validated["validation_result"]?[check]?.bool == true)
        }
        let shipping = try #require(try payload("order_shipped")["shipping"])
        let kept = try #require(try shop.order(order.id).shipping)
        #expect(shipping["carrier"]?.string == kept.carrier.text)
        #expect(shipping["tracking_number"]?.string == kept.trackingNumber.text)
        #expect(shipping["estimated_delivery"]?.string != nil)
        try await shop.close()
    }

    @Test func `the events read back fold to the row`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let ids = [
            try await shop.place(SampleShop.draft([SampleShop.line("mug")], card: "4242424242424242")).id,
            try await shop.place(SampleShop.draft([SampleShop.line("mug")], card: "4000000000000002")).id,
            try await shop.place(SampleShop.draft([SampleShop.line("mug")], total: 1)).id,
            try await shop.place(SampleShop.draft([SampleShop.line("rare", 4)], metadata: #"{"a":[1,"ü"]}"#)).id,
        ]
        try await shop.untilDrained(pipeline)
        for id in ids {
            let events = try shop.engine.events(of: id, for: .shop).compactMap {
                try EventReader.orderEvent($0.data)
            }
            #expect(Order.folding(events) == (try shop.order(id)))
        }
        try await shop.close()
    }

    /// What an order is, and how it fails.
    struct Failing: Sendable, CustomTestStringConvertible {
        var product = "mug"
        var quantities = [1]
        var price: Int64?
        var total: Int64?
        var card: String?
        var code: FailureCode
        var stage = Stage.validation
        var testDescription: String { "\(product) \(quantities) \(code.text)" }
    }

    @Test(arguments: [
        Failing(price: 2_998, code: .priceMismatch), Failing(total: 2_998, code: .priceMismatch),
        Failing(product: "nothing", code: .productUnknown),
        Failing(product: "rare", quantities: [4], code: .insufficientStock),
        Failing(product: "rare", quantities: [2, 2], code: .insufficientStock),
        Failing(card: "4000000000000002", code: .paymentDeclined, stage: .payment),
        Failing(card: "4000 0000 0000 9995", code: .insufficientFunds, stage: .payment),
        Failing(product: "bar", quantities: [2], code: .paymentAmountLimit, stage: .payment),
    ])
    func `an order that cannot be carried out fails with its code and gives its stock back`(
        _ failing: Failing
    ) async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let lines = try failing.quantities.map { try SampleShop.line(failing.product, $0, price: failing.price) }
        let id = try await shop.place(SampleShop.draft(lines, total: failing.total, card: failing.card)).id
        try await shop.untilDrained(pipeline)
        let order = try shop.order(id)
        #expect(order.status == .failed)
        #expect(order.failure?.code == failing.code)
        #expect(order.failure?.stage == failing.stage)
        #expect(order.reservation == .released || order.reservation == .none)
        #expect(order.nextTimerDue == nil)
        #expect(try shop.eventTypes(of: id).last == "order.failed")
        if failing.product != "nothing" { #expect(try shop.stock(of: failing.product).reserved == 0) }
        try await shop.close()
    }

    @Test func `an unknown or inactive account fails validation`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let stranger = CustomerID.account(UserID(high: 1, low: 2))
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")], customer: stranger)).id
        try await shop.untilDrained(pipeline)
        #expect(try shop.order(id).failure?.code == .customerInvalid)
        try await shop.close()
    }

    @Test func `rejecting policies refuse at the door and leave nothing behind`() async throws {
        let shop = try await EngineHarness { $0.orders = OrderPolicy(stock: .reject, pricing: .reject) }
        let before = shop.engine.log.lastSequence
        let (rare, mug) = (try #require(ProductID("rare")), try #require(ProductID("mug")))
        let tooMany = try SampleShop.draft([SampleShop.line("rare", 2), SampleShop.line("rare", 2)])
        await #expect(
            throws: EngineError.rejected(.insufficientStock([Shortage(product: rare, requested: 4, available: 3)]))
        ) { try await shop.place(tooMany) }
        let wrong = try SampleShop.draft([SampleShop.line("mug", price: 1)])
        await #expect(throws: EngineError.self) { try await shop.place(wrong) }
        let unknown = try SampleShop.draft([SampleShop.line("nothing")])
        await #expect(throws: EngineError.rejected(.unknownProduct(try #require(ProductID("nothing"))))) {
            try await shop.place(unknown)
        }
        #expect(shop.engine.log.lastSequence == before)
        #expect(try shop.engine.orderTotals().total == 0)
        #expect(try shop.stock(of: mug.text).reserved == 0)
        try await shop.close()
    }

    @Test func `a demonstration adds unknown products at the order's price`() async throws {
        let shop = try await EngineHarness { $0.addsUnknownProducts = true }
        let pipeline = try shop.startPipeline()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("novelty", 3, price: 777)])).id
        try await shop.untilDrained(pipeline)
        #expect(try shop.order(id).status == .shipped)
        #expect(try shop.stock(of: "novelty").onHand == 997)
        try await shop.close()
    }
}
