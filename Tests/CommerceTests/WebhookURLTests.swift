import Commerce
import TestSupport
import Testing

/// Where webhooks may lead, and where not.
struct WebhookURLTests {
    @Test(arguments: HostileAddresses.urls) func `what could lead inside is refused with its reason`(
        url: String,
        reason: String
    ) {
        #expect(throws: WebhookURLRefusal.self) { try WebhookURL(url, allowsPrivate: false) }
        do throws(WebhookURLRefusal) {
            _ = try WebhookURL(url, allowsPrivate: false)
        } catch {
            #expect(error.reason == reason, "\(url)")
            #expect(WebhookURLRefusal.reasons.contains(error.reason))
        }
    }

    @Test(arguments: [
        ("https://Shop.Example.com", "https://shop.example.com/"),
        ("HTTPS://shop.example.com:443/a?b=c", "https://shop.example.com/a?b=c"),
        ("https://shop.example.com?x=1", "https://shop.example.com/?x=1"),
        ("https://shop.example.com:8443/hooks", "https://shop.example.com:8443/hooks"),
        ("https://xn--shp-ula.example.com/", "https://xn--shp-ula.example.com/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"), ("https://127.0.0.1.nip.example/", "https://127.0.0.1.nip.example/"),
        ("https://[2606:4700::1111]:8443/x", "https://[2606:4700:0:0:0:0:0:1111]:8443/x"),
    ]) func `what is of the public internet gets its one spelling`(url: String, text: String) throws {
        let read = try WebhookURL(url, allowsPrivate: false)
        #expect(read.text == text)
        #expect(try WebhookURL(read.text, allowsPrivate: false) == read)
    }

    @Test(arguments: [
        "http://127.0.0.1:8080/", "http://localhost/", "https://10.1.2.3/", "http://[::1]:9000/x", "http://pos:80/",
        "https://192.168.0.7:22/",
    ]) func `a shop's own network is allowed when the operator says so`(url: String) throws {
        _ = try WebhookURL(url, allowsPrivate: true)
    }

    @Test(arguments: [
        "http://169.254.169.254/", "https://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://224.0.0.1/",
        "http://2130706433/",
        "http://a@localhost/", "ftp://localhost/",
    ]) func `and even then not everything is`(url: String) {
        #expect(throws: WebhookURLRefusal.self) { try WebhookURL(url, allowsPrivate: true) }
    }
}
