import Commerce
import Engine
import JWTKit

/// A set of keys as jwt-kit wants them, with the checks that it leaves to others: it takes any algorithm that a header
/// names for the key's own, and falls back to a default key for an unknown `kid`. So a header is read here first, and
/// jwt-kit only sees tokens whose header is, member by member, what this server writes.
struct KeyRing: Sendable {
    /// Longest token that is looked at, in bytes.
    static let maxTokenBytes = 4_096

    let set: KeySet
    private let ends: [String: Timestamp?]
    private let collection = JWTKeyCollection()

    init(_ set: KeySet) async {
        self.set = set
        ends = Dictionary(set.all.map { ($0.id, $0.endsAt) }) { first, _ in first }
        for key in set.all {
            let id = JWKIdentifier(string: key.id)
            switch key.material {
            case .secret(let secret):
                await collection.add(hmac: HMACKey(key: secret), digestAlgorithm: .sha256, kid: id)
            case .pair(let pair): await collection.add(rsa: pair, digestAlgorithm: .sha256, kid: id)
            }
        }
    }

    func sign(_ claims: AccessClaims) async throws -> String {
        try await collection.sign(claims, kid: JWKIdentifier(string: set.signing.id))
    }

    /// The claims of a token that one of the keys has signed, and when that key ends, if it does; nil for any other text.
    func claims(of token: String, now: Timestamp) async -> (claims: AccessClaims, keyEndsAt: Timestamp?)? {
        guard let end = keyEnd(of: token) else { return nil }
        if let end, end <= now { return nil }
        do {
            return (try await collection.verify(token, as: AccessClaims.self), end)
        } catch {
            return nil
        }
    }

    /// When the key ends that a token names, an inner nil for one that does not; nil unless the token has three parts and a
    /// header of exactly the members and values that this server writes.
    private func keyEnd(of token: String) -> Timestamp?? {
        guard token.utf8.count <= Self.maxTokenBytes else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), Base64URL.decode(parts[1]) != nil,
            Base64URL.decode(parts[2]) != nil
        else { return nil }
        do throws(JSONError) {
            let fields = try JSONDocument(parsing: header).root
            guard fields.members.allSatisfy({ ["alg", "kid", "typ"].contains($0.key) }),
                fields["alg"]?.string == set.algorithm.rawValue, fields["typ"]?.string == "JWT",
                let id = fields["kid"]?.string
            else { return nil }
            return ends[id]
        } catch {
            return nil
        }
    }

    /// The public halves of all keys that are accepted, as a JWK set (RFC 7517, section 5).
    func publicKeys(now: Timestamp) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.arrayField("keys") { json in
            for key in set.all where key.endsAt.map({ $0 > now }) ?? true { key.writePublicKey(to: &json) }
        }
        json.endObject()
        return json.bytes
    }
}

/// What an access token says (RFC 7519, section 4.1), times in seconds since 1970.
struct AccessClaims: JWTPayload {
    /// Who signed it: always this server.
    var iss: String
    /// The user.
    var sub: String
    /// The session; a token without one is not accepted.
    var sid: String?
    /// Role and tier when it was signed, for the client; the server goes by the account.
    var role: String
    var tier: String
    var iat: Int64
    var exp: Int64
    var nbf: Int64?
    var jti: String

    /// Times are checked against the clock that was passed in, after the signature.
    func verify(using algorithm: some JWTAlgorithm) throws {}
}
