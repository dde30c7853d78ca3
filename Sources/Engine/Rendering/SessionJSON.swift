package import Commerce

/// A session as its user sees it; never its tokens.
package enum SessionJSON {
    /// Writes a session as an object.
    ///
    /// - Parameter current: the session that asks, if a session asks.
    package static func write(_ session: Session, current: SessionID?, to json: inout JSONWriter) {
        json.beginObject()
        json.field("session_id", session.id)
        json.field("created_at", session.createdAt)
        json.field("last_used_at", session.lastUsedAt)
        json.field("expires_at", session.expiresAt)
        json.field("user_agent", session.userAgent)
        json.field("is_current", session.id == current)
        json.endObject()
    }
}
