import Commerce

/// Counts requests by family, address and identity, and refuses what is too much.
///
/// A request is counted twice: for the address as soon as it is there, and for the identity once its token or key is
/// known to be good. So a flood of tokens that are not good is stopped by its address before anything is verified. The
/// tighter of the two decides; a request that one of them refuses is not counted by the other.
final class RateLimiter: Sendable {
    /// `RATE_LIMIT_PER_MINUTE` when it is not set.
    static let standardPerMinute = 100

    /// Whether anything is counted; without it nobody has to find out who the client is.
    let isEnabled: Bool
    private let generalPerMinute: Int
    private let addresses = LimitTable()
    private let identities = LimitTable()

    /// - Parameters:
    ///   - isEnabled: `RATE_LIMIT_ENABLED`; without it nothing is counted, looked up or allocated.
    ///   - generalPerMinute: `RATE_LIMIT_PER_MINUTE`.
    init(isEnabled: Bool = true, generalPerMinute: Int = standardPerMinute) {
        self.isEnabled = isEnabled
        self.generalPerMinute = generalPerMinute
    }

    /// A request that its address has let in or not, before anybody knows whose it is.
    struct Entry: Sendable {
        /// What the address says.
        let verdict: LimitVerdict
        fileprivate let family: LimitFamily
        fileprivate let moment: Timestamp
        /// Where it was counted.
        fileprivate var place: LimitTable.Place?
    }

    /// The first half: counts a request for its address.
    ///
    /// - Parameter address: nil on a Unix socket, where nothing is counted yet.
    func enter(_ family: LimitFamily, from address: PeerAddress?, now: Timestamp) -> Entry {
        guard isEnabled, let address, let quota = family.quota(generalPerMinute: generalPerMinute) else {
            return Entry(verdict: .unlimited, family: family, moment: now)
        }
        let client = LimitTable.Client(key: Self.hash(family, address), block: Self.hash(address.block))
        let (said, place) = addresses.admit(client, family, quota, at: now)
        let verdict = LimitVerdict(said, family, quota)
        return Entry(verdict: verdict, family: family, moment: now, place: said.isAdmitted ? place : nil)
    }

    /// The second half: counts a request that its address has let in for whom it belongs to.
    ///
    /// - Parameter identity: a user or an API key.
    /// - Returns: the tighter verdict of the two.
    func identify(_ entry: Entry, as identity: some Hashable, now: Timestamp) -> LimitVerdict {
        let family = entry.family
        guard isEnabled, entry.verdict.isAdmitted, let quota = family.quota(generalPerMinute: generalPerMinute) else {
            return entry.verdict
        }
        let key = Self.hash(family, identity)
        let client = LimitTable.Client(key: key, block: key)
        let verdict = LimitVerdict(identities.admit(client, family, quota, at: now).verdict, family, quota)
        if !verdict.isAdmitted, let place = entry.place { addresses.withdraw(place, from: entry.moment) }
        return verdict.tighter(than: entry.verdict)
    }

    /// Both halves at once, for whoever knows the identity already.
    func admit(
        _ family: LimitFamily,
        address: PeerAddress?,
        identity: (some Hashable)?,
        now: Timestamp
    ) -> LimitVerdict {
        let entry = enter(family, from: address, now: now)
        guard let identity else { return entry.verdict }
        return identify(entry, as: identity, now: now)
    }

    /// Windows there are, and about how many bytes they have.
    var usage: (windows: Int, bytes: Int) {
        let (addresses, identities) = (addresses.usage, identities.usage)
        return (addresses.windows + identities.windows, addresses.bytes + identities.bytes)
    }

    private static func hash(_ family: LimitFamily, _ client: some Hashable) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(family.ordinal)
        hasher.combine(client)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private static func hash(_ value: some Hashable) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(value)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
