import Commerce
import TestSupport
import Testing

@testable import Engine

/// Waits after wrong passwords.
@Suite(.timeLimit(.minutes(10))) struct LoginDelayTests {
    /// The outcome of a login, and how many passwords were hashed for it.
    private func attempt(_ shop: EngineHarness, _ email: String, _ password: String) async -> (EngineError?, UInt64) {
        let before = shop.engine.passwords.count
        var outcome: EngineError?
        do throws(EngineError) {
            _ = try await shop.engine.logIn(email: email, password: password)
        } catch {
            outcome = error
        }
        return (outcome, shop.engine.passwords.count - before)
    }

    @Test(arguments: ["ada@example.com", "nobody@example.com", "no address at all"])
    func `after five failures each further try waits twice as long, whoever the address belongs to`(
        email: String
    ) async throws {
        let shop = try await EngineHarness()
        _ = try await shop.person()
        for _ in 0..<5 {
            let (outcome, hashes) = await attempt(shop, email, "wrong horse")
            #expect(outcome == .invalidCredentials && hashes == 1)
        }
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            var (outcome, hashes) = await attempt(shop, email, "correct horse")
            #expect(outcome == .loginDelayed(seconds: seconds) && hashes == 0)
            shop.time.advance(millis: Int64(seconds) * 1_000 - 1)
            (outcome, hashes) = await attempt(shop, email.uppercased(), "correct horse")
            #expect(outcome == .loginDelayed(seconds: 1) && hashes == 0)
            shop.time.advance(millis: 1)
            (outcome, hashes) = await attempt(shop, email, "wrong horse")
            #expect(outcome == .invalidCredentials && hashes == 1)
        }
        // Another address is not concerned.
        _ = try await shop.person("bob")
        #expect(await attempt(shop, "bob@example.com", "correct horse").0 == nil)
        try await shop.close()
    }

    @Test func `a success forgets the failures`() async throws {
        let shop = try await EngineHarness()
        _ = try await shop.person()
        for _ in 0..<3 {
            for _ in 0..<4 { #expect(await attempt(shop, "ada@example.com", "wrong").0 == .invalidCredentials) }
            #expect(await attempt(shop, "ada@example.com", "correct horse").0 == nil)
        }
        for _ in 0..<5 { _ = await attempt(shop, "ada@example.com", "wrong") }
        shop.time.advance(millis: 1_000)
        #expect(await attempt(shop, "ada@example.com", "correct horse").0 == nil)
        #expect(await attempt(shop, "ada@example.com", "wrong").0 == .invalidCredentials)
        #expect(await attempt(shop, "ada@example.com", "correct horse").0 == nil)
        try await shop.close()
    }

    @Test func `when a wait is over, one of many at once is looked at`() throws {
        let delays = LoginDelays()
        let time = ManualTime()
        for _ in 0..<5 { delays.fail(try delays.begin("a", now: time.now), now: time.now) }
        time.advance(millis: 1_000)
        let turn = try delays.begin("a", now: time.now)
        for _ in 0..<3 {
            #expect(throws: EngineError.loginDelayed(seconds: 2)) { try delays.begin("a", now: time.now) }
        }
        // What was not looked at does not count.
        delays.abandon(turn)
        delays.succeed(try delays.begin("a", now: time.now))
        #expect(delays.count == 0)
    }

    @Test func `memory is bounded, and the address that failed longest ago goes first`() throws {
        let delays = LoginDelays()
        let time = ManualTime()
        for number in 0...LoginDelays.addresses {
            for _ in 0..<(number < 2 ? 5 : 1) {
                delays.fail(try delays.begin("\(number)", now: time.now), now: time.now)
            }
            time.advance(millis: number < 2 ? 1 : 0)
        }
        #expect(delays.count == LoginDelays.addresses)
        _ = try delays.begin("0", now: time.now)
        #expect(throws: EngineError.loginDelayed(seconds: 1)) { try delays.begin("1", now: time.now) }
    }
}
