import Commerce
import Engine
import Storage
import TestSupport
import Testing

/// Logins that go on, are listed, and end.
@Suite(.timeLimit(.minutes(10))) struct SessionTests {
    private static let week: Int64 = 7 * 86_400_000

    private func logIn(
        _ shop: EngineHarness,
        _ name: String = "ada",
        by agent: String? = nil
    ) async throws
        -> Credentials
    {
        try await shop.engine.logIn(email: "\(name)@example.com", password: "correct horse", userAgent: agent)
    }

    private func rows(_ shop: EngineHarness) throws -> [Int] {
        let tables = shop.engine.tables
        return try shop.engine.environment.read("test") { snapshot throws(StorageError) in
            [
                try tables.sessions.count(in: snapshot), try tables.sessionsByUser.count(in: snapshot),
                try tables.refreshTokens.count(in: snapshot), try tables.refreshTokensByExpiry.count(in: snapshot),
            ]
        }
    }

    @Test func `sessions are listed newest first with their times and programs, over a restart`() async throws {
        let first = try await EngineHarness()
        let id = try #require(try await first.person().id)
        _ = try await first.person("bob")
        let long = String(repeating: "ü", count: 300)
        let old = try await logIn(first, by: long)
        _ = try await logIn(first, "bob")
        let start = first.time.now
        first.time.advance(millis: 1_000)
        let new = try await logIn(first)
        first.time.advance(millis: 1_000)
        _ = try await first.engine.refresh(old.refreshToken)
        let shop = try await first.reopened()
        let sessions = try shop.engine.sessions(of: id)
        #expect(sessions.map(\.id) == [new.session, old.session])
        let oldest = try #require(sessions.last)
        #expect(oldest.userAgent == String(repeating: "ü", count: Session.userAgentLimit))
        #expect(oldest.createdAt == start && oldest.lastUsedAt == start.adding(millis: 2_000))
        #expect(oldest.expiresAt == start.adding(millis: 2_000 + Self.week))
        #expect(sessions.first?.userAgent == nil)
        shop.time.advance(millis: Self.week - 1_000)
        #expect(try shop.engine.sessions(of: id).map(\.id) == [old.session])
        try await shop.close()
    }

    @Test func `one session is ended by its user alone, and once`() async throws {
        let shop = try await EngineHarness()
        let (ada, bob) = (try await shop.person(), try await shop.person("bob"))
        let (id, other) = (try #require(ada.id), try #require(bob.id))
        let (mine, also) = (try await logIn(shop), try await logIn(shop))
        let generation = shop.engine.accessGeneration
        await #expect(throws: EngineError.sessionNotFound) {
            try await shop.engine.revokeSession(mine.session, of: other)
        }
        await #expect(throws: EngineError.sessionNotFound) {
            try await shop.engine.revokeSession(SessionID(high: 1, low: 1), of: id)
        }
        #expect(shop.engine.accessGeneration == generation)
        #expect(try await shop.engine.revokeSession(mine.session, of: id).status == 204)
        #expect(shop.engine.accessGeneration > generation)
        #expect(try shop.engine.standing(of: id, in: mine.session) == .ended)
        #expect(try shop.engine.standing(of: id, in: also.session) == .active(also.user))
        #expect(try shop.engine.standing(of: other, in: also.session) == .ended)
        #expect(try shop.engine.sessions(of: id).map(\.id) == [also.session])
        await #expect(throws: EngineError.invalidRefreshToken) { try await shop.engine.refresh(mine.refreshToken) }
        await #expect(throws: EngineError.sessionNotFound) {
            try await shop.engine.revokeSession(mine.session, of: id)
        }
        try await shop.close()
    }

    @Test func `all sessions of a user end together, nobody else's do`() async throws {
        let shop = try await EngineHarness()
        let id = try #require(try await shop.person().id)
        let other = try #require(try await shop.person("bob").id)
        for _ in 0..<3 { _ = try await logIn(shop) }
        let bob = try await logIn(shop, "bob")
        try await shop.engine.revokeAllSessions(of: id)
        #expect(try shop.engine.sessions(of: id).isEmpty)
        #expect(try shop.engine.standing(of: other, in: bob.session) == .active(bob.user))
        try await shop.close()
    }

    @Test func `logging out and using a spent token end the session at once`() async throws {
        let shop = try await EngineHarness()
        let id = try #require(try await shop.person().id)
        let (left, right) = (try await logIn(shop), try await logIn(shop))
        var generation = shop.engine.accessGeneration
        try await shop.engine.logOut(left.refreshToken)
        #expect(shop.engine.accessGeneration > generation)
        #expect(try shop.engine.standing(of: id, in: left.session) == .ended)
        _ = try await shop.engine.refresh(right.refreshToken)
        generation = shop.engine.accessGeneration
        await #expect(throws: EngineError.refreshTokenReused) { try await shop.engine.refresh(right.refreshToken) }
        #expect(shop.engine.accessGeneration > generation)
        #expect(try shop.engine.standing(of: id, in: right.session) == .ended)
        try await shop.close()
    }

    @Test func `a user who is switched off has no sessions left, and a new role counts at once`() async throws {
        let shop = try await EngineHarness()
        let id = try #require(try await shop.person().id)
        let login = try await logIn(shop)
        var generation = shop.engine.accessGeneration
        _ = try await shop.engine.changeUser(id, UserChange(role: .admin), as: .admin)
        #expect(shop.engine.accessGeneration > generation)
        guard case .active(let promoted) = try shop.engine.standing(of: id, in: login.session) else {
            Issue.record("the session ended with the change of the role")
            return
        }
        #expect(promoted.role == .admin)
        generation = shop.engine.accessGeneration
        _ = try await shop.person("boss", role: .admin)
        _ = try await shop.engine.changeUser(id, UserChange(isActive: false), as: .admin)
        #expect(shop.engine.accessGeneration > generation)
        #expect(try shop.engine.standing(of: id, in: login.session) == .disabled)
        _ = try await shop.engine.changeUser(id, UserChange(isActive: true), as: .admin)
        #expect(try shop.engine.standing(of: id, in: login.session) == .ended)
        await #expect(throws: EngineError.invalidRefreshToken) { try await shop.engine.refresh(login.refreshToken) }
        try await shop.close()
    }

    @Test func `a change that changes nothing lets what is remembered be`() async throws {
        let shop = try await EngineHarness()
        let id = try #require(try await shop.person().id)
        let generation = shop.engine.accessGeneration
        _ = try await shop.engine.changeUser(id, UserChange(isActive: true, role: .user), as: .admin)
        _ = try await shop.engine.changeProfile(of: id, ProfileChange(fullName: "Ada"))
        #expect(shop.engine.accessGeneration == generation)
        try await shop.close()
    }

    @Test func `the sweep takes expired tokens in slices and each session with its last one`() async throws {
        let shop = try await EngineHarness()
        _ = try await shop.person()
        var login = try await logIn(shop)
        let revoked = try await logIn(shop)
        for _ in 0..<3 {
            shop.time.advance(millis: 1_000)
            login = try await shop.engine.refresh(login.refreshToken)
        }
        try await shop.engine.logOut(revoked.refreshToken)
        #expect(try rows(shop) == [2, 2, 5, 5])
        #expect(try await !shop.engine.sweep(limit: 10))
        #expect(try rows(shop) == [2, 2, 5, 5])
        shop.time.advance(millis: Self.week - 1_000)
        #expect(try await shop.engine.sweep(limit: 2))
        #expect(try rows(shop)[2] == 3)
        #expect(try await !shop.engine.sweep(limit: 10))
        #expect(try rows(shop) == [1, 1, 1, 1])
        _ = try await shop.engine.refresh(login.refreshToken)
        shop.time.advance(millis: Self.week)
        #expect(try await !shop.engine.sweep(limit: 10))
        #expect(try rows(shop) == [0, 0, 0, 0])
        try await shop.close()
    }

    @Test func `a session without its index is found by the check`() async throws {
        let shop = try await EngineHarness()
        let id = try #require(try await shop.person().id)
        let login = try await logIn(shop)
        let tables = shop.engine.tables
        try await shop.engine.writer.submit { (transaction: borrowing WriteTransaction) throws(StorageError) in
            _ = try tables.sessionsByUser.delete(Key2(id, login.session), in: transaction)
        }
        let lines = try await shop.closeAndCheck().lines
        #expect(lines.contains { $0.contains("its user does not lead to it") })
        #expect(lines.contains { $0.contains("sessions_by_user: 0 entries for 1 rows") })
    }
}
