/// Something a table can hold: binary, compact, with a schema version in front.
package protocol StoredValue: Sendable {
    /// The version that `encode` writes; stored as the value's first byte.
    static var schemaVersion: UInt8 { get }

    /// Writes the fields, without the version, in the layout of `schemaVersion`.
    func encode(into writer: inout ByteWriter)

    /// Reads a value written with `version`, which may be older than `schemaVersion`.
    ///
    /// - Throws: `.schemaVersion` for a version it does not know, `.truncated` or `.invalid` for damaged bytes.
    init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure)
}

extension StoredValue {
    /// 1: a layout that never changed.
    package static var schemaVersion: UInt8 { 1 }
}

/// The value of an index entry: nothing but the checksum of its key.
package struct Present: StoredValue, Equatable {
    package init() {}
    package func encode(into writer: inout ByteWriter) {}
    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {}
}

extension UInt64: StoredValue {
    package func encode(into writer: inout ByteWriter) { writer.write(self) }
    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) { self = try reader.read() }
}

extension String: StoredValue {
    package func encode(into writer: inout ByteWriter) { writer.write(self) }
    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        self = try reader.readString()
    }
}
