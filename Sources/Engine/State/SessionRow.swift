package import Commerce
package import Storage

/// A row of `sessions`: a family of refresh tokens, alive until it is revoked or its last token expires.
package struct SessionRow: StoredValue, Equatable {
    /// 2: when it was last used, when it ends, and by which program.
    package static var schemaVersion: UInt8 { 2 }

    /// Who logged in.
    package var user: UserID
    /// Whether none of its tokens is accepted any more.
    package var isRevoked = false
    /// When somebody logged in.
    package var createdAt: Timestamp
    /// When it got its newest refresh token.
    package var lastUsedAt: Timestamp
    /// When that token expires.
    package var expiresAt: Timestamp
    /// What the client called itself when it logged in.
    package var userAgent: String?

    /// A session that begins.
    package init(user: UserID, createdAt: Timestamp, expiresAt: Timestamp, userAgent: String? = nil) {
        self.user = user
        self.createdAt = createdAt
        lastUsedAt = createdAt
        self.expiresAt = expiresAt
        self.userAgent = userAgent
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(user)
        writer.write(isRevoked)
        writer.write(createdAt)
        writer.write(lastUsedAt)
        writer.write(expiresAt)
        writer.writeIfPresent(userAgent) { $0.write($1) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        user = try reader.readIdentifier()
        isRevoked = try reader.readBool()
        createdAt = try reader.readTime()
        guard version > 1 else {
            // `SessionJournal.index` knows the end better.
            (lastUsedAt, expiresAt) = (createdAt, createdAt)
            return
        }
        lastUsedAt = try reader.readTime()
        expiresAt = try reader.readTime()
        userAgent = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() }
    }
}
