import Glibc

/// The operating system's random numbers, drawn in pools: a call into the kernel for each id of each event would be
/// a tenth of the writer's time.
struct PooledRandom: RandomNumberGenerator, Sendable {
    /// Numbers drawn in one call; 256 bytes is the most that getentropy(3) gives.
    private static let poolCount = 32

    private var pool = [UInt64](repeating: 0, count: poolCount)
    private var used = poolCount

    mutating func next() -> UInt64 {
        if used == Self.poolCount { refill() }
        defer {
            // What was given out as a secret must not stay here.
            pool[used] = 0
            used += 1
        }
        return pool[used]
    }

    private mutating func refill() {
        // SAFETY: getentropy fills exactly the buffer's bytes or answers an error (getentropy(3)).
        let code = unsafe pool.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return Int32(-1) }
            return unsafe getentropy(base, buffer.count)
        }
        precondition(code == 0, "the operating system has random numbers")
        used = 0
    }
}
