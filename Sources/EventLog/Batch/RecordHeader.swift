/// A named value that travels beside a record's payload.
package struct RecordHeader: Equatable, Sendable {
    /// The name, UTF-8 in the stored form.
    package var key: String
    /// The bytes; nil is stored as null, which is not the same as empty.
    package var value: [UInt8]?

    /// A header of these parts.
    package init(key: String, value: [UInt8]?) {
        self.key = key
        self.value = value
    }
}
