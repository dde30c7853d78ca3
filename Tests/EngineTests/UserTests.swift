import Commerce
import Engine
import TestSupport
import Testing

/// Accounts as administrators see and change them.
@Suite(.timeLimit(.minutes(10))) struct UserTests {
    @Test func `accounts are listed newest first, for administrators alone`() async throws {
        let shop = try await EngineHarness()
        let boss = try await shop.person("boss", role: .admin)
        var ids = [try #require(boss.id)]
        for number in 0..<7 {
            shop.time.advance(millis: 1)
            ids.append(try #require(try await shop.person("user-\(number)").id))
        }
        let newest = Array(ids.reversed())
        let first = try shop.engine.users(skip: 0, limit: 3, as: boss)
        #expect(first.users.map(\.id) == Array(newest.prefix(3)) && first.hasMore && first.total == 8)
        let rest = try shop.engine.users(skip: 0, before: first.users.last?.id, limit: 10, as: boss)
        #expect(rest.users.map(\.id) == Array(newest.dropFirst(3)) && !rest.hasMore)
        #expect(try shop.engine.users(skip: 8, limit: 3, as: boss).users.isEmpty)
        for role in [Role.user, .system] {
            let actor = Actor(id: ids[1], role: role)
            #expect(throws: EngineError.accessDenied) { try shop.engine.users(skip: 0, limit: 3, as: actor) }
            #expect(throws: EngineError.accessDenied) { try shop.engine.user(ids[0], as: actor) }
        }
        #expect(try shop.engine.user(ids[3], as: boss).id == ids[3])
        #expect(throws: EngineError.userNotFound) { try shop.engine.user(UserID(high: 0, low: 1), as: boss) }
        try await shop.close()
    }

    @Test func `an account that is switched off cannot log in, refresh or order, and can again when it is back`()
        async throws
    {
        let shop = try await EngineHarness()
        let (boss, ada) = (try await shop.person("boss", role: .admin), try await shop.person())
        let id = try #require(ada.id)
        let login = try await shop.engine.logIn(email: "ada@example.com", password: "correct horse")
        #expect(try await !shop.engine.changeUser(id, UserChange(isActive: false), as: boss).isActive)
        await #expect(throws: EngineError.accountDisabled) {
            try await shop.engine.logIn(email: "ada@example.com", password: "correct horse")
        }
        await #expect(throws: EngineError.accountDisabled) { try await shop.engine.refresh(login.refreshToken) }
        let pipeline = try shop.startPipeline()
        let order = try await shop.place(SampleShop.draft([SampleShop.line("mug")], customer: ada.customer)).id
        try await shop.untilDrained(pipeline)
        #expect(try shop.order(order).failure?.code == .customerInvalid)
        _ = try await shop.engine.changeUser(id, UserChange(isActive: true), as: boss)
        // What was switched off has ended; the account itself is back.
        await #expect(throws: EngineError.invalidRefreshToken) { try await shop.engine.refresh(login.refreshToken) }
        #expect(try await shop.engine.logIn(email: "ada@example.com", password: "correct horse").user.id == id)
        await #expect(throws: EngineError.accessDenied) {
            try await shop.engine.changeUser(id, UserChange(role: .admin), as: ada)
        }
        await #expect(throws: EngineError.userNotFound) {
            try await shop.engine.changeUser(UserID(high: 0, low: 1), UserChange(role: .admin), as: boss)
        }
        try await shop.close()
    }

    @Test func `the last administrator stays, whoever is removed at the same time`() async throws {
        let shop = try await EngineHarness()
        var bosses: [Actor] = []
        for number in 0..<5 { bosses.append(try await shop.person("boss-\(number)", role: .admin)) }
        _ = try await shop.person()
        let refusals = await withTaskGroup(of: Int.self) { group in
            for boss in bosses {
                group.addTask {
                    do throws(EngineError) {
                        guard let id = boss.id else { return 0 }
                        _ = try await shop.engine.changeUser(id, UserChange(isActive: false), as: boss)
                        return 0
                    } catch {
                        #expect(error == .lastAdmin)
                        return 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(refusals == 1)
        let left = try bosses.filter { try shop.engine.user(try #require($0.id)).isActive }
        #expect(left.count == 1)
        let last = try #require(left.first?.id)
        await #expect(throws: EngineError.lastAdmin) {
            try await shop.engine.changeUser(last, UserChange(role: .user), as: .admin)
        }
        // With a second one the first may go.
        _ = try await shop.engine.promote(try #require(EmailAddress("Ada@example.com")))
        #expect(try await shop.engine.changeUser(last, UserChange(role: .user), as: .admin).role == .user)
        try await shop.close()
    }

    @Test func `promoting raises an account that is there, wakes it up, and is no surprise the second time`()
        async throws
    {
        let shop = try await EngineHarness()
        let ada = try await shop.person()
        let address = try #require(EmailAddress("ada@example.com"))
        _ = try await shop.engine.changeUser(try #require(ada.id), UserChange(isActive: false), as: .admin)
        let (user, hasChanged) = try await shop.engine.promote(address)
        #expect(user.role == .admin && user.isActive && hasChanged)
        #expect(try await !shop.engine.promote(address).hasChanged)
        #expect(try await shop.engine.logIn(email: address.text, password: "correct horse").user == user)
        await #expect(throws: EngineError.userNotFound) {
            try await shop.engine.promote(try #require(EmailAddress("bob@example.com")))
        }
        try await shop.close()
    }

    @Test func `a profile is changed, cleared and left alone`() async throws {
        let shop = try await EngineHarness()
        let id = try #require(try await shop.person().id)
        shop.time.advance(millis: 5)
        let named = try await shop.engine.changeProfile(of: id, ProfileChange(fullName: "Ada", phone: "+1"))
        #expect(named.fullName == "Ada" && named.phone == "+1" && named.updatedAt == shop.time.now)
        shop.time.advance(millis: 5)
        let cleared = try await shop.engine.changeProfile(of: id, ProfileChange(fullName: .some(nil)))
        #expect(cleared.fullName == nil && cleared.phone == "+1")
        let same = try await shop.engine.changeProfile(of: id, ProfileChange())
        #expect(same == cleared)
        try await shop.close()
    }
}
