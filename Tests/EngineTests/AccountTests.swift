import Commerce
import Engine
import TestSupport
import Testing

/// Accounts, passwords and refresh tokens.
@Suite(.timeLimit(.minutes(10))) struct AccountTests {
    private func registration(_ email: String) throws -> Registration {
        Registration(
            email: try #require(EmailAddress(email)),
            password: "correct horse",
            fullName: "Ada",
            phone: nil
        )
    }

    @Test func `an account is made once, whatever the case of its address`() async throws {
        let shop = try await EngineHarness()
        let (user, _) = try await shop.engine.register(registration("Ada@Example.com"))
        #expect(user.role == .user && user.isActive)
        #expect(try shop.engine.user(user.id) == user)
        #expect(user.passwordHash.hasPrefix("$2b$04$"))
        await #expect(throws: EngineError.emailTaken) {
            try await shop.engine.register(registration("ada@example.COM"))
        }
        #expect(try shop.records(of: "user_registered").count == 1)
        try await shop.close()
    }

    @Test func `two at once for one address make one account`() async throws {
        let shop = try await EngineHarness()
        let made = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do {
                        _ = try await shop.engine.register(registration("ada@example.com"))
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 1)
        try await shop.close()
    }

    @Test func `a login wants the right password and says no more than no`() async throws {
        let shop = try await EngineHarness()
        let (user, _) = try await shop.engine.register(registration("ada@example.com"))
        let credentials = try await shop.engine.logIn(email: "ADA@example.com", password: "correct horse")
        #expect(credentials.user.id == user.id)
        for (email, password) in [
            ("ada@example.com", "correct horsf"), ("ada@example.com", ""), ("bob@example.com", "correct horse"),
            ("no address", "correct horse"),
        ] {
            await #expect(throws: EngineError.invalidCredentials) {
                try await shop.engine.logIn(email: email, password: password)
            }
        }
        try await shop.close()
    }

    @Test func `a refresh token works once, and its reuse ends the family`() async throws {
        let shop = try await EngineHarness()
        _ = try await shop.engine.register(registration("ada@example.com"))
        let first = try await shop.engine.logIn(email: "ada@example.com", password: "correct horse")
        let other = try await shop.engine.logIn(email: "ada@example.com", password: "correct horse")
        let second = try await shop.engine.refresh(first.refreshToken)
        #expect(second.refreshToken != first.refreshToken && second.session == first.session)
        let third = try await shop.engine.refresh(second.refreshToken)
        await #expect(throws: EngineError.refreshTokenReused) { try await shop.engine.refresh(first.refreshToken) }
        await #expect(throws: EngineError.invalidRefreshToken) { try await shop.engine.refresh(third.refreshToken) }
        // Another session of the same user goes on.
        _ = try await shop.engine.refresh(other.refreshToken)
        try await shop.close()
    }

    @Test func `of two who use a token at once, one gets a new one and the family ends`() async throws {
        let shop = try await EngineHarness()
        _ = try await shop.engine.register(registration("ada@example.com"))
        let token = try await shop.engine.logIn(email: "ada@example.com", password: "correct horse").refreshToken
        async let left = outcome(shop, token)
        async let right = outcome(shop, token)
        let outcomes = await [left, right]
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.contains(.refreshTokenReused))
        try await shop.close()
    }

    private func outcome(_ shop: EngineHarness, _ token: String) async -> EngineError? {
        do throws(EngineError) {
            _ = try await shop.engine.refresh(token)
            return nil
        } catch {
            return error
        }
    }

    @Test func `refresh tokens end after seven days, unknown ones never worked`() async throws {
        let shop = try await EngineHarness()
        _ = try await shop.engine.register(registration("ada@example.com"))
        let login = try await shop.engine.logIn(email: "ada@example.com", password: "correct horse")
        shop.time.advance(millis: 7 * 86_400_000 - 1)
        let late = try await shop.engine.refresh(login.refreshToken)
        shop.time.advance(millis: 7 * 86_400_000)
        await #expect(throws: EngineError.invalidRefreshToken) { try await shop.engine.refresh(late.refreshToken) }
        await #expect(throws: EngineError.invalidRefreshToken) { try await shop.engine.refresh("unknown") }
        try await shop.close()
    }
}
