package import Commerce
import Crypto
import CryptoExtras
package import Engine
import JWTKit

/// A key that access tokens are signed or verified with.
package struct SigningKey: Sendable {
    enum Material: Sendable {
        case secret(SymmetricKey)
        case pair(JWTKit.Insecure.RSA.PrivateKey)
    }

    /// Shortest secret of HS256, in bytes (RFC 7518, section 3.2).
    package static let secretBytes = 32

    /// The `kid` of its tokens, derived from the key, so that a token of another key is refused whatever it says.
    package let id: String
    /// From then on it is not accepted any more; nil for as long as it is configured.
    package let endsAt: Timestamp?
    let material: Material

    /// A key of HS256; nil for a secret that is too short.
    package init?(secret: [UInt8], endsAt: Timestamp? = nil) {
        guard secret.count >= Self.secretBytes else { return nil }
        id = Base64URL.encode(Array(SHA256.hash(data: secret).prefix(8)))
        self.endsAt = endsAt
        material = .secret(SymmetricKey(data: secret))
    }

    /// A key of RS256 from its PKCS#1 DER; nil for what is none of at least 2,048 bits.
    package init?(privateKey der: [UInt8], endsAt: Timestamp? = nil) {
        do {
            let pair = try JWTKit.Insecure.RSA.PrivateKey(backing: _RSA.Signing.PrivateKey(derRepresentation: der))
            material = .pair(pair)
            let numbers = try PublicNumbers(pair)
            // The thumbprint of RFC 7638: its members in this order, without white space.
            let thumb = "{\"e\":\"\(numbers.exponent)\",\"kty\":\"RSA\",\"n\":\"\(numbers.modulus)\"}"
            id = Base64URL.encode(Array(SHA256.hash(data: Array(thumb.utf8))))
            self.endsAt = endsAt
        } catch {
            return nil
        }
    }

    /// The key of a file; nil for a file whose secret is none of its algorithm.
    package init?(_ file: KeyFile) {
        switch file.algorithm {
        case .hs256: self.init(secret: file.secret, endsAt: file.endsAt)
        case .rs256: self.init(privateKey: file.secret, endsAt: file.endsAt)
        }
    }

    /// The secret of a new key file: random bytes, or a pair of 2,048 bits, which takes a while.
    package static func newSecret(_ algorithm: TokenAlgorithm, entropy: Entropy) throws -> [UInt8] {
        switch algorithm {
        case .hs256: entropy.bytes(secretBytes)
        case .rs256: Array(try _RSA.Signing.PrivateKey(keySize: .bits2048).derRepresentation)
        }
    }

    var algorithm: TokenAlgorithm {
        switch material {
        case .secret: .hs256
        case .pair: .rs256
        }
    }

    /// Writes the public half as a JSON Web Key (RFC 7517, section 4; RFC 7518, section 6.3.1); nothing for a secret.
    func writePublicKey(to json: inout JSONWriter) {
        guard case .pair(let pair) = material, let numbers = try? PublicNumbers(pair) else { return }
        json.beginObject()
        json.field("kty", "RSA")
        json.field("use", "sig")
        json.field("alg", TokenAlgorithm.rs256.rawValue)
        json.field("kid", id)
        json.field("n", numbers.modulus)
        json.field("e", numbers.exponent)
        json.endObject()
    }

    /// Modulus and exponent in base64url, without leading zeros.
    private struct PublicNumbers {
        let modulus: String
        let exponent: String

        init(_ pair: JWTKit.Insecure.RSA.PrivateKey) throws {
            let numbers = try pair.publicKey.getKeyPrimitives()
            modulus = Base64URL.encode(Array(Array(numbers.modulus).drop { $0 == 0 }))
            exponent = Base64URL.encode(Array(Array(numbers.publicExponent).drop { $0 == 0 }))
        }
    }
}
