import Commerce
import EventLog
import Storage

/// The groups that are paused, in `settings`: `paused:<group>` and the time since when.
struct PausedGroups: Sendable {
    private static let prefix = "paused:"

    let tables: Tables

    /// The paused groups with the time since when.
    func all(in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> [GroupName: Timestamp] {
        var paused: [GroupName: Timestamp] = [:]
        try tables.settings.scan(prefix: Array(Self.prefix.utf8), in: snapshot) { key, millis throws(StorageError) in
            guard let group = GroupName(validating: String(key.dropFirst(Self.prefix.count))),
                let millis = Int64(exactly: millis)
            else { throw tables.settings.raw.corrupt(key.keyBytes, "it names no group and time") }
            paused[group] = Timestamp(millis: millis)
            return .next
        }
        return paused
    }

    /// Since when a group is paused; nil when it is not.
    func time(
        of group: GroupName,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> Timestamp? {
        let millis = try tables.settings.get(Self.prefix + group.text, in: snapshot)
        return millis.map { Timestamp(millis: Int64(clamping: $0)) }
    }

    /// Pauses a group since a time, or resumes it with nil.
    func set(
        _ group: GroupName,
        _ time: Timestamp?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        if let time {
            try tables.settings.put(Self.prefix + group.text, UInt64(max(time.millis, 0)), in: transaction)
        } else {
            try tables.settings.delete(Self.prefix + group.text, in: transaction)
        }
    }
}
