package import Commerce

/// Addresses that a webhook must not be sent to, each with the reason that clients see.
package enum HostileAddresses {
    /// Whole addresses, as somebody would register them.
    package static let urls: [(url: String, reason: String)] = [
        ("http://shop.example.com/", "scheme"), ("ftp://shop.example.com/", "scheme"), ("file:///etc/passwd", "scheme"),
        ("gopher://shop.example.com/", "scheme"), ("shop.example.com", "malformed"),
        ("https:shop.example.com", "malformed"),
        ("https://", "malformed"), ("https:///hooks", "malformed"), ("https://:443/", "malformed"),
        ("https://user@shop.example.com/", "userinfo"), ("https://user:pw@127.0.0.1/", "userinfo"),
        ("https://shop.example.com@127.0.0.1/", "userinfo"), ("https://shop.example.com/#x", "fragment"),
        ("https://shop.example.com#@127.0.0.1/", "fragment"), ("https://shop.example.com\\@127.0.0.1/", "characters"),
        ("https://shop.example.com /", "characters"), ("https://shop.example.com\t/", "characters"),
        ("https://shop.example.com/a\r\nHost: x", "characters"), ("https://sh\u{F6}p.example.com/", "characters"),
        ("https://\u{2481}\u{2482}7.0.0.1/", "characters"), ("https://127\u{3002}0\u{3002}0\u{3002}1/", "characters"),
        ("https://shop%2eexample.com/", "characters"), ("https://shop.example.com./", "trailing_dot"),
        ("https://127.0.0.1./", "trailing_dot"), ("https://localhost./", "trailing_dot"),
        ("https://localhost/", "local_name"), ("https://LOCALHOST/", "local_name"),
        ("https://a.localhost/", "local_name"),
        ("https://printer.local/", "local_name"), ("https://metadata.google.internal/", "local_name"),
        ("https://router.lan/", "local_name"), ("https://nas.home.arpa/", "local_name"),
        ("https://intranet/", "local_name"),
        ("https://2130706433/", "numeric_host"), ("https://0x7f000001/", "numeric_host"),
        ("https://017700000001/", "numeric_host"),
        ("https://127.1/", "numeric_host"), ("https://0x7f.0.0.1/", "numeric_host"),
        ("https://0177.0.0.1/", "numeric_host"),
        ("https://127.0.0.01/", "numeric_host"), ("https://1.2.3.4.5/", "numeric_host"),
        ("https://127.0.0.256/", "numeric_host"),
        ("https://shop.example.0x1/", "numeric_host"), ("https://127.0.0.1/", "loopback"),
        ("https://127.8.9.1/", "loopback"),
        ("https://[::1]/", "loopback"), ("https://[0:0:0:0:0:0:0:1]/", "loopback"), ("https://0.0.0.0/", "unspecified"),
        ("https://0.1.2.3/", "unspecified"), ("https://[::]/", "unspecified"), ("https://10.0.0.1/", "private"),
        ("https://172.16.0.1/", "private"), ("https://172.31.255.255/", "private"), ("https://192.168.1.1/", "private"),
        ("https://[fd12:3456::1]/", "private"), ("https://[fec0::1]/", "private"),
        ("https://169.254.1.1/", "link_local"),
        ("https://[fe80::1]/", "link_local"), ("https://[fe80::1%25eth0]/", "zone"),
        ("https://[fe80::1%eth0]/", "zone"),
        ("https://169.254.169.254/latest/meta-data", "metadata"), ("https://100.100.100.200/", "metadata"),
        ("https://168.63.129.16/", "metadata"), ("https://[fd00:ec2::254]/", "metadata"),
        ("https://100.64.0.1/", "shared"),
        ("https://100.127.255.255/", "shared"), ("https://224.0.0.1/", "multicast"),
        ("https://239.255.255.250/", "multicast"),
        ("https://[ff02::1]/", "multicast"), ("https://255.255.255.255/", "broadcast"),
        ("https://240.0.0.1/", "reserved"),
        ("https://192.0.0.1/", "reserved"), ("https://198.18.0.1/", "reserved"),
        ("https://192.0.2.1/", "documentation"),
        ("https://198.51.100.7/", "documentation"), ("https://203.0.113.9/", "documentation"),
        ("https://[2001:db8::1]/", "documentation"), ("https://[::ffff:127.0.0.1]/", "translated"),
        ("https://[::ffff:7f00:1]/", "translated"), ("https://[::127.0.0.1]/", "translated"),
        ("https://[::ffff:8.8.8.8]/", "translated"), ("https://[64:ff9b::7f00:1]/", "translated"),
        ("https://[64:ff9b:1::1]/", "translated"), ("https://[2002:7f00:1::]/", "translated"),
        ("https://[2001:0:7f00:1::]/", "translated"), ("https://192.88.99.1/", "translated"),
        ("https://[4000::1]/", "reserved"),
        ("https://[100::1]/", "reserved"), ("https://[2001:10::1]/", "reserved"), ("https://[::1/", "malformed"),
        ("https://[v1.x]/", "malformed"), ("https://[127.0.0.1]/", "malformed"), ("https://[1::2::3]/", "malformed"),
        ("https://[+1::2]/", "malformed"), ("https://-shop.example.com/", "malformed"),
        ("https://shop..example.com/", "malformed"),
        ("https://shop.example.com:22/", "port"), ("https://shop.example.com:0/", "port"),
        ("https://shop.example.com:65536/", "port"), ("https://shop.example.com:+443/", "port"),
        ("https://shop.example.com:0443/", "port"), ("https://shop.example.com:/", "port"),
        ("https://[2606:4700::1]x/", "port"),
        ("https://shop.example.com/" + String(repeating: "a", count: 500), "too_long"),
    ]

    /// Those of them whose host is an address of the Internet Protocol: what a name may resolve to as well.
    package static var hosts: [(address: HostAddress, reason: String)] {
        urls.compactMap { url, reason in
            guard AddressRefusal(rawValue: reason) != nil else { return nil }
            let host = url.dropFirst("https://".count).prefix { $0 != "/" }.filter { $0 != "[" && $0 != "]" }
            return HostAddress(host).map { ($0, reason) }
        }
    }
}
