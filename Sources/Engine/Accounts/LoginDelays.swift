import Commerce
import Crypto
import Synchronization

/// Makes logins wait after wrong passwords, address by address, whether the address has an account or not.
///
/// The first `freeFailures` cost nothing; after them each further attempt has to wait twice as long as the one before,
/// and only one attempt is looked at when a wait is over, however many come at once. All in memory: a restart forgets.
final class LoginDelays: Sendable {
    /// Wrong passwords before the first wait.
    static let freeFailures = 5
    /// The longest wait, in seconds.
    static let longestSeconds = 900
    /// Addresses that are remembered; the one that failed longest ago goes first.
    static let addresses = 10_000

    fileprivate struct Entry {
        var failures = 0
        var lastAt: Timestamp
        /// Before then no attempt is looked at.
        var notBefore: Timestamp
    }

    /// One attempt on its way: for which address, and what was known of it if the attempt counts as failed already.
    struct Turn {
        fileprivate let key: [UInt8]
        fileprivate let before: Entry?
    }

    private let entries = Mutex<[[UInt8]: Entry]>([:])

    /// Lets an attempt go on, or not.
    ///
    /// - Parameter address: the address in its compared form, or any other text; its hash is kept, so its length does not
    ///   matter.
    /// - Throws: `.loginDelayed` while the address has to wait.
    func begin(_ address: String, now: Timestamp) throws(EngineError) -> Turn {
        let key = Array(SHA256.hash(data: Array(address.utf8)).prefix(16))
        let (turn, waitMillis) = entries.withLock { entries -> (Turn, Int64) in
            guard let entry = entries[key], entry.failures >= Self.freeFailures else {
                return (Turn(key: key, before: nil), 0)
            }
            if entry.notBefore <= now {
                // Counted as failed until it is known better, so that nobody else gets in meanwhile.
                entries[key] = entry.failed(at: now)
            }
            return (Turn(key: key, before: entry), entry.notBefore.millis(since: now))
        }
        guard waitMillis <= 0 else { throw .loginDelayed(seconds: Int((waitMillis + 999) / 1_000)) }
        return turn
    }

    /// The password was wrong, or there is no such account.
    func fail(_ turn: Turn, now: Timestamp) {
        entries.withLock { entries in
            guard turn.before == nil else { return }
            if entries[turn.key] == nil, entries.count >= Self.addresses {
                let oldest = entries.min { $0.value.lastAt < $1.value.lastAt }
                if let oldest { entries[oldest.key] = nil }
            }
            entries[turn.key] = (entries[turn.key] ?? Entry(lastAt: now, notBefore: now)).failed(at: now)
        }
    }

    /// The password was right: all is forgotten.
    func succeed(_ turn: Turn) { entries.withLock { $0[turn.key] = nil } }

    /// The password was not looked at: the attempt does not count.
    func abandon(_ turn: Turn) {
        guard let before = turn.before else { return }
        entries.withLock { $0[turn.key] = before }
    }

    /// Addresses that have failed since their last success.
    var count: Int { entries.withLock { $0.count } }
}

extension LoginDelays.Entry {
    /// One failure more, and the wait that it costs.
    fileprivate func failed(at now: Timestamp) -> Self {
        var entry = self
        entry.failures += 1
        entry.lastAt = now
        let doublings = entry.failures - LoginDelays.freeFailures
        guard doublings >= 0 else { return entry }
        // 2^10 s is above the limit already.
        let seconds = doublings < 10 ? min(1 << doublings, LoginDelays.longestSeconds) : LoginDelays.longestSeconds
        entry.notBefore = now.adding(millis: Int64(seconds) * 1_000)
        return entry
    }
}
