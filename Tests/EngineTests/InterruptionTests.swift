import Commerce
import Engine
import Glibc
import Storage
import Synchronization
import TestSupport
import Testing

/// The process is killed before and after every write of a small shop's day; what comes out is always the same.
@Suite(.timeLimit(.minutes(10))) struct InterruptionTests {
    /// What is left of the day, told without ids.
    struct Outcome: Equatable, Sendable {
        var orders: [String] = []
        var stock: [String] = []
    }

    @Test func `a kill between any two writes changes nothing in the end`() async throws {
        let points = Counter()
        let undisturbed = try await Self.outcome(EngineHarness(atWritePoint: { _ in points.count() }))
        #expect(undisturbed.orders.contains { $0.hasPrefix("shipped") })
        #expect(undisturbed.orders.contains { $0.hasPrefix("failed") })
        #expect(undisturbed.orders.contains { $0.hasPrefix("cancelled") })
        #expect(points.value > 60)
        // Every point in `make crash`, every seventh otherwise.
        let isThorough = TestEnvironment.value("TRADEPOST_EVERY_POINT") != nil
        for point in stride(from: 1, through: points.value, by: isThorough ? 1 : 7) {
            let folder = try TemporaryDirectory()
            await #expect(processExitsWith: .signal(SIGKILL), "at point \(point)") {
                [path = folder.path as String, point = point as Int] in
                let points = Counter()
                let shop = try await EngineHarness(
                    folder: TemporaryDirectory(keeping: path),
                    atWritePoint: { _ in if points.count() == point { kill(getpid(), SIGKILL) } }
                )
                _ = try await Self.outcome(shop)
                // Commits may have met that were apart in the count: then the end of the day is the point.
                kill(getpid(), SIGKILL)
            }
            let recovered = try await Self.outcome(EngineHarness(folder: folder, seed: 2))
            #expect(recovered == undisturbed, "killed at point \(point)")
        }
    }

    /// Runs the day from its beginning, or again from there, and tells what is left of it.
    private static func outcome(_ shop: EngineHarness) async throws -> Outcome {
        let drafts = [
            try SampleShop.draft([SampleShop.line("mug", 2), SampleShop.line("pencil")]),
            try SampleShop.draft([SampleShop.line("rare", 4)]),
            try SampleShop.draft([SampleShop.line("rare", 2)], card: "4000000000000002"),
            try SampleShop.draft([SampleShop.line("popular", 7)]),
            try SampleShop.draft([SampleShop.line("mug", 1), SampleShop.line("mug", 2)]),
        ]
        var ids: [OrderID] = []
        for (number, draft) in drafts.enumerated() {
            let order = try await shop.place(draft, key: RaceTests.request("place \(number)", body: ""))
            ids.append(order.id)
        }
        _ = try await shop.engine.cancelOrder(
            ids[3],
            reason: "changed my mind",
            as: Actor(id: nil, role: .admin),
            idempotency: RaceTests.request("cancel", body: "")
        )
        let pipeline = try shop.startPipeline()
        try await shop.untilDrained(pipeline)
        var outcome = Outcome()
        for id in ids {
            let order = try shop.order(id)
            let events = try shop.eventTypes(of: id).joined(separator: " ")
            outcome.orders.append("\(order.status.text) \(order.version) \(order.reservation.text): \(events)")
        }
        for product in ["mug", "pencil", "popular", "rare"] {
            let level = try shop.stock(of: product)
            outcome.stock.append("\(product): \(level.onHand) \(level.reserved)")
        }
        try await shop.close()
        return outcome
    }
}

/// The environment of this process.
private enum TestEnvironment {
    static func value(_ name: String) -> String? {
        // SAFETY: getenv answers nil or a NUL-terminated string; nothing in this process changes the environment.
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}

/// Counts on any thread.
private final class Counter: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .relaxed) }

    /// Counts and answers the new number.
    @discardableResult
    func count() -> Int { number.wrappingAdd(1, ordering: .relaxed).newValue }
}
