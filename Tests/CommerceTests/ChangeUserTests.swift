import Commerce
import Testing

/// What administrators may change about accounts.
struct ChangeUserTests {
    private let admin = Actor(id: UserID(high: 1, low: 1), role: .admin)

    private func user(_ role: Role = .user, isActive: Bool = true) throws -> User {
        User(
            id: UserID(high: 2, low: 2),
            email: try #require(EmailAddress("ada@example.com")),
            passwordHash: "h",
            isActive: isActive,
            role: role,
            createdAt: Samples.start,
            updatedAt: Samples.start
        )
    }

    private func decide(
        _ user: User,
        _ change: UserChange,
        by actor: Actor? = nil,
        hasOther: Bool = false
    ) throws(UserRejection) -> User {
        let later = Samples.start.adding(millis: 1)
        return try ChangeUser.decide(user, change: change, by: actor ?? admin, hasOtherAdmin: hasOther, now: later)
    }

    @Test func `role, tier and activity are changed, and what is not named stays`() throws {
        let user = try user()
        let changed = try decide(user, UserChange(role: .system, tier: "gold"))
        #expect(changed.role == .system && changed.tier == "gold" && changed.isActive)
        #expect(changed.updatedAt > user.updatedAt)
        #expect(try decide(user, UserChange()) == user)
        #expect(try !decide(user, UserChange(isActive: false)).isActive)
    }

    @Test(arguments: [Role.user, .system])
    func `only administrators change accounts`(role: Role) throws {
        let user = try user()
        #expect(throws: UserRejection.adminOnly) {
            try decide(user, UserChange(role: .admin), by: Actor(id: user.id, role: role))
        }
    }

    @Test(arguments: [UserChange(isActive: false), UserChange(role: .user), UserChange(isActive: true, role: .system)])
    func `the last active administrator stays one`(change: UserChange) throws {
        let last = try user(.admin)
        #expect(throws: UserRejection.lastAdmin) { try decide(last, change) }
        #expect(try decide(last, change, hasOther: true) != last)
        // One that is not active runs nothing, so nothing is lost.
        #expect(try decide(user(.admin, isActive: false), UserChange(role: .user)).role == .user)
        #expect(try decide(last, UserChange(isActive: true, role: .admin, tier: "gold")).tier == "gold")
    }

    @Test(arguments: ["", " ", String(repeating: "x", count: 51)])
    func `a tier has a name`(tier: String) throws {
        let user = try user()
        #expect(throws: UserRejection.tierLength) { try decide(user, UserChange(tier: tier)) }
    }
}
