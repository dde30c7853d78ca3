import Commerce
import Engine
import Hummingbird

/// `/users`: one's own account, and everybody's for administrators.
struct UserRoutes {
    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/users/me", "getMe", "Your account", for: .account, me)
                .answers(.ok, "The account", .user),
            Endpoint(.patch, "/users/me", "changeMe", "Change your name or phone number", for: .account, changeMe)
                .takes(.profileChange, example: ["full_name": "Ada Lovelace"])
                .answers(.ok, "The account", .user),
            Endpoint(.get, "/users", "listUsers", "All accounts, newest first", for: .admin, list)
                .query(Parameter.paging)
                .answers(.ok, "A page of accounts", .page(of: .user)),
            Endpoint(.get, "/users/{user_id}", "getUser", "An account", for: .admin, get)
                .answers(.ok, "The account", .user)
                .refuses(.userNotFound),
            Endpoint(
                .patch,
                "/users/{user_id}",
                "changeUser",
                "Change an account's role, tier or activity",
                for: .admin,
                change
            )
            .takes(.userChange, example: ["tier": "gold"])
            .answers(.ok, "The account", .user)
            .refuses(.userNotFound, .lastAdmin),
        ]
    }

    // MARK: One's own

    private func me(_ call: Call) async throws -> Response {
        .json(UserJSON.render(try engine.user(try call.account())))
    }

    private func changeMe(_ call: Call) async throws -> Response {
        let change = try call.read { body -> ProfileChange? in
            body.unknownFields(allowed: ["full_name", "phone"])
            return ProfileChange(
                fullName: Self.replacement("full_name", max: User.fullNameLimit, &body),
                phone: Self.replacement("phone", max: User.phoneLimit, &body)
            )
        }
        return try await engine.changeProfile(of: try call.account(), change, idempotency: call.idempotency) {
            UserJSON.render($0)
        }
        .response(engine)
    }

    /// A text that replaces another: nil when it is not mentioned, an inner nil for `null`.
    private static func replacement(_ key: String, max: Int, _ body: inout FieldReader) -> String?? {
        guard let value = body.value(key) else { return nil }
        return .some(value.isNull ? nil : body.optionalString(key, max: max))
    }

    // MARK: Everybody's

    private func list(_ call: Call) async throws -> Response {
        let paging = try Paging(call.request)
        let cursor = try call.request.cursor { UserID(text: $0) }
        let page = try engine.users(
            skip: cursor == nil ? paging.skip : 0,
            before: cursor,
            limit: paging.limit,
            as: call.actor
        )
        return paging.page(
            of: page.users,
            total: UInt64(page.total),
            nextCursor: page.hasMore ? page.users.last?.id.text : nil
        ) { UserJSON.write($0, to: &$1) }
    }

    private func get(_ call: Call) async throws -> Response {
        .json(UserJSON.render(try engine.user(try call.userID(), as: call.actor)))
    }

    private func change(_ call: Call) async throws -> Response {
        let change = try call.read { Self.change(&$0) }
        return try await engine.changeUser(
            try call.userID(),
            change,
            as: call.actor,
            idempotency: call.idempotency
        ) { UserJSON.render($0) }
        .response(engine)
    }

    private static func change(_ body: inout FieldReader) -> UserChange? {
        body.unknownFields(allowed: ["is_active", "role", "tier"])
        let isActive = body.optionalBool("is_active")
        let tier = body.optionalString("tier", min: 1, max: User.tierLimit)
        var role: Role?
        if let text = body.optionalString("role", max: 20) {
            role = Role(text: text)
            if role == nil {
                let names = Role.allCases.map(\.text).joined(separator: ", ")
                body.report("role", code: "unknown_value", detail: "One of \(names) is expected.")
            }
        }
        return UserChange(isActive: isActive, role: role, tier: tier)
    }
}

extension Call {
    fileprivate func userID() throws(Problem) -> UserID { try id("user_id", .userNotFound) { UserID(text: $0) } }

    /// The account of the one who asks.
    func account() throws(Problem) -> UserID {
        guard let id = actor.id else { throw Problem(.accessDenied) }
        return id
    }
}
