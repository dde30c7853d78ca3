import Crypto

/// Makes what is stored about idempotent requests useless to whoever has the store alone.
///
/// Bodies hold passwords and card numbers and keys may be guessed, so both are stored as HMACs with keys that are
/// derived from the server's secret. Answers that hold secrets are encrypted with a key that takes the client's
/// `Idempotency-Key` besides: store and secret together do not open them either, as long as the client chose a key that
/// cannot be guessed.
struct AnswerSecret: Sendable {
    /// The shortest secret, in bytes.
    static let bytes = 32
    /// 128 bits do not meet by chance.
    private static let digestBytes = 16
    private static let nonceBytes = 12

    private let keys: SymmetricKey
    private let fingerprints: SymmetricKey
    private let seals: SymmetricKey

    /// - Parameter secret: at least 32 bytes.
    init(_ secret: [UInt8]) {
        precondition(secret.count >= Self.bytes, "the server's secret has at least \(Self.bytes) bytes")
        keys = Self.derive(SymmetricKey(data: secret), "tradepost idempotency keys")
        fingerprints = Self.derive(SymmetricKey(data: secret), "tradepost idempotency fingerprints")
        seals = Self.derive(SymmetricKey(data: secret), "tradepost sealed answers")
    }

    /// What a request is stored under, and how its body is recognised.
    func keyed(_ request: IdempotencyRequest) -> KeyedRequest {
        let key = HMAC<SHA256>.authenticationCode(for: request.scope, using: keys).prefix(Self.digestBytes)
        var body = HMAC<SHA256>(key: fingerprints)
        // With the scope, so that equal bodies of two requests do not look equal.
        body.update(data: request.scope)
        body.update(data: request.body)
        return KeyedRequest(
            key: Array(key),
            fingerprint: Array(body.finalize().prefix(Self.digestBytes)),
            scope: request.scope
        )
    }

    /// Encrypts an answer for the next request with the same key: nonce (12 bytes), ciphertext, tag (16 bytes).
    ///
    /// - Parameter nonce: 12 random bytes; an expired key may be used again, so the same key encrypts more than once.
    func seal(_ body: [UInt8], for request: KeyedRequest, nonce: [UInt8]) -> [UInt8]? {
        do {
            let box = try AES.GCM.seal(
                body,
                using: key(for: request),
                nonce: try AES.GCM.Nonce(data: nonce),
                authenticating: request.key
            )
            return nonce + Array(box.ciphertext) + Array(box.tag)
        } catch {
            return nil
        }
    }

    /// What `seal` encrypted for this request; nil for anything else.
    func open(_ sealed: [UInt8], for request: KeyedRequest) -> [UInt8]? {
        guard sealed.count >= Self.nonceBytes + 16 else { return nil }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: try AES.GCM.Nonce(data: sealed.prefix(Self.nonceBytes)),
                ciphertext: sealed.dropFirst(Self.nonceBytes).dropLast(16),
                tag: sealed.suffix(16)
            )
            return Array(try AES.GCM.open(box, using: key(for: request), authenticating: request.key))
        } catch {
            return nil
        }
    }

    private func key(for request: KeyedRequest) -> SymmetricKey { Self.derive(seals, request.scope) }

    private static func derive(_ key: SymmetricKey, _ label: String) -> SymmetricKey { derive(key, Array(label.utf8)) }

    private static func derive(_ key: SymmetricKey, _ info: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: info, outputByteCount: 32)
    }
}
