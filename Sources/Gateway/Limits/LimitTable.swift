import Commerce
import Synchronization

/// The windows of one kind of client (addresses, or identities), within a fixed number of them.
///
/// - A window is only given up when it is empty, which says the same as no window. So nobody can push out somebody's
///   window, or their own, by sending from many addresses.
/// - When a shard is full, those who come new share: the block of addresses they belong to picks one of
///   `sharedWindows` windows for each family, with `sharedQuotaFactor` times the quota of one client.
/// - The block also picks the shard. Whoever owns one block, however many addresses are in it, fills one shard and no
///   other.
///
/// Keys are values of Swift's `Hasher`, whose seed is drawn when the process starts: nobody can aim at a window.
final class LimitTable: Sendable {
    typealias Quota = LimitFamily.Quota

    /// Shards, each with a lock of its own.
    static let shardCount = 32
    /// Windows of one shard, the shared ones included.
    static let shardWindows = 2_048
    /// Windows of all shards: 65,536.
    static let windowLimit = shardCount * shardWindows
    /// Shared windows of one shard for each family.
    static let sharedWindows = 32
    /// How many times one client's quota those have together who share.
    static let sharedQuotaFactor = 10
    /// Bytes that one window costs at most: its share of a hash table that may be half empty, and its ring. A full table
    /// of full windows has 41 MB, with 65,536 clients that ask once a minute it has 9 MB.
    static let windowBytesLimit =
        (MemoryLayout<UInt64>.stride + MemoryLayout<SlidingWindow>.stride) * 2 + SlidingWindow.ringBytesLimit

    /// Who is counted.
    struct Client {
        /// The client and the family.
        var key: UInt64
        /// What the client shares with its neighbours.
        var block: UInt64
    }

    /// Where a request was counted, to take it back.
    struct Place {
        fileprivate var shard: Int
        fileprivate var key: UInt64
    }

    private let shards = (0..<shardCount).map { _ in Shard() }

    /// Counts a request if it may pass.
    func admit(
        _ client: Client,
        _ family: LimitFamily,
        _ quota: Quota,
        at now: Timestamp
    ) -> (verdict: SlidingWindow.Verdict, place: Place) {
        let shard = Int(client.block % UInt64(Self.shardCount))
        let (verdict, key) = shards[shard].state.withLock { $0.admit(client, family, quota, at: now) }
        return (verdict, Place(shard: shard, key: key))
    }

    /// Takes back a request that was counted at `moment`.
    func withdraw(_ place: Place, from moment: Timestamp) {
        shards[place.shard].state.withLock { $0.windows[place.key]?.withdraw(from: moment) }
    }

    /// Windows there are, and about how many bytes they have.
    var usage: (windows: Int, bytes: Int) {
        let entryBytes = MemoryLayout<UInt64>.stride + MemoryLayout<SlidingWindow>.stride
        return shards.reduce((0, 0)) { sum, shard in
            shard.state.withLock { state in
                let rings = state.windows.values.reduce(0) { $0 + $1.ringBytes }
                return (sum.0 + state.windows.count, sum.1 + state.windows.capacity * entryBytes * 4 / 3 + rings)
            }
        }
    }

    private final class Shard: Sendable {
        let state = Mutex(ShardState())
    }
}

/// The windows of one shard.
private struct ShardState {
    /// A full shard looks for empty windows this often at most, in milliseconds: it costs about 50 µs.
    private static let sweepMillis: Int64 = 1_000
    /// Windows below which nothing is swept.
    private static let smallCount = 64
    /// Windows that belong to one client; the rest is kept for shared ones.
    private static let ownWindows = LimitTable.shardWindows - LimitTable.sharedWindows * LimitFamily.allCases.count

    var windows: [UInt64: SlidingWindow] = [:]
    /// The number of windows at which empty ones are looked for; twice what the last sweep left, so that the table stays
    /// in proportion to those who are active.
    private var sweepCount = smallCount
    private var lastSweep: Int64 = .min

    mutating func admit(
        _ client: LimitTable.Client,
        _ family: LimitFamily,
        _ quota: LimitTable.Quota,
        at now: Timestamp
    ) -> (SlidingWindow.Verdict, UInt64) {
        if let verdict = windows[client.key]?.admit(at: now) { return (verdict, client.key) }
        if hasRoom(at: now) {
            return (windows[client.key, default: SlidingWindow(quota)].admit(at: now), client.key)
        }
        let key = sharedKey(client, family)
        let shared = LimitTable.Quota(
            requests: quota.requests * LimitTable.sharedQuotaFactor,
            seconds: quota.seconds
        )
        return (windows[key, default: SlidingWindow(shared)].admit(at: now), key)
    }

    private func sharedKey(_ client: LimitTable.Client, _ family: LimitFamily) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(family.ordinal)
        // The low bits have chosen the shard.
        hasher.combine(client.block / UInt64(LimitTable.shardCount) % UInt64(LimitTable.sharedWindows))
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private mutating func hasRoom(at now: Timestamp) -> Bool {
        if windows.count >= sweepCount { sweep(at: now) }
        return windows.count < Self.ownWindows
    }

    private mutating func sweep(at now: Timestamp) {
        // Also when the clock was set back.
        guard now.millis < lastSweep || now.millis >= lastSweep + Self.sweepMillis else { return }
        lastSweep = now.millis
        windows = windows.filter { !$0.value.isEmpty(at: now) }
        sweepCount = min(max(windows.count * 2, Self.smallCount), Self.ownWindows)
    }
}

extension LimitFamily {
    /// A number for each: an enum with texts is hashed by its text, for each request.
    var ordinal: UInt8 {
        switch self {
        case .placeOrder: 0
        case .readOrders: 1
        case .cancelOrder: 2
        case .authentication: 3
        case .createWebhook: 4
        case .general: 5
        case .unlimited: 6
        }
    }
}
