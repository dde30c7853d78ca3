import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/auth`: register, log in, stay logged in, log out; one's sessions, and tickets for WebSockets.
struct AccountRoutes {
    let engine: Engine
    let access: Access
    let accessTokenSeconds: Int

    var endpoints: [Endpoint] { entering + staying }

    private var entering: [Endpoint] {
        [
            Endpoint(
                .post,
                "/auth/register",
                "register",
                "Make an account",
                for: .open,
                limit: .authentication,
                register
            )
            .takes(.registration, example: Self.example)
            .answers(.created, "The account", .user)
            .refuses(.emailTaken),
            Endpoint(.post, "/auth/login", "logIn", "Begin a session", for: .open, limit: .authentication, logIn)
                .details(
                    """
                    An unknown address costs the same time as a wrong password. After 5 failures for an address the next \
                    tries have to wait, longer each time, at most 15 minutes.
                    """
                )
                .takes(.login, example: Self.example)
                .answers(.ok, "An access token and a refresh token", .tokens)
                .refuses(.invalidCredentials, .accountDisabled, .loginDelayed),
            Endpoint(
                .post,
                "/auth/refresh",
                "refresh",
                "Trade a refresh token for new tokens",
                for: .open,
                limit: .authentication,
                refresh
            )
            .details(
                """
                A refresh token works once; one that comes a second time ends its whole session. With the same \
                `Idempotency-Key` a lost answer is given again.
                """
            )
            .takes(.refreshToken)
            .answers(.ok, "An access token and the next refresh token", .tokens)
            .refuses(.invalidRefreshToken, .refreshTokenReused, .accountDisabled),
            Endpoint(.post, "/auth/logout", "logOut", "End a session", for: .open, limit: .authentication, logOut)
                .details("Its tokens are refused from the answer on. A token that is unknown has nothing left to end.")
                .takes(.refreshToken)
                .answers(.noContent, "The session is over"),
        ]
    }

    private var staying: [Endpoint] {
        [
            Endpoint(
                .post,
                "/auth/ws-ticket",
                "issueTicket",
                "A ticket for one WebSocket",
                for: .signedIn,
                scope: .ordersRead,
                issueTicket
            )
            .details("For browsers, which cannot send headers with a WebSocket: `?ticket=`, once, within 30 seconds.")
            .answers(.created, "The ticket", .ticket),
            Endpoint(.get, "/auth/sessions", "listSessions", "Your sessions, newest first", for: .account, sessions)
                .answers(.ok, "The sessions that have not ended", .sessions),
            Endpoint(.delete, "/auth/sessions", "endSessions", "End all your sessions", for: .account, endSessions)
                .answers(.noContent, "They are over, this one too"),
            Endpoint(
                .delete,
                "/auth/sessions/{session_id}",
                "endSession",
                "End one of your sessions",
                for: .account,
                endSession
            )
            .answers(.noContent, "It is over")
            .refuses(.sessionNotFound),
        ]
    }

    private static let example: JSONTree = ["email": "ada@example.com", "password": "correct horse battery"]

    // MARK: Entering

    private func register(_ call: Call) async throws -> Response {
        let registration = try call.read { Self.registration(&$0) }
        return try await engine.register(registration, idempotency: call.idempotency) { UserJSON.render($0) }
            .response(engine)
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
        let agent = call.request.headers[.userAgent]
        let login = try call.read { body -> LogIn? in
            let email = body.requiredString("email", max: EmailAddress.byteLimit)
            let password = body.requiredString("password", max: 1_024, text: .anything)
            guard let email, let password else { return nil }
            return LogIn(email: email, password: password, userAgent: agent)
        }
        return try await engine.logIn(
            login,
            idempotency: call.idempotency,
            sign: access.tokens.signer,
            answer: tokens
        )
        .response(engine)
    }

    private func refresh(_ call: Call) async throws -> Response {
        try await engine.refresh(
            try Self.refreshToken(call),
            idempotency: call.idempotency,
            sign: access.tokens.signer,
            answer: tokens
        )
        .response(engine)
    }

    /// The refresh token alone is what may end its session, so an access token that has run out does not matter.
    private func logOut(_ call: Call) async throws -> Response {
        try await engine.logOut(try Self.refreshToken(call), idempotency: call.idempotency).response(engine)
    }

    private static func refreshToken(_ call: Call) throws -> String {
        try call.read { $0.requiredString("refresh_token", max: 256, text: .anything) }
    }

    /// The body of an answer with tokens.
    private var tokens: CredentialsAnswer {
        { [accessTokenSeconds] credentials, accessToken in
            var json = JSONWriter()
            json.beginObject()
            json.field("access_token", accessToken)
            json.field("refresh_token", credentials.refreshToken)
            json.field("token_type", "Bearer")
            json.field("expires_in", accessTokenSeconds)
            json.endObject()
            return json.bytes
        }
    }

    // MARK: Staying

    private func issueTicket(_ call: Call) throws -> Response {
        guard let principal = call.principal else { throw Problem(.authenticationRequired) }
        let ticket = access.tickets.issue(for: principal)
        return .json(status: .created) { json in
            json.field("ticket", ticket)
            json.field("expires_in", TicketOffice.lifetimeSeconds)
        }
    }

    private func sessions(_ call: Call) throws -> Response {
        let sessions = try engine.sessions(of: try call.account())
        var current: SessionID?
        if case .session(let id)? = call.principal?.credential { current = id }
        return .json { json in
            json.arrayField("data") { json in
                for session in sessions { SessionJSON.write(session, current: current, to: &json) }
            }
        }
    }

    private func endSession(_ call: Call) async throws -> Response {
        let id = try call.id("session_id", .sessionNotFound) { SessionID(text: $0) }
        return try await engine.revokeSession(id, of: try call.account(), idempotency: call.idempotency)
            .response(engine)
    }

    private func endSessions(_ call: Call) async throws -> Response {
        try await engine.revokeAllSessions(of: try call.account(), idempotency: call.idempotency).response(engine)
    }
}
