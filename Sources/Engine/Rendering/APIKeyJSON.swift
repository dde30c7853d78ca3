package import Commerce

/// An API key as administrators see it. What is sent with requests is shown once, in the answer to its making.
package enum APIKeyJSON {
    /// Writes a key as an object.
    ///
    /// - Parameter secret: what its holder sends with requests; only for the answer to its making.
    package static func write(_ key: APIKey, secret: String? = nil, to json: inout JSONWriter) {
        json.beginObject()
        json.field("api_key_id", key.id)
        json.field("name", key.name)
        json.arrayField("scopes") { json in
            for scope in key.scopes.map(\.rawValue).sorted() { json.string(scope) }
        }
        json.field("created_by", key.createdBy?.text)
        json.field("created_at", key.createdAt)
        json.field("last_used_at", key.lastUsedAt?.text)
        json.field("revoked_at", key.revokedAt?.text)
        if let secret { json.field("key", secret) }
        json.endObject()
    }

    /// The answer to the making of a key.
    package static func render(_ key: APIKey, secret: String) -> [UInt8] {
        var json = JSONWriter()
        write(key, secret: secret, to: &json)
        return json.bytes
    }
}
