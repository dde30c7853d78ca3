import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird

/// `/auth`.
struct AccountRoutes {
    let engine: Engine
    let access: Access
    let accessTokenSeconds: Int

    func add(to group: RouterGroup<GatewayContext>) {
        group.post("auth/register") { request, _ in try await register(request) }
        group.post("auth/login") { request, _ in try await logIn(request) }
        group.post("auth/refresh") { request, _ in try await refresh(request) }
        group.post("auth/logout") { request, _ in try await logOut(request) }
    }

    private func register(_ request: Request) async throws -> Response {
        let document = try RequestBody.json(request, try await RequestBody.bytes(request))
        let registration = try RequestBody.read(document) { Self.registration(&$0) }
        let (user, sequence) = try await engine.register(registration)
        let position = Position(epoch: engine.log.epoch, sequence: sequence)
        return .json(UserJSON.render(user), status: .created, headers: [.xLogPosition: "\(position)"])
    }

    private static func registration(_ body: inout FieldReader) -> Registration? {
        body.unknownFields(allowed: ["email", "password", "full_name", "phone"])
        let text = body.requiredString("email", max: EmailAddress.byteLimit)
        let password = body.requiredString("password", max: PasswordRule.byteRange.upperBound, text: .anything)
        let fullName = body.optionalString("full_name", max: User.fullNameLimit)
        let phone = body.optionalString("phone", max: User.phoneLimit)
        if let password, !PasswordRule.accepts(password) {
            let range = PasswordRule.byteRange
            body.report(
                "password",
                code: "password_length",
                detail: "\(range.lowerBound) to \(range.upperBound) bytes are expected."
            )
        }
        guard let text, let password else { return nil }
        guard let email = EmailAddress(text) else {
            body.report("email", code: "invalid", detail: "An e-mail address is expected.")
            return nil
        }
        return Registration(email: email, password: password, fullName: fullName, phone: phone)
    }

    private func logIn(_ request: Request) async throws -> Response {
        let document = try RequestBody.json(request, try await RequestBody.bytes(request))
        let (email, password) = try RequestBody.read(document) { body -> (String, String)? in
            let email = body.requiredString("email", max: EmailAddress.byteLimit)
            let password = body.requiredString("password", max: 1_024, text: .anything)
            guard let email, let password else { return nil }
            return (email, password)
        }
        return try await answer(try await engine.logIn(email: email, password: password))
    }

    private func refresh(_ request: Request) async throws -> Response {
        let document = try RequestBody.json(request, try await RequestBody.bytes(request))
        let token = try RequestBody.read(document) { $0.requiredString("refresh_token", max: 256, text: .anything) }
        return try await answer(try await engine.refresh(token))
    }

    /// The refresh token alone is what may end its session, so an access token that has run out does not matter.
    private func logOut(_ request: Request) async throws -> Response {
        let document = try RequestBody.json(request, try await RequestBody.bytes(request))
        let token = try RequestBody.read(document) { $0.requiredString("refresh_token", max: 256, text: .anything) }
        try await engine.logOut(token)
        return Response(status: .noContent)
    }

    private func answer(_ credentials: Credentials) async throws -> Response {
        let token = try await access.tokens.sign(credentials.user, credentials.session)
        return .json { json in
            json.field("access_token", token)
            json.field("refresh_token", credentials.refreshToken)
            json.field("token_type", "Bearer")
            json.field("expires_in", accessTokenSeconds)
        }
    }
}
