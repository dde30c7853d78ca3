import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// An order as it was at a moment is the order that was read at that moment.
@Suite(.timeLimit(.minutes(10))) struct OrderHistoryTests {
    /// What was read of an order after a step.
    private struct Reading {
        var position: Position
        var time: Timestamp
        var forStaff: [UInt8]
        var forCustomer: [UInt8]
    }

    /// A shop that something random happens to, step by step.
    private final class History {
        let shop: EngineHarness
        private(set) var readings: [OrderID: [Reading]] = [:]
        private(set) var ids: [OrderID] = []
        private var random: SeededRandom

        init(seed: UInt64) async throws {
            random = SeededRandom(seed)
            shop = try await EngineHarness(seed: seed) { $0.orders = OrderPolicy(deliveryMillis: 40_000) }
        }

        func step() async throws {
            shop.time.advance(millis: Int64.random(in: 1...30_000, using: &random))
            if ids.isEmpty || Int.random(in: 0..<6, using: &random) == 0 { try await place() }
            let id = ids[Int.random(in: 0..<ids.count, using: &random)]
            do throws(EngineError) {
                switch Int.random(in: 0..<9, using: &random) {
                case 0: _ = try await shop.engine.cancelOrder(id, reason: "r", as: .admin, idempotency: nil)
                case 1, 2: try await change(id)
                case 3: _ = try await shop.engine.fireTimers(limit: 10)
                default: try await work()
                }
            } catch {
                // Commands that come too late are part of a history; anything else is not.
                guard case .rejected = error else { throw error }
            }
            try read()
        }

        private func place() async throws {
            let products = ["mug", "pencil", "rare", "bar"]
            let product = products[Int.random(in: 0..<products.count, using: &random)]
            let card = Int.random(in: 0..<4, using: &random) == 0 ? "4000000000000002" : nil
            let metadata = Bool.random(using: &random) ? "{}" : #"{"gift":"🎁 \"yes\""}"#
            let line = try SampleShop.line(product, Int.random(in: 1...2, using: &random))
            ids.append(try await shop.place(SampleShop.draft([line], card: card, metadata: metadata)).id)
        }

        private func change(_ id: OrderID) async throws(EngineError) {
            let number = TrackingNumber.generate(for: .dhl, random: (random.next(), random.next())).text
            let changes = [
                OrderChange(note: .init(text: "hidden \"\\\u{1F4E6}\"\n\(random.next())", isVisibleToCustomer: false)),
                OrderChange(note: .init(text: "shown", isVisibleToCustomer: true)),
                OrderChange(parcel: .init(carrier: .dhl, tracking: number)),
                OrderChange(move: .delivered, note: .init(text: "there", isVisibleToCustomer: true)),
                OrderChange(move: .failed(reason: "lost")),
                OrderChange(move: .shipped(.dhl, tracking: number)),
            ]
            let change = changes[Int.random(in: 0..<changes.count, using: &random)]
            _ = try await shop.engine.changeOrder(id, change, as: .admin, idempotency: nil)
        }

        /// Lets one stage of the pipeline do all it can.
        private func work() async throws(EngineError) {
            let stage = Int.random(in: 0..<4, using: &random)
            do {
                let pipeline = try shop.startPipeline { [$0[stage]] }
                try await shop.untilDrained(pipeline)
                try await shop.stopRunning()
            } catch let error as EngineError {
                throw error
            } catch {
                throw .unhandled("\(error)")
            }
        }

        private func read() throws {
            let position = shop.engine.log.position
            for id in ids {
                let order = try shop.order(id)
                readings[id, default: []].append(
                    Reading(
                        position: position,
                        time: shop.time.now,
                        forStaff: OrderJSON.render(order, for: .staff),
                        forCustomer: OrderJSON.render(order)
                    )
                )
            }
        }
    }

    @Test(arguments: [UInt64(11), 12, 13, 14])
    func `at every position and time the fold gives exactly what was read then`(seed: UInt64) async throws {
        let history = try await History(seed: seed)
        for _ in 0..<120 { try await history.step() }
        let shop = history.shop
        var states: Set<String> = []
        for id in history.ids {
            for reading in history.readings[id] ?? [] {
                let byPosition = try shop.engine.order(id, for: .shop, at: .position(reading.position))
                #expect(OrderJSON.render(byPosition, for: .staff) == reading.forStaff)
                #expect(OrderJSON.render(byPosition) == reading.forCustomer)
                let byTime = try shop.engine.order(id, for: .shop, at: .time(reading.time))
                #expect(OrderJSON.render(byTime, for: .staff) == reading.forStaff)
                states.insert(byTime.status.text)
            }
            try expectBeforeCreation(shop, id)
        }
        #expect(states.count >= 6, "\(states)")
        try await shop.close()
    }

    /// Just before an order was placed there is none.
    private func expectBeforeCreation(_ shop: EngineHarness, _ id: OrderID) throws {
        let created = try shop.order(id).createdAt
        #expect(throws: EngineError.orderNotFound) {
            try shop.engine.order(id, for: .shop, at: .time(created.adding(millis: -1)))
        }
        #expect(try shop.engine.order(id, for: .shop, at: .time(created)).version >= 1)
        let start = Position(epoch: shop.engine.log.epoch, sequence: .beforeFirst)
        #expect(throws: EngineError.orderNotFound) { try shop.engine.order(id, for: .shop, at: .position(start)) }
    }

    @Test func `each record of the log is a moment of its own, within one commit too`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        try await shop.untilDrained(pipeline)
        let epoch = shop.engine.log.epoch
        var versions: [Int] = []
        for sequence in 1...shop.engine.log.lastSequence.value {
            let position = Position(epoch: epoch, sequence: LogSequence(sequence))
            do throws(EngineError) {
                versions.append(try shop.engine.order(id, for: .shop, at: .position(position)).version)
            } catch {
                #expect(error == .orderNotFound && versions.isEmpty)
            }
        }
        #expect(versions == versions.sorted() && Set(versions) == Set(1...6))
        try await shop.close()
    }

    @Test func `moments that are none are refused, and other people's orders are not found`() async throws {
        let shop = try await EngineHarness()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        let now = shop.engine.log.position
        let other = Position(epoch: now.epoch ^ 1, sequence: now.sequence)
        #expect(throws: EngineError.log(.positionExpired)) {
            try shop.engine.order(id, for: .shop, at: .position(other))
        }
        let ahead = Position(epoch: now.epoch, sequence: LogSequence(now.sequence.value + 1))
        #expect(throws: EngineError.positionAhead) { try shop.engine.order(id, for: .shop, at: .position(ahead)) }
        let endless = Position(epoch: now.epoch, sequence: LogSequence(.max))
        #expect(throws: EngineError.positionAhead) { try shop.engine.order(id, for: .shop, at: .position(endless)) }
        let bob = try await shop.person("bob")
        #expect(throws: EngineError.orderNotFound) { try shop.engine.order(id, for: bob, at: .position(now)) }
        #expect(try shop.engine.order(id, for: .shop, at: .time(.lastWritable)) == shop.order(id))
        try await shop.close()
    }

    // MARK: - Rows of the first layout

    /// An order's row as the first layout had it; only for orders without what came later.
    private struct FirstLayout: StoredValue {
        static let schemaVersion: UInt8 = 1
        let row: OrderRow

        init(_ row: OrderRow) { self.row = row }

        init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
            throw .invalid("this is only written")
        }

        func encode(into writer: inout ByteWriter) {
            var bytes = ByteWriter()
            var bare = row
            (bare.order, bare.events) = (row.order.withoutCanceller, [])
            bare.encode(into: &bytes)
            // Delivery timer, arrival, who cancelled, notes and events: a zero each.
            writer.writeRaw(bytes.bytes.dropLast(5))
            writer.writeVarint(UInt64(row.events.count))
            for event in row.events {
                writer.writeVarint(UInt64(event.topic))
                writer.writeVarint(UInt64(event.partition))
                writer.writeVarint(UInt64(event.offset))
            }
        }
    }

    @Test func `rows of the first layout are read, checked, folded at every position, and written anew`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let shipped = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        try await shop.untilDrained(pipeline)
        try await shop.stopRunning()
        let cancelled = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        _ = try await shop.engine.cancelOrder(cancelled, reason: "r", as: .admin, idempotency: nil)
        let end = shop.engine.log.position
        func versions(_ id: OrderID) throws -> [Int?] {
            try (1...end.sequence.value).map { sequence in
                do throws(EngineError) {
                    let position = Position(epoch: end.epoch, sequence: LogSequence(sequence))
                    return try shop.engine.order(id, for: .shop, at: .position(position)).version
                } catch {
                    guard error == .orderNotFound else { throw error }
                    return nil
                }
            }
        }
        let before = (try versions(shipped), try versions(cancelled))
        let tables = shop.engine.tables
        try await shop.engine.writer.submit { transaction throws(StorageError) in
            let old = Table<OrderID, FirstLayout>(tables.orders.raw)
            for id in [shipped, cancelled] {
                guard let row = try tables.orders.get(id, in: transaction) else { continue }
                try old.put(id, FirstLayout(row), in: transaction)
            }
        }
        #expect(try shop.order(cancelled).cancelledBy == nil)
        #expect(try shop.order(cancelled).cancelReason == "r")
        #expect(try versions(shipped) == before.0)
        #expect(try versions(cancelled) == before.1)
        _ = try await shop.engine.changeOrder(
            shipped,
            OrderChange(move: .delivered),
            as: .admin,
            idempotency: nil
        )
        #expect(try versions(shipped) == before.0)
        let now = shop.engine.log.position
        #expect(try shop.engine.order(shipped, for: .shop, at: .position(now)).status == .delivered)
        try await shop.close()
    }
}
