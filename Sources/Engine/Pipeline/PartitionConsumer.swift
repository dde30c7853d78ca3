package import EventLog

/// Whoever reads a partition for a group, as figures show it.
package protocol PartitionConsumer: Sendable {
    /// The group whose offset it moves.
    var group: GroupName { get }
    /// What it reads.
    var partition: TopicPartition { get }
    /// Records handled and failed attempts since start.
    var counts: (handled: UInt64, failures: UInt64) { get }
}
