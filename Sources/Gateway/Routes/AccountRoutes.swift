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

    var endpoints: [Endpoint] {
        [
            Endpoint(.post, "/auth/register", "register", "Make an account", for: .open, limit: .authentication,
                register)
                .takes(.registration, example: ["email": "ada@example.com", "password": "correct horse battery"])
                .answers(.created, "The account", .user)
                .refuses(.emailTaken),
            Endpoint(.post, "/auth/login", "logIn", "Begin a session", for: .open, limit: .authentication, logIn)
                .details("An unknown address costs the same time as a wrong password.")
                .takes(.login, example: ["email": "ada@example.com", "password": "correct horse battery"])
                .answers(.ok, "An access token and a refresh token", .tokens)
                .refuses(.invalidCredentials, .accountDisabled),
            Endpoint(.post, "/auth/refresh", "refresh", "Trade a refresh token for new tokens", for: .open,
                limit: .authentication, refresh)
                .details("A refresh token works once. One that comes a second time ends its whole session.")
                .takes(.refreshToken)
                .answers(.ok, "An access token and the next refresh token", .tokens)
                .refuses(.invalidRefreshToken, .refreshTokenReused, .accountDisabled),
            Endpoint(.post, "/auth/logout", "logOut", "End a session", for: .open, limit: .authentication, logOut)
                .takes(.refreshToken)
                .answers(.noContent, "The session is over"),
        ]
    }

    private func register(_ call: Call) async throws -> Response {
        let registration = try call.read { Self.registration(&$0) }
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

    private func logIn(_ call: Call) async throws -> Response {
        let (email, password) = try call.read { body -> (String, String)? in
            let email = body.requiredString("email", max: EmailAddress.byteLimit)
            let password = body.requiredString("password", max: 1_024, text: .anything)
            guard let email, let password else { return nil }
            return (email, password)
        }
        return try await answer(try await engine.logIn(email: email, password: password))
    }

    private func refresh(_ call: Call) async throws -> Response {
        try await answer(try await engine.refresh(try refreshToken(call)))
    }

    /// The refresh token alone is what may end its session, so an access token that has run out does not matter.
    private func logOut(_ call: Call) async throws -> Response {
        try await engine.logOut(try refreshToken(call))
        return Response(status: .noContent)
    }

    private func refreshToken(_ call: Call) throws -> String {
        try call.read { $0.requiredString("refresh_token", max: 256, text: .anything) }
    }

    private func answer(_ credentials: Credentials) async throws -> Response {
        let token = try await access.tokens.sign(credentials.user)
        return .json { json in
            json.field("access_token", token)
            json.field("refresh_token", credentials.refreshToken)
            json.field("token_type", "Bearer")
            json.field("expires_in", accessTokenSeconds)
        }
    }
}
