import Commerce
import EventLog
import Storage

extension Engine {
    /// Checks a password and begins a session. An unknown address costs the same time as a wrong password.
    ///
    /// - Throws: `.invalidCredentials`, `.accountDisabled`, `.loginDelayed`, `.tooBusy`.
    package func logIn(
        email: String,
        password: String,
        userAgent: String? = nil
    ) async throws(EngineError)
        -> Credentials
    {
        let login = LogIn(email: email, password: password, userAgent: userAgent)
        let user = try await check(login)
        let session: SessionID = entropy.identifier(at: time.now)
        let trail = trail(Actor(id: user.id, role: user.role))
        return try await submit { [self] transaction throws(EngineError) in
            try open(session, of: user.id, login, trail, now: time.now, in: transaction)
        }
    }

    /// Checks a password and begins a session: 200 with what `answer` makes of the credentials, kept sealed.
    ///
    /// - Throws: `.invalidCredentials`, `.accountDisabled`, `.loginDelayed`, `.tooBusy`, `.idempotencyKeyReused`, what
    ///   `sign` throws.
    package func logIn(
        _ login: LogIn,
        idempotency request: IdempotencyRequest?,
        sign: AccessTokenSigner,
        answer: @escaping CredentialsAnswer
    ) async throws(EngineError) -> CommandAnswer {
        if let earlier = try earlierAnswer(to: request) { return earlier }
        let user = try await check(login)
        let session: SessionID = entropy.identifier(at: time.now)
        let accessToken = try await sign(user, session)
        let trail = trail(Actor(id: user.id, role: user.role))
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let credentials = try open(session, of: user.id, login, trail, now: now, in: transaction)
            let body = answer(credentials, accessToken)
            return CommandAnswer(status: 200, body: body, sequence: log.lastSequence, isSecret: true)
        }
    }

    /// Whose address and password these are.
    private func check(_ login: LogIn) async throws(EngineError) -> User {
        let address = EmailAddress(login.email)
        let turn = try loginDelays.begin(address?.lookupKey ?? login.email.lowercased(), now: time.now)
        let user: User?
        let isRight: Bool
        do throws(EngineError) {
            user = try address.flatMap { address throws(EngineError) in try self.user(with: address) }
            isRight = try await passwords.verify(login.password, hash: user?.passwordHash)
        } catch {
            // Nothing was found out about the password.
            loginDelays.abandon(turn)
            throw error
        }
        guard isRight, let user else {
            loginDelays.fail(turn, now: time.now)
            if let user { auditFailedLogin(user) }
            throw .invalidCredentials
        }
        loginDelays.succeed(turn)
        guard user.isActive else {
            auditFailedLogin(user)
            throw .accountDisabled
        }
        return user
    }

    /// Begins a session of a user who is still there and active.
    private func open(
        _ session: SessionID,
        of user: UserID,
        _ login: LogIn,
        _ trail: AuditTrail,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Credentials {
        let user = try stored { () throws(StorageError) in try tables.users.get(user, in: transaction) }
        guard let user, user.isActive else { throw .accountDisabled }
        let row = SessionRow(
            user: user.id,
            createdAt: now,
            expiresAt: now.adding(millis: configuration.refreshMillis),
            userAgent: login.userAgent.map { String($0.unicodeScalars.prefix(Session.userAgentLimit)) }
        )
        let token = drawRefreshToken()
        try stored { () throws(StorageError) in
            try sessionJournal.open(session, row, token: token.hash, in: transaction)
        }
        if user.role == .admin { try trail.record(.login, .user(user.id), now: now, in: transaction) }
        return Credentials(user: user, refreshToken: token.text, session: session)
    }
}
