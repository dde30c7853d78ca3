package import Commerce
import Crypto
package import EventLog
import Storage

/// What a login or a refresh gives out besides the access token, which the Gateway signs.
package struct Credentials: Sendable {
    /// Who has logged in, as of now.
    package var user: User
    /// 256 random bits in base64url; only its SHA-256 is stored.
    package var refreshToken: String
    /// The family of refresh tokens that the token belongs to.
    package var session: SessionID
}

/// What somebody registers with.
package struct Registration: Sendable {
    /// The address to log in with; one account per address, however it is capitalised.
    package var email: EmailAddress
    /// The password as it was typed; only its bcrypt hash is stored.
    package var password: String
    /// Nil when it was not given.
    package var fullName: String?
    /// As it was typed; nil when it was not given.
    package var phone: String?
    /// What the account may do.
    package var role: Role

    package init(email: EmailAddress, password: String, fullName: String?, phone: String?, role: Role = .user) {
        self.email = email
        self.password = password
        self.fullName = fullName
        self.phone = phone
        self.role = role
    }
}

extension Engine {
    /// Makes an account.
    ///
    /// - Throws: `.emailTaken`, `.tooBusy` when too many passwords wait to be hashed.
    package func register(_ registration: Registration) async throws(EngineError) -> (user: User, sequence: LogSequence)
    {
        let hash = try await passwords.hash(registration.password)
        return try await submit { [self] transaction throws(EngineError) in
            let now = time.now
            let key = registration.email.lookupKey
            let isTaken = try stored { () throws(StorageError) in
                try tables.usersByEmail.get(key, in: transaction) != nil
            }
            guard !isTaken else { throw .emailTaken }
            let user = User(
                id: entropy.identifier(at: now),
                email: registration.email,
                passwordHash: hash,
                fullName: registration.fullName,
                phone: registration.phone,
                role: registration.role,
                createdAt: now,
                updatedAt: now
            )
            return try stored { () throws(StorageError) in
                try tables.users.put(user.id, user, in: transaction)
                try tables.usersByEmail.put(key, UserIDValue(user.id), in: transaction)
                let event = UserRegistered(
                    user: user.id,
                    email: user.email,
                    fullName: user.fullName,
                    role: user.role,
                    at: now
                )
                let (_, appended) = journal.encoder.append(
                    .userRegistered(event),
                    causedBy: nil,
                    to: log,
                    in: transaction
                )
                return (user, appended.sequence)
            }
        }
    }

    /// Checks a password and begins a session. An unknown address costs the same time as a wrong password.
    ///
    /// - Throws: `.invalidCredentials`, `.accountDisabled`, `.tooBusy`.
    package func logIn(email: String, password: String) async throws(EngineError) -> Credentials {
        let user = try read("login") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) -> User? in
                guard let address = EmailAddress(email),
                    let id = try tables.usersByEmail.get(address.lookupKey, in: snapshot)?.id
                else { return nil }
                return try tables.users.get(id, in: snapshot)
            }
        }
        guard try await passwords.verify(password, hash: user?.passwordHash), let user else {
            throw .invalidCredentials
        }
        guard user.isActive else { throw .accountDisabled }
        return try await submit { [self] transaction throws(EngineError) in
            let now = time.now
            let session: SessionID = entropy.identifier(at: now)
            return try stored { () throws(StorageError) in
                let row = SessionRow(user: user.id, isRevoked: false, createdAt: now)
                try tables.sessions.put(session, row, in: transaction)
                return Credentials(
                    user: user,
                    refreshToken: try issue(user.id, session, now: now, in: transaction),
                    session: session
                )
            }
        }
    }

    /// Trades a refresh token for a new one. A token that was used before revokes its whole family.
    ///
    /// - Throws: `.invalidRefreshToken`, `.refreshTokenReused`, `.accountDisabled`.
    package func refresh(_ token: String) async throws(EngineError) -> Credentials {
        let outcome = try await submit { [self] transaction throws(EngineError) -> RefreshOutcome in
            let now = time.now
            let key = Self.tokenHash(token)
            return try stored { () throws(StorageError) in
                guard var row = try tables.refreshTokens.get(key, in: transaction), row.expiresAt > now,
                    var session = try tables.sessions.get(row.family, in: transaction), !session.isRevoked
                else { return .invalid }
                guard !row.isSpent else {
                    session.isRevoked = true
                    try tables.sessions.put(row.family, session, in: transaction)
                    return .reused
                }
                guard let user = try tables.users.get(row.user, in: transaction) else { return .invalid }
                guard user.isActive else { return .disabled }
                row.isSpent = true
                try tables.refreshTokens.put(key, row, in: transaction)
                let token = try issue(user.id, row.family, now: now, in: transaction)
                return .renewed(Credentials(user: user, refreshToken: token, session: row.family))
            }
        }
        switch outcome {
        case .renewed(let credentials): return credentials
        case .invalid: throw .invalidRefreshToken
        case .reused: throw .refreshTokenReused
        case .disabled: throw .accountDisabled
        }
    }

    /// A user by id.
    ///
    /// - Throws: `.userNotFound`.
    package func user(_ id: UserID) throws(EngineError) -> User {
        let user = try read("user") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in try tables.users.get(id, in: snapshot) }
        }
        guard let user else { throw .userNotFound }
        return user
    }

    /// How a refresh ended. A reuse is an answer and not an error of the unit, because it has something to write.
    private enum RefreshOutcome: Sendable {
        case renewed(Credentials)
        case invalid
        case reused
        case disabled
    }

    /// Makes and stores a refresh token of a family.
    private func issue(
        _ user: UserID,
        _ family: SessionID,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> String {
        let token = Base64URL.encode(entropy.bytes(32))
        let expiresAt = now.adding(millis: configuration.refreshMillis)
        let row = RefreshRow(user: user, family: family, isSpent: false, expiresAt: expiresAt)
        try tables.refreshTokens.put(Self.tokenHash(token), row, in: transaction)
        return token
    }

    static func tokenHash(_ token: String) -> [UInt8] { Array(SHA256.hash(data: Array(token.utf8))) }
}

/// Base64 with `-` and `_` and without padding (RFC 4648, section 5).
package enum Base64URL {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The text of some bytes, four digits for three of them.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(digits[Int(buffer >> UInt32(bits)) & 63])
            }
        }
        if bits > 0 { text.append(digits[Int(buffer << UInt32(6 - bits)) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Base64URL {
    /// Strict: no padding, no other characters, no stray bits.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for digit in text.utf8 {
            guard let value = digits.firstIndex(of: digit) else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        guard bits < 6, buffer & (1 << UInt32(bits) - 1) == 0 else { return nil }
        return bytes
    }
}
