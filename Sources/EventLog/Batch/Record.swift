/// One entry of the log, before it has an offset.
package struct Record: Equatable, Sendable {
    /// What decides the partition and what compaction goes by; nil for none.
    package var key: [UInt8]?
    /// The payload; nil is Kafka's tombstone, which is not the same as empty.
    package var value: [UInt8]?
    /// In the order given; keys may repeat.
    package var headers: [RecordHeader]
    /// Milliseconds since 1970-01-01 UTC.
    package var timestampMillis: Int64

    /// A record of these parts.
    package init(key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader] = [], timestampMillis: Int64) {
        self.key = key
        self.value = value
        self.headers = headers
        self.timestampMillis = timestampMillis
    }
}
