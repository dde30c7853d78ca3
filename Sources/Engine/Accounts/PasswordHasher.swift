import CCrypt
import Glibc
import Synchronization

/// bcrypt on threads of its own: a hash takes a fifth of a second, which would hold up an event loop.
final class PasswordHasher: Sendable {
    /// Hashes waiting; more are refused, so that a flood of logins cannot pile up.
    static let queueLimit = 32
    /// The settings prefix of libcrypt's bcrypt, crypt(5).
    private static let prefix = "$2b$"

    private let pool: BlockingQueue
    private let cost: Int
    private let entropy: Entropy
    /// The salt and cost used when the address is unknown, so that both take as long.
    private let decoy: String
    private let computed = Atomic<UInt64>(0)

    init(cost: Int, entropy: Entropy) {
        precondition((4...31).contains(cost), "bcrypt's cost is 4 to 31")
        self.cost = cost
        self.entropy = entropy
        pool = BlockingQueue(label: "tradepost.passwords", limit: Self.queueLimit)
        decoy = Self.setting(cost: cost, random: entropy.bytes(16))
    }

    func stop() { pool.stop() }

    /// Hashes computed so far, for making and for comparing.
    var count: UInt64 { computed.load(ordering: .relaxed) }

    /// - Throws: `.tooBusy` when too many hashes wait.
    func hash(_ password: String) async throws(EngineError) -> String {
        let setting = Self.setting(cost: cost, random: entropy.bytes(16))
        guard let hash = try await crypt(password, setting: setting) else { throw .tooBusy }
        return hash
    }

    /// Whether the password has this hash; without a hash it takes as long and the answer is no.
    ///
    /// - Throws: `.tooBusy` when too many hashes wait.
    func verify(_ password: String, hash: String?) async throws(EngineError) -> Bool {
        let setting = hash ?? decoy
        let found = try await crypt(password, setting: setting)
        guard let hash, let found else { return false }
        return Self.isEqual(Array(found.utf8), Array(hash.utf8))
    }

    private func crypt(_ password: String, setting: String) async throws(EngineError) -> String? {
        try await pool.run { [self] in
            computed.add(1, ordering: .relaxed)
            return Self.crypt(password, setting: setting)
        }
    }

    private static func setting(cost: Int, random: [UInt8]) -> String {
        let digits = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        // bcrypt's base64 of 16 bytes has 22 digits; the last one carries two bits.
        let salt = (0..<22).map { index in
            let bit = index * 6
            let pair = UInt16(random[bit / 8]) << 8 | (bit / 8 + 1 < 16 ? UInt16(random[bit / 8 + 1]) : 0)
            return digits[Int(pair >> UInt16(10 - bit % 8)) & (index == 21 ? 0x30 : 0x3F)]
        }
        let costText = cost < 10 ? "0\(cost)" : "\(cost)"
        return prefix + costText + "$" + String(decoding: salt, as: UTF8.self)
    }

    private static func crypt(_ password: String, setting: String) -> String? {
        // SAFETY: crypt_rn writes at most the given size into the block, answers a pointer into it or nil, and the
        // result is copied before the block is freed.
        let size = MemoryLayout<crypt_data>.size
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        // SAFETY: the block is this call's alone, and its size is the one it was allocated with.
        defer { unsafe block.deallocate() }
        unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        // SAFETY: both strings are NUL-terminated by the bridge for the call.
        guard let result = unsafe crypt_rn(password, setting, block, Int32(size)) else { return nil }
        return unsafe String(cString: result)
    }

    /// Compares without stopping at the first difference.
    private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | $1.0 ^ $1.1 } == 0
    }
}
