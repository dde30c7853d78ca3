/// The store's limits, with units and reasons.
package enum Limits {
    /// LMDB's compiled-in limit for a key, `mdb_env_get_maxkeysize` in lmdb.h.
    package static let keyBytes = 511
    /// The longest value with its checksum; a stored length above it is damage and is not followed.
    package static let valueBytes = 64 << 20
    /// The address space reserved for the data file at first; it grows by itself and costs nothing unused.
    package static let mapBytes = 64 << 30
    /// The map is doubled when less than this share of it is left.
    static let mapFreeShare = 4
    /// How long growing the map ahead of need waits for running readers, in milliseconds, before it is put off.
    static let growthPatienceMillis = 20
    /// A larger map size in a meta page is damage: x86-64 and arm64 give a process 2^47 bytes.
    static let addressableBytes: UInt64 = 1 << 47
    /// Named databases per environment; every partition is one.
    static let tables: UInt32 = 512
    /// Read transactions at the same time over all processes.
    static let readers: UInt32 = 512
    /// Units waiting for the writer; one more is refused as busy.
    package static let queuedUnits = 10_000
    /// Units in one commit.
    static let unitsPerBatch = 1_024
    /// Requests in a batch from which on the next batch waits for as many to come back.
    static let lingerFromRequests = 8
    /// The longest such wait, in milliseconds.
    static let lingerMillis = 2
    /// What all background units of a batch together may take while requests are in it, in microseconds.
    static let backgroundMicrosBesideRequests = 3_000
    /// The same for a batch without requests.
    static let backgroundMicrosAlone = 20_000
    /// What each background unit gets at least, in microseconds.
    static let backgroundMicrosLeast = 50
    /// Free bytes on the file system below which writing stops, so that there is room left to finish and to delete.
    package static let reservedBytes = 32 << 20
    /// How often free space is looked at and the high-water file is written, in milliseconds.
    static let housekeepingMillis = 1_000
    /// Idle read transactions kept for the next reader.
    static let pooledReaders = 16
    /// LMDB's page; other sizes have a known page-split fault in 0.9.24 (ITS#9806).
    static let pageBytes = 4_096
}
