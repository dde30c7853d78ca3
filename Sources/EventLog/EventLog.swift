package import Storage
import Synchronization

/// The log: topics of partitions of records, all in the store's own tables.
///
/// It works on the transaction it is handed and never opens one, so that a record is on disk exactly when the state
/// it speaks of is. Invariants: offsets of a partition are dense; every record has one place in the global order;
/// timestamps of a partition never go back; one batch per partition and commit.
package final class EventLog: Sendable {
    let tables: LogTables
    /// One table per partition, in slot order.
    let partitionTables: [RawTable]
    let slots: [Slot]
    /// Every topic the store has, also those that were made under an earlier configuration.
    package let topics: [Topic]
    private let topicsByName: [String: Topic]
    private let slotsByID: [UInt32: Int]
    let gathering: WriterState<Gathering>
    /// What the last commit made visible.
    let published: Mutex<Published>
    /// The data directory's epoch, in which this log's positions are meant.
    package let epoch: UInt32
    let compression: Compression

    /// A partition's place in the log's lists.
    struct Slot: Sendable {
        let topic: UInt16
        let number: UInt16
        let name: TopicPartition
    }

    /// Opens the log's tables, making the topics that are not there yet.
    ///
    /// - Throws: `.corrupt` when a partition's newest batch is damaged, or missing although the newest commit has it;
    ///   `.storage(.corrupt)` when a topic's row or the newest commit row is damaged or missing.
    package init(
        opening opener: borrowing TableOpener,
        topics configurations: [TopicConfiguration],
        epoch: UInt32,
        compression: Compression = .lz4
    ) throws(LogError) {
        let layout: LogLayout
        do throws(StorageError) {
            layout = try LogLayout(opener, configurations)
        } catch {
            throw .storage(error)
        }
        tables = layout.tables
        partitionTables = layout.partitionTables
        slots = layout.slots
        topics = layout.topics
        topicsByName = Dictionary(uniqueKeysWithValues: topics.map { ($0.name.text, $0) })
        slotsByID = Dictionary(uniqueKeysWithValues: slots.enumerated().map { (Self.id($1.topic, $1.number), $0) })
        self.epoch = epoch
        self.compression = compression
        let state = try LogState(layout, in: opener)
        gathering = WriterState(Gathering(ends: state.ends, lastMillis: state.lastMillis, sequence: state.sequence))
        published = Mutex(Published(ends: state.ends, sequence: LogSequence(state.sequence)))
    }

    /// All tables of the log, for the consistency check.
    package var allTables: [RawTable] {
        [tables.topics.raw, tables.partitions.raw, tables.offsets.raw, tables.commits] + partitionTables
    }

    /// The topic of a name.
    ///
    /// - Throws: `.unknownTopic`.
    package func topic(_ name: String) throws(LogError) -> Topic {
        guard let topic = topicsByName[name] else { throw .unknownTopic(name) }
        return topic
    }

    /// A partition by its topic's name and its number, which begins at 0.
    ///
    /// - Throws: `.unknownTopic`, `.unknownPartition`.
    package func partition(_ topic: String, _ number: Int) throws(LogError) -> TopicPartition {
        guard let partition = try self.topic(topic).partition(number) else {
            throw .unknownPartition(topic: topic, number: number)
        }
        return partition
    }

    /// The end of the global order after the last commit.
    package var lastSequence: LogSequence { published.withLock { $0.sequence } }

    /// The position after the last commit.
    package var position: Position { Position(epoch: epoch, sequence: lastSequence) }

    /// A partition's place in the log's lists.
    func slot(of partition: TopicPartition) -> Int {
        precondition(
            slots.indices.contains(partition.slot) && slots[partition.slot].name == partition,
            "a partition is used with the log that it belongs to"
        )
        return partition.slot
    }

    func slot(topic: UInt16, partition: UInt16) -> Int? { slotsByID[Self.id(topic, partition)] }

    private static func id(_ topic: UInt16, _ partition: UInt16) -> UInt32 { UInt32(topic) << 16 | UInt32(partition) }
}
