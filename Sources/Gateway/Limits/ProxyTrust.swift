import HTTPTypes
import NIOCore

/// Which peers are proxies that may say whose request they pass on (`TRUSTED_PROXIES`).
///
/// Only `X-Forwarded-For` and `X-Forwarded-Proto` are read, and only from a trusted peer. `Forwarded` (RFC 7239) is never
/// read: a proxy that writes one of the two passes the other on as its client sent it, so reading both would let clients
/// choose their address.
package struct ProxyTrust: Sendable {
    /// An entry of `TRUSTED_PROXIES` that cannot be used.
    package struct Flaw: Error, CustomStringConvertible {
        /// The entry, and what is wrong with it.
        package let description: String
    }

    /// The entry that stands for peers on a Unix socket, which have no address.
    private static let unixSocket = "unix"

    private var blocks: [AddressBlock] = []
    private var trustsUnixSocket = false

    /// Trusts nobody: a request comes from whom the connection comes from.
    package init() {}

    /// Reads addresses, blocks (`10.0.0.0/8`, `2001:db8::/32`) and `unix`, separated by commas.
    package init(_ text: String) throws(Flaw) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let entry = Self.trimmed(part)
            if entry.isEmpty { continue }
            if entry.lowercased() == Self.unixSocket {
                trustsUnixSocket = true
                continue
            }
            do throws(AddressBlock.Flaw) {
                blocks.append(try AddressBlock(text: entry))
            } catch {
                switch error {
                case .malformed: throw Flaw(description: "`\(entry)` is no address, block of addresses or `unix`")
                case .bitsBehindPrefix:
                    throw Flaw(description: "`\(entry)` has bits behind its prefix: is it an address or a block?")
                }
            }
        }
    }

    /// Who sent a request: the peer, or whom the trusted proxies between name.
    ///
    /// The addresses in `X-Forwarded-For` are read from the last to the first, as each proxy adds its own peer at the end:
    /// the first that is not trusted is the client. Something that is no address ends the reading at the address before.
    ///
    /// - Parameter peer: nil on a Unix socket.
    /// - Returns: nil on a Unix socket, as far as no address is named.
    func client(peer: SocketAddress?, fields: HTTPFields) -> PeerAddress? {
        var client = peer.flatMap { IPAddress($0) }
        if trusts(client) {
            let list = fields[values: .xForwardedFor]
            reading: for line in list.reversed() {
                for entry in line.split(separator: ",", omittingEmptySubsequences: false).reversed() {
                    guard let address = Self.address(Self.trimmed(entry)) else { break reading }
                    client = address
                    guard trusts(address) else { break reading }
                }
            }
        }
        return client.map { PeerAddress($0) }
    }

    /// Whether the client speaks TLS, as a trusted proxy says by `X-Forwarded-Proto: https`; the last value counts.
    func isSecure(peer: SocketAddress?, fields: HTTPFields) -> Bool {
        guard fields[.xForwardedProto] != nil, trusts(peer.flatMap { IPAddress($0) }) else { return false }
        let last = fields[values: .xForwardedProto].last?.split(separator: ",").last
        return last.map { Self.trimmed($0).lowercased() } == "https"
    }

    /// - Parameter address: nil on a Unix socket.
    private func trusts(_ address: IPAddress?) -> Bool {
        guard let address else { return trustsUnixSocket }
        return blocks.contains { $0.contains(address) }
    }

    /// An address as proxies write it: bare, with a port, IPv6 in brackets with or without a port.
    private static func address(_ entry: Substring) -> IPAddress? {
        if entry.first == "[" {
            guard let end = entry.firstIndex(of: "]") else { return nil }
            let rest = entry[entry.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" && isPort(rest.dropFirst()) else { return nil }
            let address = IPAddress(text: entry[..<end].dropFirst())
            return address
        }
        if let address = IPAddress(text: entry) { return address }
        let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && isPort(parts[1]) ? IPAddress(text: parts[0]) : nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        (1...5).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let rest = text.drop { $0 == " " || $0 == "\t" }
        guard let last = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return rest[..<rest.startIndex] }
        return rest[...last]
    }
}

extension HTTPField.Name {
    static let xForwardedFor = Self("X-Forwarded-For") ?? .via
    static let xForwardedProto = Self("X-Forwarded-Proto") ?? .via
}
