import AsyncHTTPClient
package import Commerce
import Crypto
import NIOCore
import NIOHTTP1

/// A payment gateway over HTTP: signed JSON with an idempotency key. docs/operations.md describes what it has to answer.
package struct HTTPPaymentGateway: PaymentGateway {
    /// How to reach a gateway.
    package struct Configuration: Sendable {
        /// Where payments are asked for, `http` or `https`, without query (`PAYMENT_GATEWAY_URL`).
        package var url: String
        /// What requests are signed with (`PAYMENT_GATEWAY_SECRET`).
        package var secret: [UInt8]
        /// How long an answer may take, all of it (`PAYMENT_GATEWAY_TIMEOUT`).
        package var timeoutSeconds: Int

        package init(url: String, secret: [UInt8], timeoutSeconds: Int = 10) {
            self.url = url
            self.secret = secret
            self.timeoutSeconds = timeoutSeconds
        }
    }

    /// The longest answer that is read, in bytes.
    static let answerLimitBytes = 64 << 10

    /// An outside gateway over HTTP.
    package var kind: GatewayKind { .http }
    private let configuration: Configuration
    private let time: any TimeSource
    private let client: HTTPClient

    /// A gateway that nothing was sent to yet; `shutdown` has to be called in the end.
    package init(_ configuration: Configuration, time: any TimeSource, connections: Int = GatewayCaller.standardWindow)
    {
        self.configuration = configuration
        self.time = time
        var settings = HTTPClient.Configuration()
        settings.redirectConfiguration = .disallow
        settings.timeout.connect = .seconds(Int64(configuration.timeoutSeconds))
        // The caller tries again by itself, and counts.
        settings.connectionPool.retryConnectionEstablishment = false
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }

    /// Closes the connections; calls under way fail.
    package func shutdown() async throws { try await client.shutdown() }

    /// Asks for a payment's money.
    package func charge(_ payment: Payment) async throws(GatewayTrouble) -> GatewayAnswer {
        let body = Self.json { json in
            json.field("payment_id", payment.id)
            json.field("order_id", payment.order)
            json.field("amount", minorUnits: payment.amount.minorUnits)
            json.field("currency", payment.currency.text)
            json.field("payment_method", payment.method.text)
            if let card = payment.card {
                json.objectField("card") { json in
                    json.field("brand", card.brand.text)
                    json.field("last4", card.lastFour)
                }
            }
        }
        let answer = try await post("", key: payment.id.text, body)
        return try answer.charge()
    }

    /// Asks for a refund of a payment that this gateway took.
    package func refund(_ refund: Refund, of payment: Payment) async throws(GatewayTrouble) -> RefundOutcome {
        let body = Self.json { json in
            json.field("refund_id", refund.id)
            json.field("payment_id", payment.id)
            json.field("reference", payment.gatewayReference)
            json.field("amount", minorUnits: refund.amount.minorUnits)
            json.field("currency", payment.currency.text)
            json.field("reason", refund.reason)
        }
        let answer = try await post("/\(payment.id.text)/refunds", key: refund.id.text, body)
        return try answer.refund()
    }

    // MARK: The exchange

    private static func json(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        write(&json)
        json.endObject()
        return json.bytes
    }

    /// Sends a request and reads its answer to the end, all within the timeout.
    private func post(_ path: String, key: String, _ body: [UInt8]) async throws(GatewayTrouble) -> GatewayHTTPAnswer {
        var request = HTTPClientRequest(url: configuration.url + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "tradepost")
        request.headers.add(name: "Idempotency-Key", value: key)
        request.headers.add(name: "Tradepost-Signature", value: signature(of: body))
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            return try await exchange(request)
        } catch is TooLate {
            throw GatewayTrouble("no answer within \(configuration.timeoutSeconds) s")
        } catch is NIOTooManyBytesError {
            throw GatewayTrouble("the answer is longer than \(Self.answerLimitBytes) bytes")
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            throw GatewayTrouble("no answer within \(configuration.timeoutSeconds) s")
        } catch let error as HTTPClientError {
            throw GatewayTrouble("the request failed: \(error.shortDescription)")
        } catch {
            // The kind of error says enough, and holds nothing that was sent.
            throw GatewayTrouble("the request failed: \(type(of: error))")
        }
    }

    private struct TooLate: Error {}

    /// The client's own deadline ends with the head of the answer; this one also covers its body.
    private func exchange(_ request: HTTPClientRequest) async throws -> GatewayHTTPAnswer {
        let (client, time, seconds) = (client, time, Int64(configuration.timeoutSeconds))
        let deadline = time.now.adding(millis: seconds * 1_000)
        return try await withThrowingTaskGroup(of: GatewayHTTPAnswer.self) { group in
            group.addTask {
                let answer = try await client.execute(request, timeout: .seconds(seconds))
                let body = try await answer.body.collect(upTo: Self.answerLimitBytes)
                return GatewayHTTPAnswer(
                    status: Int(answer.status.code),
                    retryAfter: answer.headers.first(name: "Retry-After"),
                    body: Array(body.readableBytesView)
                )
            }
            group.addTask {
                try await time.sleep(until: deadline)
                throw TooLate()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw TooLate() }
            return first
        }
    }

    /// `t=<unix seconds>,v1=<HMAC-SHA256 of "<t>.<body>" in hexadecimal>`.
    private func signature(of body: [UInt8]) -> String {
        let seconds = "\(time.now.millis / 1_000)"
        var code = HMAC<SHA256>(key: SymmetricKey(data: configuration.secret))
        code.update(data: Array("\(seconds).".utf8))
        code.update(data: body)
        var hex: [UInt8] = []
        for byte in code.finalize() {
            hex.append(Self.digits[Int(byte >> 4)])
            hex.append(Self.digits[Int(byte & 15)])
        }
        return "t=\(seconds),v1=\(String(decoding: hex, as: UTF8.self))"
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
