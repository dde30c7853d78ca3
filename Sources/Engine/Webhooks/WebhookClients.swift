import AsyncHTTPClient
import Commerce
import NIOCore

/// HTTP clients, each bound to one name at one checked address, so that no connection is ever made to another.
///
/// async-http-client takes the address of a name (`dnsOverride`) for a whole client, not for a request, and keeps the
/// name for the `Host` header and the certificate. Idle clients are kept for their connections, a few dozen at most.
actor WebhookClients {
    /// Clients that are kept without a request on its way.
    static let idleLimit = 64
    /// Connections of one client: more than there are attempts on their way, because endpoints of one host share it, and
    /// the silent ones among them must not keep the others waiting for a connection.
    static let connectionLimit = 1_024

    fileprivate struct Key: Hashable {
        var host: String
        var address: HostAddress
    }

    private struct Entry {
        let client: HTTPClient
        var uses = 0
        var lastUse = 0
    }

    /// A client for the time of one request.
    struct Lease: Sendable {
        let client: HTTPClient
        fileprivate let key: Key
    }

    private var entries: [Key: Entry] = [:]
    private var clock = 0
    private let timeoutSeconds: Int64

    init(timeoutSeconds: Int64) { self.timeoutSeconds = timeoutSeconds }

    /// A client that reaches a host at an address; it has to be given back.
    func borrow(host: String, isAddress: Bool, _ address: HostAddress) -> Lease {
        let key = Key(host: host, address: address)
        var entry = entries[key] ?? Entry(client: client(isAddress ? [:] : [host: address.description]))
        entry.uses += 1
        entries[key] = entry
        return Lease(client: entry.client, key: key)
    }

    /// Takes a client back, and ends the idle one that was not used for the longest time when there are too many.
    func giveBack(_ lease: Lease) async {
        clock += 1
        entries[lease.key]?.uses -= 1
        entries[lease.key]?.lastUse = clock
        let idle = entries.filter { $0.value.uses == 0 }
        guard idle.count > Self.idleLimit, let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return
        }
        entries[oldest.key] = nil
        await end(oldest.value.client)
    }

    /// Ends all clients; requests on their way fail.
    func shutdown() async {
        let clients = entries.values.map(\.client)
        entries = [:]
        for client in clients { await end(client) }
    }

    /// Ends a client; what it says about connections that were cut off is nobody's concern any more.
    private func end(_ client: HTTPClient) async {
        do { try await client.shutdown() } catch { return }
    }

    private func client(_ override: [String: String]) -> HTTPClient {
        var settings = HTTPClient.Configuration()
        settings.dnsOverride = override
        settings.redirectConfiguration = .disallow
        settings.decompression = .disabled
        settings.httpVersion = .http1Only
        settings.timeout.connect = .seconds(timeoutSeconds)
        settings.connectionPool.retryConnectionEstablishment = false
        settings.connectionPool.idleTimeout = .seconds(10)
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connectionLimit
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }
}
