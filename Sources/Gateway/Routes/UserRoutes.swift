import Commerce
import Engine
import Hummingbird

/// `/users`: one's own account, and everybody's for administrators.
struct UserRoutes {
    let engine: Engine
    let access: Access

    func add(to group: RouterGroup<GatewayContext>) {
        group.get("users/me") { request, _ in try await me(request) }
        group.patch("users/me") { request, _ in try await changeMe(request) }
        group.get("users") { request, _ in try await list(request) }
        group.get("users/:id") { request, context in try await get(request, context) }
        group.patch("users/:id") { request, context in try await change(request, context) }
    }

    // MARK: One's own

    private func me(_ request: Request) async throws -> Response {
        let principal = try await access.require(request)
        return .json(UserJSON.render(try engine.user(try principal.requireUser())))
    }

    private func changeMe(_ request: Request) async throws -> Response {
        let principal = try await access.require(request)
        let document = try RequestBody.json(request, try await RequestBody.bytes(request))
        let change = try RequestBody.read(document) { body -> ProfileChange? in
            body.unknownFields(allowed: ["full_name", "phone"])
            return ProfileChange(
                fullName: Self.replacement("full_name", max: User.fullNameLimit, &body),
                phone: Self.replacement("phone", max: User.phoneLimit, &body)
            )
        }
        return .json(UserJSON.render(try await engine.changeProfile(of: try principal.requireUser(), change)))
    }

    /// A text that replaces another: nil when it is not mentioned, an inner nil for `null`.
    private static func replacement(_ key: String, max: Int, _ body: inout FieldReader) -> String?? {
        guard let value = body.value(key) else { return nil }
        return .some(value.isNull ? nil : body.optionalString(key, max: max))
    }

    // MARK: Everybody's

    private func list(_ request: Request) async throws -> Response {
        let actor = try await access.require(request).actor
        let paging = try Paging(request)
        let cursor = try request.cursor { UserID(text: $0) }
        let page = try engine.users(
            skip: cursor == nil ? paging.skip : 0,
            before: cursor,
            limit: paging.limit,
            as: actor
        )
        return paging.page(
            of: page.users,
            total: UInt64(page.total),
            nextCursor: page.hasMore ? page.users.last?.id.text : nil
        ) { UserJSON.write($0, to: &$1) }
    }

    private func get(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let actor = try await access.require(request).actor
        return .json(UserJSON.render(try engine.user(try userID(context), as: actor)))
    }

    private func change(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let actor = try await access.require(request).actor
        guard actor.isAdmin else { throw Problem(.accessDenied) }
        let document = try RequestBody.json(request, try await RequestBody.bytes(request))
        let change = try RequestBody.read(document) { Self.change(&$0) }
        return .json(UserJSON.render(try await engine.changeUser(try userID(context), change, as: actor)))
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

    private func userID(_ context: GatewayContext) throws(Problem) -> UserID {
        guard let id = context.parameters.get("id").flatMap({ UserID(text: $0) }) else { throw Problem(.userNotFound) }
        return id
    }
}
