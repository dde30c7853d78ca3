/// Chooses the partition of a keyed record as Kafka's Java producer does, so that outside producers agree with us.
package enum Partitioner {
    /// The partition, 0 ..< `count`, that every record with this key goes to.
    ///
    /// Source: `BuiltInPartitioner.partitionForKey` (the sign bit is masked off, not negated).
    package static func partition(forKey key: [UInt8], count: Int) -> Int {
        precondition(count > 0, "a topic has at least one partition")
        return Int(Murmur2.hash(key) & 0x7FFF_FFFF) % count
    }
}
