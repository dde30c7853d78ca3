import Commerce

/// What one client was allowed lately: at most `quota.requests` in any `quota.seconds`, whenever they begin.
///
/// A log of the moments of admitted requests; refused ones leave no trace, so that a client who keeps asking is let in
/// as soon as one who waits. The log is a ring that grows with use to at most `stampLimit` moments. Up to a quota of that
/// many requests each has its own moment and the count is exact; above it several in a row share the moment of the last
/// of them. That never admits more than the quota; it may refuse when fewer than one per `stampLimit` are left.
///
/// Moments are the low 32 bits of Unix milliseconds: none is further from `newest` than the window, so the rest is known.
struct SlidingWindow: Sendable {
    typealias Quota = LimitFamily.Quota

    /// Moments that one window keeps at most.
    static let stampLimit = 128
    /// Bytes of the longest ring: its header and the moments.
    static let ringBytesLimit = 32 + stampLimit * MemoryLayout<UInt32>.stride

    /// What was said to one request.
    struct Verdict: Sendable, Equatable {
        var isAdmitted: Bool
        /// How many more there may be at once.
        var remaining: Int
        /// Milliseconds until the oldest ones no longer count.
        var millisUntilMore: Int64
        /// Milliseconds until none counts any more.
        var millisUntilEmpty: Int64
    }

    private var stamps: [UInt32] = []
    private var first: UInt16 = 0
    private var length: UInt16 = 0
    /// Requests that share the last moment; all other moments stand for `share` requests.
    private var inLast: UInt32 = 0
    /// Unix milliseconds of the last moment.
    private var newest: Int64 = 0
    private let requests: UInt32
    private let windowMillis: UInt32

    init(_ quota: Quota) {
        requests = UInt32(clamping: max(quota.requests, 1))
        windowMillis = UInt32(clamping: max(quota.seconds, 1) * 1_000)
    }

    /// The window when nobody has asked for so long that it says nothing any more.
    func isEmpty(at now: Timestamp) -> Bool { length == 0 || isOver(now.millis) }

    /// The memory behind the ring.
    var ringBytes: Int { stamps.isEmpty ? 0 : 32 + stamps.count * MemoryLayout<UInt32>.stride }

    /// Counts a request if it may pass.
    mutating func admit(at now: Timestamp) -> Verdict {
        forget(before: now.millis)
        let isAdmitted = count < Int(requests)
        // A clock that was set back a little stands still until it has caught up.
        if isAdmitted { append(max(now.millis, newest)) }
        return Verdict(
            isAdmitted: isAdmitted,
            remaining: Int(requests) - count,
            millisUntilMore: millis(of: 0) + Int64(windowMillis) - now.millis,
            millisUntilEmpty: newest + Int64(windowMillis) - now.millis
        )
    }

    /// Takes back a request that was admitted at `moment` and then refused for another reason.
    mutating func withdraw(from moment: Timestamp) {
        guard length > 0 else { return }
        if share > 1 {
            inLast -= 1
            if inLast == 0 { remove(Int(length) - 1) }
        } else if let index = (0..<Int(length)).last(where: { millis(of: $0) == moment.millis }) {
            remove(index)  // its own moment goes; those of requests that came meanwhile stay
        }
    }

    // MARK: The ring

    /// Requests for one moment.
    private var share: UInt32 { (requests + UInt32(Self.stampLimit) - 1) / UInt32(Self.stampLimit) }

    private var count: Int { length == 0 ? 0 : (Int(length) - 1) * Int(share) + Int(inLast) }

    private func slot(_ index: Int) -> Int {
        let slot = Int(first) + index
        return slot < stamps.count ? slot : slot - stamps.count
    }

    private func millis(of index: Int) -> Int64 {
        newest - Int64(UInt32(truncatingIfNeeded: newest) &- stamps[slot(index)])
    }

    /// All of it is past, or lies so far ahead that the clock was set back.
    private func isOver(_ now: Int64) -> Bool {
        now - newest >= Int64(windowMillis) || newest - now > Int64(windowMillis)
    }

    private mutating func forget(before now: Int64) {
        if isOver(now) {
            (first, length, inLast) = (0, 0, 0)
            newest = now
        }
        while length > 0, max(now, newest) - millis(of: 0) >= Int64(windowMillis) {
            first = UInt16(slot(1))
            length -= 1
            if length == 0 { inLast = 0 }
        }
    }

    private mutating func append(_ millis: Int64) {
        newest = millis
        if length > 0, inLast < share {
            inLast += 1
        } else {
            if Int(length) == stamps.count { grow() }
            length += 1
            inLast = 1
        }
        stamps[slot(Int(length) - 1)] = UInt32(truncatingIfNeeded: millis)
    }

    private mutating func remove(_ index: Int) {
        for later in index..<Int(length) - 1 { stamps[slot(later)] = stamps[slot(later + 1)] }
        length -= 1
        inLast = length == 0 ? 0 : share
        if length > 0 { newest = millis(of: Int(length) - 1) }
    }

    private mutating func grow() {
        let limit = Int((requests + share - 1) / share)
        let capacity = min(max(stamps.count * 2, 4), limit)
        var longer: [UInt32] = []
        longer.reserveCapacity(capacity)
        for index in 0..<Int(length) { longer.append(stamps[slot(index)]) }
        longer.append(contentsOf: repeatElement(0, count: capacity - Int(length)))
        (stamps, first) = (longer, 0)
    }
}
