import Commerce
import Testing

@testable import Gateway

/// Who is counted with whom, and what happens when there are too many to count.
@Suite struct RateLimiterTests {
    private let start = Timestamp(millis: 1_772_366_400_000)

    private func address(_ text: String) throws -> PeerAddress { try #require(PeerAddress(text: text)) }

    /// Different /16 blocks for neighbouring numbers; a bijection, so no address comes twice.
    private func spread(_ number: Int) -> PeerAddress {
        PeerAddress(IPAddress(v4: UInt32(truncatingIfNeeded: number) &* 2_654_435_761))
    }

    private func admitted(_ count: Int, _ request: () -> Bool) -> Int { (0..<count).count { _ in request() } }

    @Test func `an address has its quota whoever it sends, and an identity wherever it is`() throws {
        let limiter = RateLimiter()
        let (one, other) = (try address("192.0.2.1"), try address("192.0.2.2"))
        var number = 0
        #expect(
            admitted(30) {
                number += 1
                return limiter.admit(.placeOrder, address: one, identity: "user-\(number)", now: start).isAdmitted
            } == 20
        )
        #expect(limiter.admit(.placeOrder, address: other, identity: "user-1", now: start).isAdmitted)
        #expect(
            admitted(30) {
                number += 1
                return limiter.admit(.placeOrder, address: spread(number), identity: "ada", now: start).isAdmitted
            } == 20
        )
        #expect(limiter.admit(.cancelOrder, address: one, identity: "ada", now: start).isAdmitted)
        #expect(
            !limiter.admit(.placeOrder, address: one, identity: "ada", now: start.adding(millis: 59_999)).isAdmitted
        )
        #expect(limiter.admit(.placeOrder, address: one, identity: "ada", now: start.adding(millis: 60_000)).isAdmitted)
    }

    @Test func `the tighter of the two is told`() throws {
        let limiter = RateLimiter()
        let (office, home) = (try address("192.0.2.1"), try address("192.0.2.2"))
        for _ in 0..<5 { _ = limiter.enter(.placeOrder, from: office, now: start) }
        #expect(limiter.admit(.placeOrder, address: office, identity: "ada", now: start).remaining == 14)
        for _ in 0..<9 { _ = limiter.admit(.placeOrder, address: nil, identity: "ada", now: start) }
        #expect(limiter.admit(.placeOrder, address: home, identity: "ada", now: start).remaining == 9)
        #expect(limiter.admit(.placeOrder, address: home, identity: String?.none, now: start).remaining == 18)
    }

    @Test func `what one refuses the other does not count`() throws {
        let limiter = RateLimiter()
        let (office, home) = (try address("192.0.2.1"), try address("192.0.2.2"))
        for _ in 0..<20 { _ = limiter.admit(.placeOrder, address: nil, identity: "ada", now: start) }
        for _ in 0..<50 {
            #expect(!limiter.admit(.placeOrder, address: office, identity: "ada", now: start).isAdmitted)
        }
        #expect(limiter.enter(.placeOrder, from: office, now: start).verdict.remaining == 19)
        for _ in 0..<20 { _ = limiter.enter(.placeOrder, from: home, now: start) }
        for _ in 0..<50 {
            #expect(!limiter.admit(.placeOrder, address: home, identity: "bob", now: start).isAdmitted)
        }
        #expect(limiter.admit(.placeOrder, address: nil, identity: "bob", now: start).remaining == 19)
    }

    @Test func `a flood of tokens that are no good ends at the address`() throws {
        let limiter = RateLimiter()
        let flooder = try address("2001:db8::1")
        #expect(admitted(1_000) { limiter.enter(.readOrders, from: flooder, now: start).verdict.isAdmitted } == 100)
        #expect(limiter.usage.windows == 1)
    }

    @Test func `a million addresses cost bounded memory and move nobody's window`() throws {
        let limiter = RateLimiter()
        let abuser = try address("198.51.100.7")
        for _ in 0..<20 { #expect(limiter.enter(.placeOrder, from: abuser, now: start).verdict.isAdmitted) }
        var (most, letIn) = (0, 0)
        for number in 0..<1_000_000 {
            // All within one window, so that none of it may be forgotten.
            let now = start.adding(millis: Int64(number) * 59 / 1_000)
            _ = limiter.enter(.placeOrder, from: spread(number), now: now)
            if number % 100 == 0, limiter.enter(.placeOrder, from: abuser, now: now).verdict.isAdmitted { letIn += 1 }
            if number % 100_000 == 0 { most = max(most, limiter.usage.windows) }
        }
        #expect(letIn == 0)
        let usage = limiter.usage
        #expect(usage.windows > LimitTable.windowLimit / 2 && usage.windows <= LimitTable.windowLimit)
        #expect(most <= LimitTable.windowLimit)
        #expect(usage.bytes <= LimitTable.windowLimit * LimitTable.windowBytesLimit)
        // Each had one request: a tenth of what full windows would have.
        #expect(usage.bytes < 16 << 20)
        #expect(limiter.enter(.placeOrder, from: abuser, now: start.adding(millis: 60_000)).verdict.isAdmitted)
    }

    @Test func `when the flood is over its windows are given up and newcomers have their own again`() {
        let limiter = RateLimiter()
        for number in 0..<100_000 { _ = limiter.enter(.general, from: spread(number), now: start) }
        #expect(limiter.usage.windows > LimitTable.windowLimit / 2)
        let later = start.adding(millis: 60_000)
        for number in 0..<2_000 { _ = limiter.enter(.general, from: spread(-number - 1), now: later) }
        #expect(limiter.usage.windows <= 4_000)
        let counts = (0..<2_000).map { limiter.enter(.general, from: spread(-$0 - 1), now: later).verdict.remaining }
        #expect(counts.allSatisfy { $0 == 98 })
    }

    @Test func `one provider's block fills one shard, shares what is left of it, and disturbs nobody elsewhere`() throws
    {
        let limiter = RateLimiter()
        var admitted = 0
        for number in 0..<100_000 as Range<UInt64> {
            let address = PeerAddress(IPAddress(high: 0x2001_0db8_0000_0000 | number, low: 1))
            if limiter.enter(.general, from: address, now: start).verdict.isAdmitted { admitted += 1 }
        }
        let own = LimitTable.shardWindows - LimitTable.sharedWindows * LimitFamily.allCases.count
        #expect(limiter.usage.windows == own + 1)
        #expect(admitted == own + 100 * LimitTable.sharedQuotaFactor)
        // Of 64 other blocks two lie in the full shard by chance; they share, and the rest has windows.
        for number in 0..<64 { _ = limiter.enter(.general, from: try address("10.\(number).0.1"), now: start) }
        #expect(limiter.usage.windows >= own + 1 + 32)
    }

    @Test func `switched off, nothing is counted and nothing is said`() throws {
        let limiter = RateLimiter(isEnabled: false)
        for _ in 0..<200 {
            let verdict = limiter.admit(.placeOrder, address: try address("192.0.2.1"), identity: "ada", now: start)
            #expect(verdict == .unlimited)
            #expect(verdict.isAdmitted && verdict.fields(now: start).isEmpty)
        }
        #expect(limiter.usage.windows == 0)
    }

    @Test func `a family without a quota is not counted, and the general one is as configured`() throws {
        let limiter = RateLimiter(generalPerMinute: 3)
        let peer = try address("192.0.2.1")
        #expect(admitted(200) { limiter.enter(.unlimited, from: peer, now: start).verdict.isAdmitted } == 200)
        #expect(limiter.usage.windows == 0)
        #expect(admitted(200) { limiter.enter(.general, from: peer, now: start).verdict.isAdmitted } == 3)
    }

    @Test func `requests at the same time are counted one by one`() async throws {
        let limiter = RateLimiter()
        let peer = try address("192.0.2.1")
        let total = await withTaskGroup(of: Int.self) { [start] tasks in
            for task in 0..<8 {
                tasks.addTask {
                    (0..<1_000).count { number in
                        limiter.admit(.general, address: peer, identity: "\(task)-\(number)", now: start).isAdmitted
                    }
                }
            }
            return await tasks.reduce(0, +)
        }
        #expect(total == 100)
    }
}
