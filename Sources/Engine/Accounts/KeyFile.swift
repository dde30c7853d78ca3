package import Commerce
import Storage

/// How access tokens are signed.
package enum TokenAlgorithm: String, Sendable, CaseIterable {
    /// HMAC with SHA-256: one secret signs and verifies.
    case hs256 = "HS256"
    /// RSASSA-PKCS1-v1_5 with SHA-256: others can verify with the public key.
    case rs256 = "RS256"

    /// The name as files have it.
    var fileName: String { "jwt-" + rawValue.lowercased() }
}

/// Tags an identifier as that of a key file.
package enum KeyFileTag {}

/// A key that signs access tokens, or did, as it lies in `keys/`.
///
/// A text of lines: `tradepost token key 1`, `algorithm HS256`, `lifetime 900`, `retired 1772366400000` (left out while
/// the key signs), `secret` and the secret in base64url, `end`.
package struct KeyFile: Sendable, Equatable {
    /// The file's name is the algorithm's and this id. It is a UUIDv7, so the newest key has the greatest one.
    package let id: Identifier<KeyFileTag>
    /// What the key is for.
    package let algorithm: TokenAlgorithm
    /// HS256: 32 random bytes. RS256: the private key in PKCS#1 DER.
    package let secret: [UInt8]
    /// The longest lifetime of tokens that the key has signed, in seconds.
    package var lifetimeSeconds: Int
    /// When it was seen that another key signs; nil for the key that signs.
    package var retiredAt: Timestamp?

    /// A file for a new key, which has signed nothing yet.
    package init(id: Identifier<KeyFileTag>, algorithm: TokenAlgorithm, secret: [UInt8]) {
        self.id = id
        self.algorithm = algorithm
        self.secret = secret
        lifetimeSeconds = 0
    }

    /// Tokens that were signed in the moment of the change are a little younger than the change.
    private static let marginMillis: Int64 = 60_000

    /// From then on every token that the key can have signed has expired; nil for the key that signs.
    package var endsAt: Timestamp? {
        retiredAt?.adding(millis: Int64(lifetimeSeconds) * 1_000 + Self.marginMillis)
    }

    /// The file's name.
    package var name: String { "\(algorithm.fileName).\(id)" }

    var bytes: [UInt8] {
        let retired = retiredAt.map { "retired \($0.millis)\n" } ?? ""
        return Array(
            """
            tradepost token key 1
            algorithm \(algorithm.rawValue)
            lifetime \(lifetimeSeconds)
            \(retired)secret \(Base64URL.encode(secret))
            end

            """.utf8
        )
    }

    /// Reads a file; nil for what is none, or not complete.
    init?(name: String, _ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        var values: [Substring: Substring] = [:]
        for line in lines.dropFirst().dropLast() {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2 else { return nil }
            values[words[0]] = words[1]
        }
        guard lines.first == "tradepost token key 1", lines.last == "end",
            let algorithm = values["algorithm"].flatMap({ TokenAlgorithm(rawValue: String($0)) }),
            let id = Self.id(name, algorithm),
            let secret = values["secret"].flatMap({ Base64URL.decode($0) }), !secret.isEmpty,
            let lifetime = values["lifetime"].flatMap({ Int($0) }), lifetime >= 0
        else { return nil }
        self.init(id: id, algorithm: algorithm, secret: secret)
        lifetimeSeconds = lifetime
        guard let text = values["retired"] else { return }
        guard let millis = Int64(text) else { return nil }
        retiredAt = Timestamp(millis: millis)
    }

    /// The id in a file's name; nil for a name that is none of the algorithm's.
    static func id(_ name: String, _ algorithm: TokenAlgorithm) -> Identifier<KeyFileTag>? {
        let prefix = algorithm.fileName + "."
        return name.hasPrefix(prefix) ? Identifier(text: String(name.dropFirst(prefix.count))) : nil
    }
}
