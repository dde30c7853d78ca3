import AsyncHTTPClient
import Commerce
import NIOCore
import NIOHTTP1

/// Sends webhooks over HTTP/1.1: to the address that was checked and no other, without redirects, all within a timeout.
package struct HTTPWebhookSender: WebhookSender {
    /// How long resolving, connecting, sending and answering may take together, in seconds.
    package static let timeoutSeconds: Int64 = 15
    private let gate: WebhookGuard
    private let clients: WebhookClients
    private let time: any TimeSource

    /// A sender that nothing was sent with yet; `shutdown` has to be called in the end.
    package init(gate: WebhookGuard, time: any TimeSource) {
        self.gate = gate
        clients = WebhookClients(timeoutSeconds: Self.timeoutSeconds)
        self.time = time
    }

    /// Closes the connections.
    package func shutdown() async { await clients.shutdown() }

    /// Checks the address anew, connects to what was checked, and sends.
    package func send(_ request: WebhookRequest) async -> WebhookAnswer {
        let deadline = time.now.adding(millis: Self.timeoutSeconds * 1_000)
        return await withTaskGroup(of: WebhookAnswer.self) { group in
            group.addTask { await exchange(request) }
            group.addTask {
                do throws(CancellationError) {
                    try await time.sleep(until: deadline)
                    return WebhookAnswer(.failed("timeout: no answer within \(Self.timeoutSeconds) s"))
                } catch {
                    return WebhookAnswer(.failed("cancelled"))
                }
            }
            defer { group.cancelAll() }
            return await group.next() ?? WebhookAnswer(.failed("cancelled"))
        }
    }

    private func exchange(_ request: WebhookRequest) async -> WebhookAnswer {
        let (url, address): (WebhookURL, HostAddress)
        do throws(WebhookURLRefusal) {
            url = try WebhookURL(request.url, allowsPrivate: gate.allowsPrivate)
            address = try await gate.check(url)
        } catch {
            return WebhookAnswer(.failed("blocked: \(error.reason)"))
        }
        let lease = await clients.borrow(host: url.host, isAddress: url.address != nil, address)
        let answer = await exchange(request, url, lease.client)
        await clients.giveBack(lease)
        return answer
    }

    private func exchange(_ request: WebhookRequest, _ url: WebhookURL, _ client: HTTPClient) async -> WebhookAnswer {
        var outgoing = HTTPClientRequest(url: url.text)
        outgoing.method = .POST
        for field in request.fields { outgoing.headers.add(name: field.name, value: field.value) }
        outgoing.body = .bytes(ByteBuffer(bytes: request.body))
        do {
            let response = try await client.execute(outgoing, timeout: .seconds(Self.timeoutSeconds))
            let body = try await beginning(of: response)
            let wait = RetryAfter.millis(response.headers.first(name: "Retry-After"), now: time.now)
            return WebhookAnswer(.answered(status: Int(response.status.code), retryAfterMillis: wait), body: body)
        } catch let error as HTTPClientError {
            return WebhookAnswer(.failed("request: \(error.shortDescription)"))
        } catch {
            // The kind of error says enough, and holds nothing that was sent.
            return WebhookAnswer(.failed("connection: \(type(of: error))"))
        }
    }

    /// Reads no more than is kept; whatever comes behind is cut off with the connection.
    private func beginning(of response: HTTPClientResponse) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in response.body {
            bytes.append(contentsOf: part.readableBytesView.prefix(WebhookAttempt.answerLimitBytes - bytes.count))
            if bytes.count >= WebhookAttempt.answerLimitBytes { break }
        }
        return bytes
    }
}

/// The header field `Retry-After`.
enum RetryAfter {
    /// Milliseconds from now on, at most what is granted: seconds, or a date as RFC 9110, section 5.6.7, prefers it
    /// (`Sun, 06 Nov 1994 08:49:37 GMT`); nil for anything else.
    static func millis(_ text: String?, now: Timestamp) -> Int64? {
        guard let text else { return nil }
        let limit = WebhookRetrySchedule.retryAfterLimitMillis
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return date(text).map { min(max(0, $0.millis(since: now)), limit) }
        }
        // More digits than fit are a long time as well.
        return min(Int64(text) ?? limit, limit / 1_000) * 1_000
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func date(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(text: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}
