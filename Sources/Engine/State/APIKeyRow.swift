package import Commerce
package import Storage

/// A row of `api_keys`: the key's description with the SHA-256 it is found by; never the key.
package struct APIKeyRow: StoredValue, Equatable {
    /// What is known of the key.
    package var key: APIKey
    /// SHA-256 of what its holder sends.
    package var hash: [UInt8]

    package init(key: APIKey, hash: [UInt8]) {
        self.key = key
        self.hash = hash
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(key.id)
        writer.write(hash)
        writer.write(key.name)
        writer.writeVarint(UInt64(key.scopes.count))
        for scope in key.scopes.map(\.rawValue).sorted() { writer.write(scope) }
        writer.writeIfPresent(key.createdBy) { $0.write($1) }
        writer.write(key.createdAt)
        writer.writeIfPresent(key.lastUsedAt) { $0.write($1) }
        writer.writeIfPresent(key.revokedAt) { $0.write($1) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let id: APIKeyID = try reader.readIdentifier()
        hash = try reader.readBytes()
        let name = try reader.readString()
        var scopes: Set<Scope> = []
        for _ in 0..<(try reader.readCount()) { scopes.insert(try reader.readText { Scope(rawValue: $0) }) }
        key = APIKey(
            id: id,
            name: name,
            scopes: scopes,
            createdBy: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readIdentifier() },
            createdAt: try reader.readTime(),
            lastUsedAt: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readTime() },
            revokedAt: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readTime() }
        )
    }
}
