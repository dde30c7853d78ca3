package import Commerce
package import Engine
import Synchronization

/// Receivers of webhooks that answer as a test says, and keep account of what they were sent.
package final class ScriptedReceiver: WebhookSender {
    /// One request as it came.
    package struct Received: Sendable {
        /// Where it was sent.
        package let url: String
        /// Its header fields by their names.
        package let fields: [String: String]
        /// Its body.
        package let body: [UInt8]

        /// The header `webhook-id`.
        package var id: String { fields["webhook-id"] ?? "" }
        /// The body as JSON.
        package var json: JSONNode { get throws { try JSONDocument(parsing: body).root } }
    }

    /// Answers a request; the number counts the requests of its `webhook-id` at its address, from 1 on.
    package typealias Script = @Sendable (Received, Int) async -> WebhookAnswer

    private struct State {
        var received: [Received] = []
        var underWay: [String: Int] = [:]
        var mostUnderWay: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let script: Script

    /// Receivers that answer 200 unless a test says otherwise.
    package init(_ script: @escaping Script = { _, _ in .ok }) { self.script = script }

    /// Everything that came, in its order.
    package var received: [Received] { state.withLock { $0.received } }

    /// What came to one address, in its order.
    package func received(at url: String) -> [Received] { received.filter { $0.url == url } }

    /// How many requests to an address were under way at the same time.
    package func mostUnderWay(at url: String) -> Int { state.withLock { $0.mostUnderWay[url] ?? 0 } }

    /// Notes the request and answers it.
    package func send(_ request: WebhookRequest) async -> WebhookAnswer {
        let fields = Dictionary(request.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let received = Received(url: request.url, fields: fields, body: request.body)
        let number = state.withLock { state in
            state.received.append(received)
            let count = state.underWay[request.url, default: 0] + 1
            state.underWay[request.url] = count
            state.mostUnderWay[request.url] = max(count, state.mostUnderWay[request.url] ?? 0)
            return state.received.count { $0.url == received.url && $0.id == received.id }
        }
        let answer = await script(received, number)
        state.withLock { $0.underWay[request.url, default: 1] -= 1 }
        return answer
    }
}

extension WebhookAnswer {
    /// 200 without a body.
    package static let ok = WebhookAnswer(.answered(status: 200, retryAfterMillis: nil))

    /// Another status.
    package static func status(_ status: Int, retryAfterMillis: Int64? = nil) -> WebhookAnswer {
        WebhookAnswer(.answered(status: status, retryAfterMillis: retryAfterMillis))
    }

    /// No answer.
    package static let silence = WebhookAnswer(.failed("timeout"))
}

/// A resolver that knows the names a test gives it; each call takes the next of a name's answers, the last one stays.
package final class ScriptedResolver: HostResolver {
    private let answers: Mutex<[String: [[HostAddress]]]>
    private let asked = Mutex<[String]>([])

    /// Knows some names and no others.
    ///
    /// - Parameter names: for each name its answers in their order.
    package init(_ names: [String: [[String]]]) {
        answers = Mutex(names.mapValues { $0.map { $0.compactMap { HostAddress($0) } } })
    }

    /// The names that were asked for, in their order.
    package var questions: [String] { asked.withLock { $0 } }

    /// The next answer; none for other names.
    package func addresses(of host: String) async -> [HostAddress] {
        asked.withLock { $0.append(host) }
        return answers.withLock { answers in
            guard var rest = answers[host], let next = rest.first else { return [] }
            if rest.count > 1 { rest.removeFirst() }
            answers[host] = rest
            return next
        }
    }
}
