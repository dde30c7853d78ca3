import HTTPTypes
import NIOCore
import Testing

@testable import Gateway

/// Whose request it is, behind proxies.
@Suite struct ProxyTrustTests {
    private func fields(_ name: String, _ lines: [String]) throws -> HTTPFields {
        var fields = HTTPFields()
        for line in lines { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: line)) }
        return fields
    }

    private func peer(_ text: String) throws -> SocketAddress? {
        text == "unix" ? nil : try SocketAddress(ipAddress: text, port: 50_000)
    }

    @Test(arguments: [
        // Nobody is trusted, or not this peer: the lines mean nothing.
        ("", "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.0/8", "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.0/8", "2001:db8::9", ["198.51.100.1"], "2001:db8::9"),
        // A trusted peer; from the last to the first, over several lines.
        ("10.0.0.0/8", "10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.0/8", "10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", ["1.1.1.1, 198.51.100.1,10.2.3.4"], "198.51.100.1"),
        ("10.0.0.0/8", "10.0.0.1", ["1.1.1.1", "198.51.100.1", " 10.2.3.4\t"], "198.51.100.1"),
        ("10.0.0.0/8", "10.0.0.1", ["10.0.0.9, 10.2.3.4"], "10.0.0.9"),
        ("10.0.0.1,2001:db8:5::/48", "2001:db8:5::1", ["198.51.100.1, 10.0.0.1"], "198.51.100.1"),
        ("10.0.0.1,2001:db8:5::/48", "2001:db8:5::1", ["198.51.100.1, 10.0.0.2"], "10.0.0.2"),
        ("127.0.0.1", "::ffff:127.0.0.1", ["2001:db8::7"], "2001:db8::7"),
        // As proxies write addresses.
        ("127.0.0.1", "127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1", ["[2001:db8::7]:443"], "2001:db8::7"),
        ("127.0.0.1", "127.0.0.1", ["[2001:db8::7]"], "2001:db8::7"),
        ("127.0.0.1", "127.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1", ["198.51.100.1, ::ffff:127.0.0.1"], "198.51.100.1"),
        // Something else ends the reading where it stands.
        ("10.0.0.0/8", "10.0.0.1", ["198.51.100.1, unknown, 10.2.3.4"], "10.2.3.4"),
        ("10.0.0.0/8", "10.0.0.1", ["198.51.100.1, , 10.2.3.4"], "10.2.3.4"),
        ("10.0.0.0/8", "10.0.0.1", ["198.51.100.1, _hidden"], "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", ["198.51.100.1,"], "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", ["198.51.100.1:"], "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", ["198.51.100.1:x"], "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", ["[2001:db8::7]443"], "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", ["[2001:db8::7"], "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", ["\"198.51.100.1\""], "10.0.0.1"),
    ])
    func `the client is the first that is not trusted, read from the last`(
        trusted: String,
        peer: String,
        lines: [String],
        expected: String
    ) throws {
        let client = try ProxyTrust(trusted).client(
            peer: try self.peer(peer),
            fields: try fields("X-Forwarded-For", lines)
        )
        #expect(client == PeerAddress(text: expected))
    }

    @Test func `a Unix socket is trusted when the configuration says so, and has no address of its own`() throws {
        let named = try fields("X-Forwarded-For", ["198.51.100.1"])
        #expect(try ProxyTrust("unix").client(peer: nil, fields: named) == PeerAddress(text: "198.51.100.1"))
        #expect(try ProxyTrust("unix").client(peer: nil, fields: [:]) == nil)
        #expect(try ProxyTrust("10.0.0.0/8").client(peer: nil, fields: named) == nil)
    }

    @Test func `Forwarded is never read`() throws {
        let fields = try fields("Forwarded", ["for=198.51.100.1;proto=https"])
        let trust = try ProxyTrust("127.0.0.1")
        let peer = try peer("127.0.0.1")
        #expect(trust.client(peer: peer, fields: fields) == PeerAddress(text: "127.0.0.1"))
        #expect(!trust.isSecure(peer: peer, fields: fields))
    }

    @Test(arguments: [
        ("127.0.0.1", ["https"], true), ("127.0.0.1", ["HTTPS "], true), ("127.0.0.1", ["http"], false),
        ("127.0.0.1", [], false), ("127.0.0.1", ["https, http"], false), ("127.0.0.1", ["http", "https"], true),
        ("192.0.2.1", ["https"], false), ("unix", ["https"], false),
    ])
    func `TLS is what a trusted proxy says`(peer: String, lines: [String], isSecure: Bool) throws {
        let trust = try ProxyTrust("127.0.0.1")
        let fields = try fields("X-Forwarded-Proto", lines)
        #expect(trust.isSecure(peer: try self.peer(peer), fields: fields) == isSecure)
    }

    @Test(arguments: [
        ("10.0.0.0/8, proxy.example", "`proxy.example` is no"), ("10.0.0.0/33", "`10.0.0.0/33` is no"),
        ("::/129", "`::/129` is no"), ("10.0.0.0/8/8", "`10.0.0.0/8/8` is no"), ("10.0.0.0/", "`10.0.0.0/` is no"),
        ("10.0.0.0/+8", "`10.0.0.0/+8` is no"), ("10.0.0.0/-1", "`10.0.0.0/-1` is no"), ("*", "`*` is no"),
        ("10.0.0.1/8", "`10.0.0.1/8` has bits"), ("2001:db8::1/32", "`2001:db8::1/32` has bits"),
    ])
    func `an entry that cannot be used is named`(text: String, expected: String) throws {
        let flaw = try #require(throws: ProxyTrust.Flaw.self) { try ProxyTrust(text) }
        #expect(flaw.description.hasPrefix(expected))
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "203.0.113.1", true),
        ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true), ("::/0", "10.0.0.1", false),
        ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false), ("192.0.2.6/31", "192.0.2.7", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("2001:db8::/64", "2001:db8::ffff:1:2:3", true), ("2001:db8::/64", "2001:db8:0:1::", false),
        ("2001:db8::8/125", "2001:db8::f", true), ("2001:db8::8/125", "2001:db8::10", false),
        ("2001:db8::1", "2001:db8::1", true), ("::ffff:192.0.2.7", "192.0.2.7", true),
    ])
    func `a block holds the addresses with its beginning`(block: String, address: String, isInside: Bool) throws {
        #expect(try AddressBlock(text: block).contains(try #require(IPAddress(text: address))) == isInside)
    }

    @Test(arguments: [
        ("2001:db8::1", "2001:0DB8:0:0:0:0:0:1"), ("::", "0:0:0:0:0:0:0:0"), ("1::", "1:0:0:0:0:0:0:0"),
        ("::1.2.3.4", "::102:304"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::ffff:1.2.3.4", "1.2.3.4"), ("fe80::1%eth0", "fe80::1"),
    ])
    func `the forms of one address are the same address`(one: String, other: String) throws {
        #expect(try #require(IPAddress(text: one)) == #require(IPAddress(text: other)))
    }

    @Test(arguments: [
        "", ".", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1", "01.2.3.4",
        "+1.2.3.4",
        "1.2.3.4 ", "0x1.2.3.4", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7:8::", ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:", "::12345", "::g", "::+1", "1.2.3.4::", "::1.2.3.4:5", "1.2.3.4%eth0", "example.com",
        "１.2.3.4",
    ])
    func `what is no address is none`(text: String) {
        #expect(IPAddress(text: text) == nil)
    }
}
