/// Whole members: a key and its value in one call.
extension JSONWriter {
    /// Writes a member with a string.
    package mutating func field(_ key: JSONKey, _ value: String) {
        self.key(key)
        string(value)
    }

    /// Writes a member with a string, or `null`.
    package mutating func field(_ key: JSONKey, _ value: String?) {
        self.key(key)
        if let value { string(value) } else { null() }
    }

    /// Writes a member with an integer.
    package mutating func field(_ key: JSONKey, _ value: Int64) {
        self.key(key)
        integer(value)
    }

    /// Writes a member with an integer, or `null`.
    package mutating func field(_ key: JSONKey, _ value: Int64?) {
        self.key(key)
        if let value { integer(value) } else { null() }
    }

    /// Writes a member with an integer.
    package mutating func field(_ key: JSONKey, _ value: Int) {
        self.key(key)
        integer(Int64(value))
    }

    /// Writes a member with an unsigned integer.
    package mutating func field(_ key: JSONKey, _ value: UInt64) {
        self.key(key)
        integer(value)
    }

    /// Writes a member with `true` or `false`.
    package mutating func field(_ key: JSONKey, _ value: Bool) {
        self.key(key)
        bool(value)
    }

    /// Writes a member with `minorUnits` / 10^`decimals`, see `fixedPoint(minorUnits:decimals:)`.
    package mutating func field(_ key: JSONKey, minorUnits: Int64, decimals: Int = 2) {
        self.key(key)
        fixedPoint(minorUnits: minorUnits, decimals: decimals)
    }

    /// Writes a member with `null`.
    package mutating func nullField(_ key: JSONKey) {
        self.key(key)
        null()
    }

    /// Writes a member whose value is JSON already, see `raw(_:)`.
    package mutating func rawField(_ key: JSONKey, _ json: some Collection<UInt8>) {
        self.key(key)
        raw(json)
    }

    /// Writes a member with an object whose members `body` writes.
    package mutating func objectField<Failure: Error>(
        _ key: JSONKey,
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.key(key)
        beginObject()
        try body(&self)
        endObject()
    }

    /// Writes a member with an array whose elements `body` writes.
    package mutating func arrayField<Failure: Error>(
        _ key: JSONKey,
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.key(key)
        beginArray()
        try body(&self)
        endArray()
    }
}
