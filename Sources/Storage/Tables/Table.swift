/// A table of typed keys and values over a `RawTable`.
///
/// A stored value is its schema version (one byte), its fields, and the checksum.
package struct Table<Key: KeyPart, Value: StoredValue>: Sendable {
    /// The same table as bytes, for the full check and for statistics.
    package let raw: RawTable

    /// A typed view of a table whose keys are bytes; traps for one of numbers.
    package init(_ raw: RawTable) {
        precondition(raw.kind == .bytes, "typed keys are order-preserving bytes")
        self.raw = raw
    }

    /// The value under `key`, nil when there is none.
    ///
    /// - Throws: `.corrupt` when it fails its checksum or does not decode.
    package func get(_ key: Key, in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> Value? {
        let keyBytes = key.keyBytes
        guard let bytes = try raw.get(keyBytes, in: snapshot) else { return nil }
        return try decode(keyBytes, bytes)
    }

    /// Whether there is a value under `key`; its checksum is verified all the same.
    package func contains(_ key: Key, in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> Bool {
        try raw.contains(key.keyBytes, in: snapshot)
    }

    /// Writes a value under a key, in place of what was there.
    package func put(_ key: Key, _ value: Value, in transaction: borrowing WriteTransaction) throws(StorageError) {
        try raw.put(key.keyBytes, Self.encode(value), in: transaction)
    }

    /// Writes a key that sorts behind all others; an error when it does not.
    package func append(_ key: Key, _ value: Value, in transaction: borrowing WriteTransaction) throws(StorageError) {
        try raw.append(key.keyBytes, Self.encode(value), in: transaction)
    }

    /// Deletes a key; answers whether it was there.
    @discardableResult
    package func delete(_ key: Key, in transaction: borrowing WriteTransaction) throws(StorageError) -> Bool {
        try raw.delete(key.keyBytes, in: transaction)
    }

    /// How many entries the table has, as LMDB counts them.
    package func count(in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> Int {
        try raw.count(in: snapshot)
    }

    /// Walks entries whose key begins with `prefix` (all when empty), from `start` on.
    ///
    /// - Parameter start: where to begin; ascending it is the first key walked, descending the first one left out.
    ///   Outside of the prefix, or nil, it stands for the prefix's nearer end.
    package func scan(
        prefix: [UInt8] = [],
        from start: Key? = nil,
        descending: Bool = false,
        in snapshot: borrowing some Snapshot & ~Copyable,
        _ body: (Key, Value) throws(StorageError) -> ScanStep
    ) throws(StorageError) {
        let origin = Self.origin(prefix: prefix, from: start?.keyBytes, descending: descending)
        try raw.scan(origin, in: snapshot) { keyBytes, bytes throws(StorageError) in
            guard keyBytes.starts(with: prefix) else { return .stop }
            return try body(decodeKey(keyBytes), decode(keyBytes, bytes))
        }
    }

    /// Where a scan over a prefix begins.
    private static func origin(prefix: [UInt8], from start: [UInt8]?, descending: Bool) -> ScanStart {
        guard descending else {
            let first = start.map { $0.lexicographicallyPrecedes(prefix) ? prefix : $0 } ?? prefix
            return first.isEmpty ? .first : .atOrAfter(first)
        }
        guard let end = successor(of: prefix) else { return start.map { .before($0) } ?? .last }
        return .before(start.map { end.lexicographicallyPrecedes($0) ? end : $0 } ?? end)
    }

    /// The smallest key that is behind all keys with this prefix; nil when there is none.
    private static func successor(of prefix: [UInt8]) -> [UInt8]? {
        var bytes = prefix
        while let last = bytes.popLast() {
            if last < 0xFF {
                bytes.append(last + 1)
                return bytes
            }
        }
        return nil
    }

    private static func encode(_ value: Value) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Value.schemaVersion)
        value.encode(into: &writer)
        return writer.bytes
    }

    private func decode(_ key: [UInt8], _ bytes: [UInt8]) throws(StorageError) -> Value {
        do throws(DecodingFailure) {
            var reader = ByteReader(bytes)
            let version = try reader.readUInt8()
            guard version <= Value.schemaVersion else { throw .schemaVersion(version) }
            let value = try Value(decoding: &reader, version: version)
            guard reader.remaining == 0 else { throw .invalid("\(reader.remaining) bytes left over") }
            return value
        } catch {
            throw raw.corrupt(key, "does not decode: \(error)")
        }
    }

    private func decodeKey(_ bytes: [UInt8]) throws(StorageError) -> Key {
        do throws(DecodingFailure) {
            var decoder = KeyDecoder(bytes)
            let key = try Key(decoding: &decoder)
            guard decoder.isAtEnd else { throw .invalid("key has bytes left over") }
            return key
        } catch {
            throw raw.corrupt(bytes, "key does not decode: \(error)")
        }
    }
}

extension Table where Value == Present {
    /// Writes an index entry.
    package func insert(_ key: Key, in transaction: borrowing WriteTransaction) throws(StorageError) {
        try put(key, Present(), in: transaction)
    }
}
